"""« Signaler un contenu »: reporting, answering, contesting, answering the appeal. Everything is kept."""

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.people.roles import Role
from forum import rules
from forum.machina.forum.models import Forum
from forum.machina.forum_conversation.models import Post

from .. import report_mails
from ..models import Appeal, AppealOutcome, ContentReport, ModerationDecision, ReporterAddress, ReportOutcome
from ..models.content_reports import ADDRESS_KEPT
from . import moderation

Measure = ReportOutcome.Measure
Kind = ModerationDecision.Kind


@transaction.atomic
def report_content(*, post: Post, by, rule: str, words: str, address: str = "") -> ContentReport:
    """Say that a message breaks a rule; `address` is where to answer somebody without an account. Sent twice, it is the
    same report. Raises PermissionDenied for what the person cannot read."""
    if not rules.may_see(post.topic, by):
        raise PermissionDenied
    person = by if by.is_authenticated else None
    words = words.strip()
    same = ContentReport.objects.filter(post=post, reporter=person, words=words, outcome=None)
    if person is None:
        same = same.filter(contact__address=address) if address else same.filter(contact=None)
    earlier = same.first()
    if earlier:
        return earlier
    report = ContentReport.objects.create(post=post, rule=rule, words=words, content=post.content.raw, reporter=person)
    if person is None and address:
        ReporterAddress.objects.create(report=report, address=address, kept_until=timezone.now() + ADDRESS_KEPT)
    report_mails.acknowledge(report)
    return report


@transaction.atomic
def answer_report(*, report: ContentReport, measure: str, by, reason: str, rule: str = "", facts: str = ""):
    """Decide on a reported message, tell its author why and whoever reported it what came of it. Once: the first answer
    stands. Raises PermissionDenied for whoever is not in the team, ValidationError for what cannot be."""
    if not rules.may_moderate(by):
        raise PermissionDenied
    report = ContentReport.objects.select_for_update().get(pk=report.pk)
    if ReportOutcome.objects.filter(report=report).exists():
        raise ValidationError(_("Somebody of the team has answered this report meanwhile."))
    _keep_out(by, parties={report.post.poster_id, report.reporter_id})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the person concerned will read it.")})
    if measure != Measure.KEEP and not rule:
        raise ValidationError({"rule": _("Say which rule: the person concerned will read it.")})
    decision = _carry_out(report.post, measure, by=by, reason=reason, rule=rule, facts=facts)
    outcome = ReportOutcome.objects.create(
        report=report, measure=measure, reason=reason.strip(), decision=decision, decided_by=by
    )
    report_mails.tell_reporter(outcome)
    return outcome


def _carry_out(post: Post, measure: str, **statement) -> ModerationDecision | None:
    if measure == Measure.KEEP:
        return None
    if measure == Measure.LOCK:
        if post.topic.is_locked:
            raise ValidationError(_("This topic is locked already: choose another decision."))
        return moderation.lock_topic(topic=post.topic, **statement)
    if measure == Measure.ASK:
        return moderation.ask_for_change(post=post, **statement)
    if post.removed_at or (post.is_first and post.topic.removed_at):
        raise ValidationError(_("This message is removed already: choose another decision."))
    return moderation.remove_post(post=post, **statement)


@transaction.atomic
def contest(*, decision: ModerationDecision, by, words: str) -> Appeal:
    """The author contests a decision. A second time it is the same appeal. Raises PermissionDenied when it is not
    theirs, or too late."""
    decision = (
        ModerationDecision.objects.select_for_update(of=("self",)).select_related("topic", "post").get(pk=decision.pk)
    )
    if not rules.may_contest(decision, by):
        raise PermissionDenied
    earlier = Appeal.objects.filter(decision=decision).first()
    return earlier or Appeal.objects.create(decision=decision, made_by=by, words=words.strip())


@transaction.atomic
def answer_appeal(*, appeal: Appeal, is_lifted: bool, by, reason: str) -> AppealOutcome:
    """Look at a decision again; when it is lifted, what it took away comes back. Somebody else answers than whoever
    decided, where the team has somebody else."""
    if not rules.may_moderate(by):
        raise PermissionDenied
    appeal = (
        Appeal.objects.select_for_update(of=("self",))
        .select_related("decision__topic", "decision__post")
        .get(pk=appeal.pk)
    )
    decision = appeal.decision
    if AppealOutcome.objects.filter(appeal=appeal).exists():
        raise ValidationError(_("Somebody of the team has answered this appeal meanwhile."))
    _keep_out(by, parties={decision.decided_by_id, appeal.made_by_id})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the person concerned will read it.")})
    if is_lifted:
        _take_back(decision, by=by, reason=reason)
    outcome = AppealOutcome.objects.create(appeal=appeal, is_lifted=is_lifted, reason=reason.strip(), decided_by=by)
    report_mails.tell_appellant(outcome)
    return outcome


def _keep_out(by, *, parties: set) -> None:
    """Nobody decides on what they are a party to, unless there is nobody else."""
    if by.pk not in parties:
        return
    team = get_user_model().objects.filter(is_active=True, groups__name__in=[Role.MODERATOR.value, Role.STAFF.value])
    if team.exclude(pk__in=[key for key in parties if key]).exists():
        raise ValidationError(_("You take part in this: somebody else of the team decides."))


def _take_back(decision: ModerationDecision, *, by, reason: str) -> None:
    """Undo what a decision did, if it still stands."""
    topic, post = decision.topic, decision.post
    if decision.kind == Kind.LOCK and topic.is_locked:
        moderation.unlock_topic(topic=topic, by=by, reason=reason)
    elif decision.kind == Kind.MOVE:
        board = Forum.objects.filter(name=decision.before, type=Forum.FORUM_POST).exclude(pk=topic.forum_id).first()
        if board:
            moderation.move_topic(topic=topic, to=board, by=by, reason=reason)
    elif decision.kind == Kind.REMOVE and post and post.removed_at:
        moderation.restore_post(post=post, by=by, reason=reason)
    elif decision.kind == Kind.REMOVE and not post and topic.removed_at:
        moderation.restore_topic(topic=topic, by=by, reason=reason)
    elif decision.kind == Kind.EDIT and post and not post.removed_at:
        subject, separator, content = decision.before.partition("\n\n") if post.is_first else ("", "", decision.before)
        moderation.edit_post(post=post, by=by, content=content, subject=subject, reason=reason)


@transaction.atomic
def forget_addresses() -> int:
    """Delete the addresses that have served, and the mails that went there; how many."""
    served = list(ReporterAddress.objects.filter(kept_until__lt=timezone.now()).select_related("report"))
    report_mails.forget_mails([contact.report for contact in served])
    ReporterAddress.objects.filter(pk__in=[contact.pk for contact in served]).delete()
    return len(served)
