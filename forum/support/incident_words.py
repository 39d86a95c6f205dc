"""What the pages of a report and of an incident say of the tie between them."""

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.people.roles import Role, has_role
from forum import rules
from portal.core.dashboard import Waiting

from .actions.incident_ties import may_say
from .models import BugReport, IncidentTie, Verdict
from .presentation import name_of

SHOWN = 20


def tie_of(report: BugReport) -> IncidentTie | None:
    """The incident that explains a report, if the team named one and everybody may read it."""
    ties = IncidentTie.objects.select_related("incident", "tied_by").filter(report=report, incident__is_published=True)
    tie = ties.first()
    if tie:
        tie.report = report
    return tie


def log_line(tie: IncidentTie) -> dict:
    """Its line in the timeline of the report."""
    text = _("“%(title)s”. By %(name)s.") % {"title": tie.incident.title, "name": name_of(tie.tied_by)}
    return {
        "at": tie.tied_at,
        "title": _("Tied to incident no. %(number)d") % {"number": tie.incident.number},
        "text": text,
    }


def fact(tie: IncidentTie) -> dict:
    return {"term": _("Incident"), "text": tie.incident.title, "url": tie.incident.get_absolute_url()}


def question(tie: IncidentTie | None, person) -> dict | None:
    """« Does it work again? » for someone who was touched: the two buttons, or what they said."""
    if not may_say(tie, person):
        return None
    topic = tie.report.topic
    verdict = Verdict.objects.filter(tie=tie, person=person).first()
    return {
        "incident": tie.incident,
        "url": reverse("forum:works-again", args=[topic.forum.slug, topic.reference]),
        "said": verdict.works if verdict else None,
    }


def answers(tie: IncidentTie | None, person) -> dict | None:
    """For the team: what those who were asked said, and whether it looks done."""
    if tie is None or tie.asked_at is None or not rules.may_moderate(person):
        return None
    said = list(tie.verdicts.values_list("works", flat=True))
    yes = sum(said)
    line = _("%(yes)d yes, %(no)d no, %(asked)d asked") % {"yes": yes, "no": len(said) - yes, "asked": tie.asked_count}
    done = tie.report.is_open and looks_done(yes, len(said) - yes, tie.asked_count)
    return {"line": line, "looks_done": done}


def looks_done(yes: int, no: int, asked: int) -> bool:
    """Half of those who were asked say yes, and nobody no: time to close, which a person decides."""
    return yes > 0 and not no and yes * 2 >= asked


def reports_of(incident) -> dict | None:
    """The slot of an incident's page: reports that every visitor may read, the same for everybody."""
    ties = list(IncidentTie.objects.public_of(incident)[:SHOWN])
    if not ties:
        return None
    links = [{"title": tie.report.topic.subject, "url": tie.report.topic.get_absolute_url()} for tie in ties]
    return {"template": "forum/of_incident.html", "values": {"links": links}}


def waiting_to_close(request):
    """The dashboard: open reports of which people say that it works again."""
    if not has_role(request.user, Role.MODERATOR, Role.STAFF):
        return
    counted = IncidentTie.objects.filter(asked_at__isnull=False, report__state__in=BugReport.OPEN).annotate(
        yes=Count("verdicts", filter=Q(verdicts__works=True)), no=Count("verdicts", filter=Q(verdicts__works=False))
    )
    waiting = list(
        counted.filter(no=0, yes__gt=0, asked_count__lte=F("yes") * 2).select_related("report__topic__forum")[:SHOWN]
    )
    yield Waiting(
        ngettext("One bug report works again: close it?", "%(count)s bug reports work again: close them?", len(waiting))
        % {"count": len(waiting)},
        len(waiting),
        waiting[0].report.topic.get_absolute_url() if waiting else reverse("forum:index"),
    )
