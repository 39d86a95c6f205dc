"""What staff must see: departures that the month of the law does not suffice for, archives that failed."""

from django.urls import reverse
from django.utils.translation import ngettext

from portal.core.dashboard import Waiting

from .models import DataExport, Departure


def for_staff(request):
    """Provider of the dashboard of /cms/."""
    if not request.user.has_perm("privacy.view_departure"):
        return
    late = Departure.objects.overdue().count()
    yield Waiting(
        ngettext(
            "One account should have been deleted by now", "%(count)s accounts should have been deleted by now", late
        )
        % {"count": late},
        late,
        reverse("wagtailsnippets_privacy_departure:list"),
        urgent=True,
    )
    failed = DataExport.objects.filter(state=DataExport.State.FAILED).count()
    yield Waiting(
        ngettext("One archive of personal data failed", "%(count)s archives of personal data failed", failed)
        % {"count": failed},
        failed,
        reverse("wagtailsnippets_privacy_dataexport:list"),
        urgent=True,
    )
