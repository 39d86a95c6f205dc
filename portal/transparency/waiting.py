"""What waits for staff of what the host publishes of itself."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.dashboard import Waiting

from .cms_views import LIST
from .models import DatedText, LegalRequest, LegalRequestYear


def for_staff(request) -> Iterator[Waiting]:
    """Texts of which no version is out: a host must say its rules before it opens."""
    yield from _requests(request.user)
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


def _requests(person) -> Iterator[Waiting]:
    """Proposed lines of the register; and the year that is over, « none » included, until it is published."""
    if not person.has_perm("transparency.change_legalrequest"):
        return
    count = LegalRequest.objects.filter(proposed=True).count()
    words = ngettext(
        "One request by an authority is to be completed", "%(count)s requests by authorities are to be completed", count
    )
    yield Waiting(words % {"count": count}, count, reverse("wagtailsnippets_transparency_legalrequest:list"))
    year = timezone.localdate().year - 1
    if not LegalRequestYear.objects.filter(year=year).exclude(published_on=None).exists():
        words = _("The requests by authorities of %(year)s are to be published, even if there were none")
        yield Waiting(words % {"year": year}, 1, reverse("wagtailsnippets_transparency_legalrequestyear:list"))
