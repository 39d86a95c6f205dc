"""Editions of the charter: the next one is prepared from the words of the one in force, then takes its place.

A draft holds words alone. What was said of the criteria is carried over at the moment it comes into force, so that
nothing has to be kept up twice meanwhile. The former edition then stays as it ended.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from portal.core import page_cache

from .models import CharterEdition, Criterion

WORDS = ("code", "part", "level", "text", "position")
# Of a criterion that stays word for word: what was said, and what was found and told of its proof.
SAID = ("state", "evidence", "evidence_url", "note", "reviewed_on")
TOLD = ("trouble", "looked_at", "trouble_told", "age_told")
# Of one whose words or level change: only where to look; where it stands is to be said again.
PROOF = ("evidence", "evidence_url")


class AlreadyInPreparation(ValueError):
    """There is a draft: it is brought into force or deleted first."""


class NotInPreparation(ValueError):
    """The edition is in force already, or has ended."""


@dataclass(frozen=True)
class Changes:
    """Criteria of a draft beside those in force: (new, former) where both have the code."""

    kept: list[tuple[Criterion, Criterion]]
    changed: list[tuple[Criterion, Criterion]]
    added: list[Criterion]
    left: list[Criterion]


@transaction.atomic
def prepare_edition(*, name: str, dated: date | None = None, source: str = "", note: str = "") -> CharterEdition:
    """A draft with the words of the edition in force. Raises AlreadyInPreparation."""
    # two windows, one after the other
    list(CharterEdition.objects.select_for_update())
    if CharterEdition.objects.draft():
        raise AlreadyInPreparation
    edition = CharterEdition.objects.create(name=name, dated=dated, source=source, note=note)
    Criterion.objects.bulk_create(
        Criterion(edition=edition, **{column: getattr(one, column) for column in WORDS})
        for one in Criterion.objects.promised()
    )
    return edition


def changes(draft: CharterEdition) -> Changes:
    """What a draft changes in the edition in force."""
    former = {one.code: one for one in Criterion.objects.promised()}
    found = Changes([], [], [], [])
    for one in draft.criteria.filter(in_force=True):
        before = former.pop(one.code, None)
        if before is None:
            found.added.append(one)
        else:
            (found.kept if one.wording == before.wording else found.changed).append((one, before))
    found.left.extend(former.values())
    return found


@transaction.atomic
def bring_into_force(*, edition: CharterEdition, compared: bool) -> CharterEdition:
    """From today the host answers to this edition; the former one ends. `compared`: the team has found every wording
    that stays in the new text too, so that none of those has to be confirmed again. Raises NotInPreparation.
    """
    editions = {one.pk: one for one in CharterEdition.objects.select_for_update()}
    draft = editions.get(edition.pk)
    if draft is None or not draft.is_draft:
        raise NotInPreparation(edition.name)
    list(Criterion.objects.promised().select_for_update(of=("self",)))  # who is reviewing one comes before, or not
    _carry_over(changes(draft), compared=compared)
    today = timezone.localdate()
    for former in editions.values():
        if former.is_current:
            former.status, former.ended_on = CharterEdition.Status.FORMER, today
            former.save()
    draft.status, draft.begun_on, draft.slug = CharterEdition.Status.CURRENT, today, _free_slug(draft.name)
    draft.save()
    page_cache.purge()
    return draft


def _carry_over(found: Changes, *, compared: bool) -> None:
    for one, before in found.kept:
        for column in (*SAID, *TOLD):
            setattr(one, column, getattr(before, column))
        one.confirmed_wording = one.wording if compared and before.is_confirmed else ""
    for one, before in found.changed:
        for column in PROOF:
            setattr(one, column, getattr(before, column))
    rows = [one for one, _before in (*found.kept, *found.changed)]
    Criterion.objects.bulk_update(rows, [*SAID, *TOLD, "confirmed_wording"])


def _free_slug(name: str) -> str:
    wanted = slugify(name)[:50].strip("-") or "edition"
    taken = set(CharterEdition.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for slug in (wanted, *(f"{wanted}-{count}" for count in range(2, 10_000))) if slug not in taken)
