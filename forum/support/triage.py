"""Bug reports to sort: which ones, in which order, and several at once."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, IntegerField, Prefetch, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.organisations.models import Membership, Territory
from forum import rules

from .actions import moderation
from .actions.bug_reports import change_state
from .models import BugReport

OPEN, ALL = "ouverts", "tous"
AGES = {"7": timedelta(days=7), "30": timedelta(days=30), "90": timedelta(days=90)}
AT_ONCE = 50


def to_sort(*, state: str = OPEN, service=None, older_than: str = "", territory: Territory | None = None, silent=False):
    """Bug reports that stand in the forum, those that nobody answered first, then the oldest."""
    reports = BugReport.objects.filter(topic__removed_at=None)
    if state == OPEN:
        reports = reports.open()
    elif state != ALL:
        reports = reports.filter(state=state)
    if service:
        reports = reports.filter(service=service)
    if older_than in AGES:
        reports = reports.filter(topic__created__lt=timezone.now() - AGES[older_than])
    if territory:
        people = Membership.objects.filter(organisation__territory__path__startswith=territory.path)
        reports = reports.filter(topic__poster__in=people.values("person"))
    if silent:
        reports = reports.filter(topic__posts_count__lte=1)
    unanswered = Case(When(topic__posts_count__lte=1, then=Value(0)), default=Value(1), output_field=IntegerField())
    return reports.order_by(unanswered, "topic__created", "pk")


def with_rows(reports):
    """With what a row shows; as many queries for one as for fifty."""
    memberships = Membership.objects.select_related("organisation__territory")
    return reports.select_related("topic__forum", "topic__poster", "service").prefetch_related(
        Prefetch("topic__poster__memberships", queryset=memberships)
    )


@dataclass(frozen=True)
class Result:
    """What became of one report of several."""

    report: BugReport
    refused: str = ""


def act_on_several(
    *, reports, action: str, by, reason: str, state: str = "", duplicate_of=None, board=None
) -> list[Result]:
    """Do the same to each report, each for itself: one that is refused holds up no other."""
    if not rules.may_moderate(by):
        raise PermissionDenied
    results = []
    for report in reports:
        try:
            _act(report, action, by=by, reason=reason, state=state, duplicate_of=duplicate_of, board=board)
            results.append(Result(report))
        except ValidationError as error:
            results.append(Result(report, " ".join(error.messages)))
    return results


def _act(report: BugReport, action: str, *, by, reason: str, state: str, duplicate_of, board) -> None:
    topic = report.topic
    if action == "state":
        change_state(report=report, to=state, by=by, reason=reason, duplicate_of=duplicate_of)
    elif action == "move":
        if topic.forum_id == board.pk:
            raise ValidationError(_("It is in this board already."))
        moderation.move_topic(topic=topic, to=board, by=by, reason=reason)
    elif action == "lock":
        if topic.is_locked:
            raise ValidationError(_("It is locked already."))
        moderation.lock_topic(topic=topic, by=by, reason=reason)
