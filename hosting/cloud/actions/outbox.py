"""Bringing what was decided to the servers: claim with a lease, do the work, note what came of it.

What is changed, the target, is an account or a folder. The work itself is `converging` or `deleting` for accounts,
`folder_work` for folders: begin(target), bring(target, client, token) which gives what to write in the target's row,
finish(target) once nothing more is wanted.

No HTTP inside a transaction. A worker may die anywhere: its lease runs out and the next one converges from
whatever state it finds, so that there is exactly one account, or folder, in the end.
"""

import logging
import random
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Least
from django.utils import timezone

from portal.core.queue import enqueue_on_commit

from .. import words
from ..connection import client_for
from ..models import CloudAccount, CloudServer, OutgoingChange, TeamFolder
from ..nextcloud.errors import AnswerLost, Kind, NextcloudError
from . import staff

logger = logging.getLogger(__name__)
State, Kinds = OutgoingChange.State, OutgoingChange.Kind

# Nothing is wrong with the change: as long as the server is away it waits.
PATIENT = (Kind.TRANSIENT, Kind.MAINTENANCE)
# It may have worked or may work later, but not for ever.
GIVE_UP_AFTER = 8
LONGEST_WAIT = 120  # seconds; an account should appear soon after its server came back
APP_WAIT = 3600  # seconds until the server is asked again whether it has Team folders now


class LeaseLost(Exception):
    """Somebody else works on the account or folder now: stop before the next call."""


def lease_length() -> timedelta:
    return timedelta(seconds=settings.CLOUD_LEASE_SECONDS)


@transaction.atomic
def want(
    *, account: CloudAccount | None = None, folder: TeamFolder | None = None, payload: dict, kind: str = Kinds.CONVERGE
) -> OutgoingChange:
    """Ask for an account or a folder to be brought to what is wanted, or deleted. One unfinished change of a kind is
    enough for all that is wanted; one that was given up is taken up again."""
    from ..tasks import run_outgoing_change

    target = {"account": account} if account is not None else {"folder": folder}
    _locked(account or folder)
    change = OutgoingChange.objects.exclude(state=State.DONE).filter(**target, kind=kind).first()
    if change is None:
        change = OutgoingChange.objects.create(**target, payload=payload, kind=kind)
    elif change.state == State.FAILED:
        afresh = {"state": State.WAITING, "attempts": 0, "doubts": 0, "not_before": timezone.now()}
        OutgoingChange.objects.filter(pk=change.pk, state=State.FAILED).update(payload=payload, **afresh)
    elif change.state == State.WORKING:
        OutgoingChange.objects.filter(pk=change.pk).update(again=True)
    enqueue_on_commit(run_outgoing_change, change.pk)
    return change


def call_off(*, account: CloudAccount) -> None:
    """Nobody wants any more what waits for the account; what a worker has in hand goes on. The caller says in the same
    transaction what is wanted instead."""
    waiting = account.changes.filter(kind=Kinds.CONVERGE, state=State.WAITING)
    waiting.update(state=State.DONE, done_at=timezone.now())


def _locked(target):
    """Whoever wants something of it at the same moment waits for its row."""
    return type(target).objects.select_for_update().get(pk=target.pk)


def _work_of(change: OutgoingChange):
    from . import converging, deleting, folder_work  # they take what is defined here

    if change.folder_id:
        return {Kinds.CONVERGE: folder_work.Converging, Kinds.DELETE: folder_work.Deleting}[change.kind]
    return {Kinds.CONVERGE: converging, Kinds.DELETE: deleting}[change.kind]


