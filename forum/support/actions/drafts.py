"""Drafts: kept while someone writes, gone when it is sent. `place` is {"board": …}, {"topic": …} or {"post": …}."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ..models import Attachment, Draft
from ..models.attachments import FOLDER, private_storage

KEEP_WORDS = timedelta(days=180)
KEEP_PICTURES = timedelta(days=2)  # without a word beside them
MAX_VALUE = 20_000  # characters of one field
MAX_DRAFTS = 50  # of one person: beyond, the oldest goes


@transaction.atomic
def save_draft(*, person, place: dict, values: dict) -> Draft:
    """Keep what was typed, in the place of what was kept before."""
    kept = {name: value[:MAX_VALUE] for name, value in values.items() if value}
    draft, is_new = Draft.objects.update_or_create(
        person=person, **place, defaults={"values": kept, "saved_at": timezone.now()}
    )
    if is_new:
        beyond = Draft.objects.of(person).values_list("pk", flat=True)[MAX_DRAFTS : MAX_DRAFTS + 5]
        Draft.objects.filter(pk__in=list(beyond)).delete()
    return draft


@transaction.atomic
def drop_draft(*, person, place: dict) -> None:
    """Forget it, with the pictures that waited in it."""
    Draft.objects.filter(person=person, **place).delete()


def purge_drafts() -> dict[str, int]:
    """What nobody came back to, and files that a crash left without a row. How many of each."""
    now = timezone.now()
    stale = Draft.objects.stale(words_before=now - KEEP_WORDS, pictures_before=now - KEEP_PICTURES)
    count = stale.count()
    stale.delete()
    return {"drafts": count, "files": _drop_lost_files(now - KEEP_PICTURES)}


def _drop_lost_files(before) -> int:
    storage = private_storage()
    if not storage.exists(FOLDER):
        return 0
    kept = {name for pair in Attachment.objects.values_list("file", "small") for name in pair}
    lost = [
        name
        for name in (f"{FOLDER}/{one}" for one in storage.listdir(FOLDER)[1])
        if name not in kept and storage.get_modified_time(name) < before
    ]
    for name in lost:
        storage.delete(name)
    return len(lost)
