"""What the incident log has waiting for the team, on the home of /cms/."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.dashboard import Waiting

from .history import time_left
from .models import Incident, ServiceCheck

SHOWN = 5


def waiting(request):
    """Breaches to decide, with the time that is left; drafts that automatic checks propose."""
    if not request.user.has_perm("incidents.change_incident"):
        return
    for one in Incident.objects.breaches_to_decide()[:SHOWN]:
        left = time_left(one.breach_deadline())
        yield Waiting(
            _("CNIL: %(left)s for “%(title)s”") % {"left": left, "title": one.title},
            1,
            reverse("incident_breach", args=[one.pk]),
            urgent=True,
            detail=_("Personal data were lost or exposed: decide, and write down why."),
        )
    drafts = ServiceCheck.objects.filter(draft__is_published=False, draft__ends_at=None).select_related("draft")
    for row in drafts[:SHOWN]:
        detail = row.trouble and _("It fails still: %(trouble)s.") % {"trouble": row.trouble}
        yield Waiting(
            _("Draft of an incident: %(title)s") % {"title": row.draft.title},
            1,
            reverse("incident_tell", args=[row.draft_id]),
            urgent=True,
            detail=detail or _("It answers again."),
        )