def run(*, change_id: int) -> bool:
    """Do one change if it is due and nobody works on its target; True when it is done. Safe to run at any time."""
    token = secrets.token_hex(16)
    change = _claim(change_id, token)
    if change is None:
        return False
    target, work = change.target, _work_of(change)
    try:
        work.begin(target)
        with client_for(target.server, before_each=lambda: renew(target, token)) as client:
            shown = work.bring(target, client, token)
        with transaction.atomic():
            if _note_done(change, shown, token):
                work.finish(target)
        return True
    except LeaseLost:
        logger.warning("lost the lease of change %s; whoever has it goes on", change.pk)
    except NextcloudError as error:
        _note_error(change, error, token)
    except ValueError as error:
        # values that can never be sent: the converge code refuses them before any call
        _fail(change, token, kind="permanent", words_for_people=words.REFUSED_VALUE, technical=str(error))
    except Exception as error:
        # a fault of ours: tried again a few times, then staff are told, as of an answer that nobody understands
        logger.exception("change %s", change.pk)
        _note_error(change, AnswerLost(f"{type(error).__name__}: {error}", operation=change.kind), token)
    return False


def _claim(change_id: int, token: str) -> OutgoingChange | None:
    """Take a due change and the lease on its target, or None."""
    now = timezone.now()
    with transaction.atomic():
        change = OutgoingChange.objects.due(now).with_target().filter(pk=change_id).first()
        if change is None:
            return None
        free = Q(lease_until=None) | Q(lease_until__lte=now)
        rows = _row(change.target)
        if not rows.filter(free).update(lease_token=token, lease_until=now + lease_length()):
            return None
        still_due = OutgoingChange.objects.filter(pk=change_id, state__in=(State.WAITING, State.WORKING))
        if not still_due.update(state=State.WORKING, again=False, attempts=Least(F("attempts") + 1, 9999)):
            rows.update(lease_token="", lease_until=None)
            return None
    change.refresh_from_db(fields=["state", "attempts", "doubts"])
    change.target.refresh_from_db()
    return change


def _row(target):
    return type(target).objects.filter(pk=target.pk)


def renew(target, token: str) -> None:
    """Called ahead of every HTTP request of the worker that holds the lease of the account or folder."""
    if not _row(target).filter(lease_token=token).update(lease_until=timezone.now() + lease_length()):
        raise LeaseLost


def _note_done(change: OutgoingChange, shown: dict, token: str) -> bool:
    """Write down what the server shows; False when more was wanted meanwhile, so that it goes round once more."""
    now = timezone.now()
    held = _row(change.target).filter(lease_token=token)
    if not held.update(**shown, lease_token="", lease_until=None):
        raise LeaseLost
    done = {"last_error": "", "technical_error": "", "error_kind": ""}
    finished = OutgoingChange.objects.filter(pk=change.pk, again=False).update(state=State.DONE, done_at=now, **done)
    if not finished:
        OutgoingChange.objects.filter(pk=change.pk).update(state=State.WAITING, not_before=now, again=False, **done)
    CloudServer.objects.filter(pk=change.target.server_id).update(last_success_at=now)
    return bool(finished)


def _note_error(change: OutgoingChange, error: NextcloudError, token: str) -> None:
    """Decide from the kind of error alone: stop the queue, pause it, try again, or give up in words."""
    logger.warning("change %s (%s): %s", change.pk, change, error)
    said = words.for_error(error, of_folder=change.folder_id is not None)
    if error.kind is Kind.STOP:
        halt(server=change.server, reason=said)
        _wait(change, token, 0, error, said)
    elif error.kind is Kind.RATE_LIMITED:
        until = timezone.now() + timedelta(seconds=error.retry_after or 600)
        CloudServer.objects.filter(pk=change.target.server_id).update(paused_until=until)
        _wait(change, token, error.retry_after or 600, error, said)
    elif error.kind is Kind.MISSING:
        CloudServer.objects.filter(pk=change.target.server_id).update(folders_version="")
        _wait(change, token, APP_WAIT, error, said)
    elif error.kind in PATIENT:
        _wait(change, token, _backoff(change.attempts), error, said)
    elif error.kind in (Kind.REREAD, Kind.ALERT) and change.doubts < GIVE_UP_AFTER:
        OutgoingChange.objects.filter(pk=change.pk).update(doubts=F("doubts") + 1)
        _wait(change, token, _backoff(change.attempts), error, said)
    else:
        _fail(change, token, kind=error.kind.value, words_for_people=said, technical=str(error))


