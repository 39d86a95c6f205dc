"""Issuing and revoking attestations. Each is one transaction."""

from django.db import transaction
from django.utils import timezone

from portal.notifications import actions as notifications

from .attestations import rule_of, standing
from .learners import Reader
from .models import Attestation, CoursePage, Learner


class CannotIssue(Exception):
    """No attestation for this learner and course; `why` is one of the words below."""

    NO_RULE = "no-rule"
    NO_ACCOUNT = "no-account"
    NOT_YET = "not-yet"
    REVOKED = "revoked"

    def __init__(self, why: str):
        self.why = why
        super().__init__(why)


@transaction.atomic
def issue_attestation(*, learner: Learner, course: CoursePage, name: str, host_name: str) -> Attestation:
    """The attestation of a member who met the rule of the course, under the name they typed. Raises CannotIssue.

    Asked twice, the first one is given again, with the name it bears: a learner has one valid attestation of a course.
    """
    learner = Learner.objects.select_for_update(of=("self",)).select_related("person").get(pk=learner.pk)
    if learner.person is None:
        raise CannotIssue(CannotIssue.NO_ACCOUNT)
    earlier = learner.attestations.filter(course=course).order_by("-issued_at", "-pk").first()
    if earlier and earlier.is_valid:
        return earlier
    if earlier and not earlier.may_ask_again:
        raise CannotIssue(CannotIssue.REVOKED)
    rule = rule_of(course)
    where = standing(course, rule, Reader(person=learner.person)) if rule else None
    if where is None:
        raise CannotIssue(CannotIssue.NO_RULE)
    if not where.met:
        raise CannotIssue(CannotIssue.NOT_YET)
    return Attestation.objects.create(
        learner=learner,
        course=course,
        name=name,
        course_title=course.title,
        course_slug=course.slug,
        course_updated_on=course.updated_on,
        contents=[
            {"title": one.title, "lessons": [lesson.title for lesson in one.lessons]} for one in where.course.sequences
        ],
        minutes=where.course.minutes,
        required_lessons=rule.lessons,
        required_score=rule.score,
        host_name=host_name,
    )


@transaction.atomic
def revoke_attestation(*, attestation: Attestation, reason: str, may_ask_again: bool) -> Attestation:
    """The attestation holds no longer, for this reason, which its person is told by mail. Revoked twice, the first
    reason stays. `may_ask_again` lets the person ask for another one, for instance under a name without a slip."""
    attestation = (
        Attestation.objects.select_for_update(of=("self",)).select_related("learner__person").get(pk=attestation.pk)
    )
    if not attestation.is_valid:
        return attestation
    attestation.revoked_at = timezone.now()
    attestation.revocation_reason, attestation.may_ask_again = reason, may_ask_again
    attestation.save(update_fields=["revoked_at", "revocation_reason", "may_ask_again"])
    person = attestation.learner.person
    if person.is_active:
        notifications.send(
            name="courses/attestation-revoked",
            person=person,
            context={"attestation": attestation},
            key=f"attestation-{attestation.pk}-revoked",
        )
    return attestation
