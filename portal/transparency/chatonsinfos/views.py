"""/.well-known/chatonsinfos/: plain text, the same for everybody, conditional."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import translation
from django.views.decorators.http import conditional_page, require_safe

from hosting.services.models import Service
from portal.core import context

from . import files


def _file(make):
    """A view out of a function that makes the text of a file; 404 for one that says nothing."""

    @require_safe
    @conditional_page
    def view(request, **parameters):
        # In the host's language, whatever the reader prefers: the file is the same for all.
        with translation.override(settings.LANGUAGE_CODE):
            text = make(files.House(context.page(request)["host"], request.build_absolute_uri), **parameters)
        if not text:
            raise Http404
        return HttpResponse(text, content_type="text/plain; charset=utf-8")

    return view


def _of_service(make):
    def made(house, slug: str) -> str:
        try:
            return make(house, slug)
        except Service.DoesNotExist as error:
            raise Http404 from error

    return made


organisation = _file(files.organisation)
organisation_metrics = _file(files.organisation_metrics)
service = _file(_of_service(files.service))
service_metrics = _file(_of_service(files.service_metrics))