def _backoff(attempts: int) -> float:
    """Seconds: doubles up to LONGEST_WAIT, give or take half, so that a thousand changes do not come back at once."""
    return min(LONGEST_WAIT, 5 * 2 ** min(attempts - 1, 10)) * random.uniform(0.5, 1.5)  # noqa: S311 - jitter


@transaction.atomic
def _wait(change: OutgoingChange, token: str, seconds: float, error: NextcloudError, said: str) -> None:
    if not _release(change, token):
        return
    OutgoingChange.objects.filter(pk=change.pk).update(
        state=State.WAITING,
        not_before=timezone.now() + timedelta(seconds=seconds),
        error_kind=error.kind.value[:20],
        last_error=said,
        technical_error=str(error)[:400],
    )


@transaction.atomic
def _fail(change: OutgoingChange, token: str, *, kind: str, words_for_people: str, technical: str) -> None:
    if not _release(change, token):
        return
    OutgoingChange.objects.filter(pk=change.pk).update(
        state=State.FAILED, error_kind=kind[:20], last_error=words_for_people, technical_error=technical[:400]
    )
    wanted = change.target.State
    _row(change.target).filter(state=wanted.WANTED).update(state=wanted.FAILED)
    change.refresh_from_db()
    staff.tell(name="cloud/change-failed", key=f"change-{change.pk}-failed-{token}", context={"change": change})


def _release(change: OutgoingChange, token: str) -> bool:
    held = _row(change.target).filter(lease_token=token)
    return bool(held.update(lease_token="", lease_until=None))


@transaction.atomic
def halt(*, server: CloudServer, reason: str) -> None:
    """Stop the queue of a server until staff lift it; they are told once per stop."""
    now = timezone.now()
    if CloudServer.objects.filter(pk=server.pk, halted_at=None).update(halted_at=now, halt_reason=reason):
        key = f"server-{server.pk}-halted-{now.isoformat()}"
        staff.tell(name="cloud/queue-halted", key=key, context={"server": server, "reason": reason})


@transaction.atomic
def lift_halt(*, server: CloudServer) -> None:
    """Staff have mended the credentials: the queue goes on."""
    CloudServer.objects.filter(pk=server.pk).update(halted_at=None, halt_reason="", paused_until=None)
    for change in OutgoingChange.objects.unfinished().of_server(server):
        _again_now(change)


@transaction.atomic
def retry(*, change: OutgoingChange) -> None:
    """Staff ask for another round of tries of a failed or waiting change."""
    change = OutgoingChange.objects.select_for_update(of=("self",)).with_target().get(pk=change.pk)
    if change.state not in (State.FAILED, State.WAITING):
        return
    newer = change.target.changes.unfinished().filter(kind=change.kind).exclude(pk=change.pk).exists()
    if newer:
        return
    OutgoingChange.objects.filter(pk=change.pk).update(state=State.WAITING, attempts=0, doubts=0)
    wanted = change.target.State
    _row(change.target).filter(state=wanted.FAILED).update(state=wanted.WANTED)
    _again_now(change)


@transaction.atomic
def note_app(*, server: CloudServer, version: str | None) -> int:
    """What the server says of its Team folders. Once it has them, what waited goes on; returns how many."""
    CloudServer.objects.filter(pk=server.pk).update(folders_version=version or "")
    waiting = list(OutgoingChange.objects.waiting_for_app().of_server(server)) if version else []
    for change in waiting:
        _again_now(change)
    return len(waiting)


def _again_now(change: OutgoingChange) -> None:
    from ..tasks import run_outgoing_change

    OutgoingChange.objects.filter(pk=change.pk, state=State.WAITING).update(not_before=timezone.now())
    enqueue_on_commit(run_outgoing_change, change.pk)
