"""What waits for staff of what the host publishes of itself."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.dashboard import Waiting

from .assessment import ALL
from .cms_views import LIST
from .models import Criterion, DatedText, LegalRequest, LegalRequestYear, Machine
from .package_upload import UPLOAD


def for_staff(request) -> Iterator[Waiting]:
    """Texts of which no version is out: a host must say its rules before it opens."""
    yield from _requests(request.user)
    if not request.user.has_perm("transparency.change_textversion"):
        return
    yield from _promises()
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


def _promises() -> Iterator[Waiting]:
    """Proofs that are gone, reviews and lists of packages that are old."""
    gone = Criterion.objects.with_troubled_proof().count()
    yield Waiting(
        ngettext("One proof of the charter is gone", "%(count)s proofs of the charter are gone", gone)
        % {"count": gone},
        gone,
        reverse(ALL),
    )
    old = Criterion.objects.reviewed_too_long_ago().count()
    yield Waiting(
        ngettext(
            "One criterion of the charter is to be looked at again",
            "%(count)s criteria of the charter are to be looked at again",
            old,
        )
        % {"count": old},
        old,
        reverse(ALL),
    )
    machines = Machine.objects.with_old_list().count()
    yield Waiting(
        ngettext("One server needs a new list of packages", "%(count)s servers need a new list of packages", machines)
        % {"count": machines},
        machines,
        reverse(UPLOAD),
    )
