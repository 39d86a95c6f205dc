"""A report tied to an incident; once that is over, those who were touched say whether it works again."""

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from forum import rules
from hosting.incidents.models import Incident
from portal.notifications import actions as notifications

from ..models import Affected, BugReport, IncidentTie, Verdict


@transaction.atomic
def tie_to_incident(*, report: BugReport, incident: Incident | None, by) -> IncidentTie | None:
    """The team says which incident explains a report, or that none does. The same again changes nothing."""
    if not rules.may_moderate(by):
        raise PermissionDenied
    BugReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    tie = IncidentTie.objects.filter(report=report).first()
    if tie and tie.incident == incident:
        return tie
    if tie:
        tie.delete()
    if incident is None:
        return None
    return IncidentTie.objects.create(report=report, incident=incident, tied_by=by)


def touched_by(report: BugReport) -> set[int]:
    """Ids of the people concerned: who reported it, and « me too »."""
    touched = set(Affected.objects.filter(report=report).values_list("person", flat=True))
    return touched | ({report.topic.poster_id} - {None})


def ask_touched() -> int:
    """Ask the people of each report whose incident is over, once; how many mails were written."""
    ties = IncidentTie.objects.to_ask().values_list("pk", flat=True)
    return sum(_ask(pk) for pk in list(ties))


@transaction.atomic
def _ask(pk: int) -> int:
    ties = IncidentTie.objects.to_ask().select_for_update(of=("self",))
    tie = ties.select_related("incident", "report__topic__forum").filter(pk=pk).first()
    if tie is None:
        return 0
    people = get_user_model().objects.filter(pk__in=touched_by(tie.report), is_active=True)
    asked = [person for person in people if rules.may_see(tie.report.topic, person)]
    tie.asked_at, tie.asked_count = timezone.now(), len(asked)
    tie.save(update_fields=["asked_at", "asked_count"])
    topic = tie.report.topic
    context = {"topic": topic, "incident": tie.incident, "url": f"{topic.get_absolute_url()}#ca-marche"}
    for person in asked:
        key = f"works-again-{tie.report_id}-{tie.incident_id}-{person.pk}"
        notifications.send(name="forum/works-again", person=person, context=context, key=key)
    return len(asked)


def may_say(tie: IncidentTie | None, person) -> bool:
    """Someone who was touched, from the moment when people were asked."""
    if tie is None or tie.asked_at is None or not person.is_authenticated:
        return False
    return person.pk in touched_by(tie.report) and rules.may_see(tie.report.topic, person)


@transaction.atomic
def say_whether_it_works(*, tie: IncidentTie, by, works: bool) -> Verdict:
    """Once each: what was said first stands. PermissionDenied for whoever was not touched."""
    if not may_say(tie, by):
        raise PermissionDenied
    verdict, _is_new = Verdict.objects.get_or_create(tie=tie, person=by, defaults={"works": works})
    return verdict
