"""Bug reports: opening one, joining one, moving it along."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import rules, signals
from forum.machina.forum_conversation.actions import start_topic
from forum.machina.forum_conversation.models import Topic

from ..models import Affected, BugReport, BugReportChange

# Sent once the change is in the database: `change` is the BugReportChange. For mails and notifications.
report_changed = Signal()


def report_text(*, did="", expected="", happened="", since="", browser="") -> str:
    """The message of a report: each question that has an answer, with it."""
    answers = (
        (_("What I did"), did),
        (_("What I expected"), expected),
        (_("What happened"), happened),
        (_("Since when"), since),
        (_("My browser"), browser),
    )
    return "\n\n".join(f"**{question}**\n\n{answer.strip()}" for question, answer in answers if answer.strip())


@transaction.atomic
def report_bug(
    *, board, by, subject: str, service, did: str, expected: str, happened: str, since: str = "", browser: str = ""
) -> BugReport:
    """Open a report: a topic whose first message holds the answers. Sent twice, it is the same report."""
    content = report_text(did=did, expected=expected, happened=happened, since=since, browser=browser)
    topic = start_topic(board=board, by=by, subject=subject, content=content)
    return open_report(topic=topic, by=by, service=service)


@transaction.atomic
def open_report(*, topic, by, service=None) -> BugReport:
    """Give a topic the state of a bug report; the one it has already, if it has one."""
    report, is_new = BugReport.objects.get_or_create(topic=topic, defaults={"service": service})
    if is_new:
        _record(report, before="", by=by, reason="")
    return report


@transaction.atomic
def change_state(*, report: BugReport, to: str, by, reason: str = "", duplicate_of: BugReport | None = None):
    """Move a report along. Raises PermissionDenied, or ValidationError when a reason or the other report is missing."""
    if not rules.may_moderate(by):
        raise PermissionDenied
    report = BugReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if to == report.state:
        raise ValidationError({"state": _("It is in this state already.")})
    if to in BugReport.NEEDS_REASON and not reason.strip():
        raise ValidationError({"reason": _("Say why: the person who reported it will read it.")})
    if to == BugReport.State.DUPLICATE and (duplicate_of is None or duplicate_of.pk == report.pk):
        raise ValidationError({"duplicate_of": _("Give the number of the report that it repeats.")})
    before, report.state = report.state, to
    report.state_reason = reason.strip()
    report.state_since = timezone.now()
    report.duplicate_of = duplicate_of if to == BugReport.State.DUPLICATE else None
    report.save()
    solved_at = report.state_since if to == BugReport.State.RESOLVED else None
    Topic.objects.filter(pk=report.topic_id).update(solved_at=solved_at)
    return _record(report, before=before, by=by, reason=report.state_reason)


@transaction.atomic
def join_report(*, report: BugReport, by) -> Affected:
    """« Me too ». Once each."""
    if not by.is_authenticated or not rules.may_see(report.topic, by):
        raise PermissionDenied
    affected, _is_new = Affected.objects.get_or_create(report=report, person=by)
    return affected


def _record(report: BugReport, *, before: str, by, reason: str) -> BugReportChange:
    change = BugReportChange.objects.create(
        report=report, from_state=before, to_state=report.state, reason=reason, changed_by=by
    )
    signals.report_moved.send(sender=BugReport, change=change)
    transaction.on_commit(lambda: report_changed.send(sender=BugReport, change=change))
    return change
