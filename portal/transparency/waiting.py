"""What waits for staff of what the host publishes of itself."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import ngettext

from portal.core.dashboard import Waiting

from .cms_views import LIST
from .models import DatedText


def for_staff(request) -> Iterator[Waiting]:
    """Texts of which no version is out: a host must say its rules before it opens."""
    if not request.user.has_perm("transparency.change_textversion"):
        return
    count = DatedText.objects.exclude(pk__in=DatedText.objects.readable()).count()
    yield Waiting(
        ngettext(
            "One text is to be read again and published", "%(count)s texts are to be read again and published", count
        )
        % {"count": count},
        count,
        reverse(LIST),
    )
