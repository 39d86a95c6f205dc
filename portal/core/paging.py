"""Lists in pages."""

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404


def page_of(paginator: Paginator, request) -> Page:
    """The page asked for; 404 for one that does not exist, so that no address is made up without end."""
    try:
        return paginator.page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404 from error
