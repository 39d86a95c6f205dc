"""Mails about reported content. To whoever reported: no name of the author, and to an address that nobody has confirmed
no word that somebody typed beside the title of the topic. To the author: nothing of who reported."""

from django.utils.translation import gettext_lazy as _

from portal.notifications import actions as notifications
from portal.notifications.models import Mail

from .models import AppealOutcome, ContentReport, ReportOutcome

Measure = ReportOutcome.Measure
CAME_OF_IT = {
    Measure.KEEP: _("The message stays: a person read it, and found nothing there that the rules or the law forbid."),
    Measure.ASK: _("Its author is asked to change the message."),
    Measure.REMOVE: _("The message is removed."),
    Measure.LOCK: _("The topic is locked: it can still be read, but no longer answered."),
}


def _key(report: ContentReport) -> str:
    return f"content-report-{report.pk}-"


def acknowledge(report: ContentReport) -> None:
    """Say that the report has arrived."""
    _to_reporter(report, "forum/report-received", "received", {})


def tell_reporter(outcome: ReportOutcome) -> None:
    """Say what came of a report, and why."""
    context = {"outcome": outcome, "came_of_it": CAME_OF_IT[Measure(outcome.measure)]}
    _to_reporter(outcome.report, "forum/report-answered", "answered", context)


def tell_appellant(outcome: AppealOutcome) -> None:
    """Answer the author who contested; nobody, once they have let go of the account."""
    person = outcome.appeal.made_by
    if person is None or not person.is_active:
        return
    context = {"outcome": outcome, "topic": outcome.appeal.decision.topic, "decision": outcome.appeal.decision}
    notifications.send(name="forum/appeal-answered", person=person, context=context, key=f"appeal-{outcome.appeal_id}")


def _to_reporter(report: ContentReport, name: str, step: str, context: dict) -> None:
    person, contact = report.reporter, getattr(report, "contact", None)
    if person is not None and person.is_active:
        to = {"person": person}
    elif contact is not None:
        to = {"address": contact.address}
    else:
        return
    context = {"report": report, "topic": report.post.topic, **context}
    notifications.send(name=name, context=context, key=_key(report) + step, **to)


def forget_mails(reports) -> None:
    """Delete the mails to people without an account about these reports: their address stands in them."""
    for report in reports:
        Mail.objects.filter(key__startswith=_key(report), person=None).delete()
