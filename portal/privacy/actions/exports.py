"""Preparing, giving and taking away the archive of « Mes données »."""

import logging
import os
import secrets
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone, translation

from portal.core.queue import enqueue_on_commit

from .. import archive, signals
from ..models import DataExport
from ..models.exports import FOLDER, LEASE

logger = logging.getLogger(__name__)
State = DataExport.State
GIVE_UP_AFTER = 4
WAIT_AGAIN = timedelta(minutes=5)


class LeaseLost(Exception):
    """Another worker has taken the archive up, or its owner took the wish back."""


@transaction.atomic
def ask_for_export(*, person) -> DataExport:
    """Have an archive prepared. The one that is being prepared is returned; a former one goes."""
    from ..tasks import prepare_export

    get_user_model().objects.select_for_update().get(pk=person.pk)
    existing = person.data_exports.unfinished().first()
    if existing is not None:
        return existing
    person.data_exports.all().delete()
    export = DataExport.objects.create(person=person)
    enqueue_on_commit(prepare_export, export.pk)
    return export


def prepare(*, export_id: int) -> bool:
    """Prepare one archive if it is due; True when it is ready. Never called in a transaction; safe at any time."""
    token = secrets.token_hex(16)
    export = _claim(export_id, token)
    if export is None:
        return False
    part = _path(f"{FOLDER}/{export.name}-{token}.part")
    try:
        with translation.override(export.person.language):
            size = archive.write(export.person, part, note=lambda done, total: _note(export, token, done, total))
        return _finish(export, token, part, size)
    except LeaseLost:
        return False
    except Exception:
        logger.exception("Archive %s could not be prepared", export.pk)
        _note_failure(export, token)
        return False
    finally:
        part.unlink(missing_ok=True)


def _claim(export_id: int, token: str) -> DataExport | None:
    now = timezone.now()
    with transaction.atomic():
        export = DataExport.objects.select_for_update().due(now).filter(pk=export_id).first()
        if export is None:
            return None
        if export.tries >= GIVE_UP_AFTER:
            # a worker that dies over it each time leaves nobody else to say so
            DataExport.objects.filter(pk=export.pk).update(state=State.FAILED, claimed_until=None)
            return None
        export.state, export.token, export.claimed_until = State.WORKING, token, now + LEASE
        export.tries, export.done, export.total = export.tries + 1, 0, 0
        export.save()
    return export


def _note(export: DataExport, token: str, done: int, total: int) -> None:
    held = DataExport.objects.filter(pk=export.pk, token=token, state=State.WORKING)
    if not held.update(done=done, total=total, claimed_until=timezone.now() + LEASE):
        raise LeaseLost


def _finish(export: DataExport, token: str, part: Path, size: int) -> bool:
    now = timezone.now()
    with transaction.atomic():
        held = DataExport.objects.select_for_update().filter(pk=export.pk, token=token, state=State.WORKING).first()
        if held is None:
            raise LeaseLost
        os.replace(part, _path(held.file_name))
        held.state, held.claimed_until, held.token, held.size = State.READY, None, "", size
        held.ready_at, held.expires_at = now, now + timedelta(days=settings.DATA_EXPORT_DAYS)
        held.save()
        signals.export_ready.send(sender=DataExport, export=held)
    return True


def _note_failure(export: DataExport, token: str) -> None:
    state = State.FAILED if export.tries >= GIVE_UP_AFTER else State.WAITING
    DataExport.objects.filter(pk=export.pk, token=token).update(
        state=state, claimed_until=None, not_before=timezone.now() + WAIT_AGAIN
    )


def purge() -> int:
    """Take away archives whose time has run out, and the leavings of dead workers; how many archives went."""
    gone = 0
    for export in DataExport.objects.expired():
        export.delete()
        gone += 1
    _sweep_folder()
    return gone


def _sweep_folder() -> None:
    """Files without a row: what a kill left between the file and the commit."""
    folder = _path(FOLDER)
    if not folder.is_dir():
        return
    long_ago = timezone.now().timestamp() - 3600
    known = set(DataExport.objects.values_list("name", flat=True))
    for file in folder.iterdir():
        if file.stat().st_mtime < long_ago and (file.suffix == ".part" or file.stem not in known):
            file.unlink(missing_ok=True)


def _path(name: str) -> Path:
    return Path(storages["private"].path(name))
