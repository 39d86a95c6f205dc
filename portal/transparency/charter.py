"""The criteria of the charter are reviewed: what is said of each, kept for ever."""

from django.db import transaction
from django.utils import timezone

from portal.core import page_cache

from .models import Criterion, CriterionReview

SAID = ("state", "evidence", "evidence_url", "note")


class ReviewedMeanwhile(ValueError):
    """Somebody else has reviewed the criterion since it was shown."""


def last_review(criterion: Criterion) -> int:
    """The number of its latest review, 0 before the first: what a form shows, and hands back as `seen`."""
    return criterion.reviews.values_list("pk", flat=True).first() or 0


@transaction.atomic
def review_criterion(
    *,
    criterion: Criterion,
    state: str,
    evidence: str,
    evidence_url: str,
    note: str,
    confirmed: bool,
    by,
    seen: int | None = None,
) -> CriterionReview:
    """Say where a criterion of the edition in force stands; `confirmed`: its words and level were found there.

    Raises ReviewedMeanwhile when `seen` is not its latest review any more, or the edition has ended.
    """
    one = Criterion.objects.select_for_update().get(pk=criterion.pk)
    if not one.edition.is_current or (seen is not None and last_review(one) != seen):
        raise ReviewedMeanwhile(one.code)
    if evidence_url != one.evidence_url:
        one.trouble, one.trouble_told, one.looked_at = Criterion.Trouble.NONE, False, None
    one.state, one.evidence, one.evidence_url, one.note = state, evidence, evidence_url, note
    one.confirmed_wording = one.wording if confirmed else ""
    now = timezone.now()
    # what nobody has settled has no day
    one.reviewed_on = None if state == Criterion.State.TO_CHECK else timezone.localdate(now)
    one.age_told = False
    one.save()
    page_cache.purge()
    return CriterionReview.objects.create(
        criterion=one,
        state=state,
        evidence=evidence,
        evidence_url=evidence_url,
        note=note,
        wording_confirmed=confirmed,
        by=by,
        at=now,
    )
