"""Celery tasks: a change by its id, the sweep that finds those the queue forgot, and the rounds of the night."""

from celery import shared_task
from django.utils import timezone

from portal.core.queue import enqueue

from .actions import folders, life, outbox, requests, sign_on, telephone, watching
from .models import CloudServer, OutgoingChange

SWEEP_SIZE = 100


@shared_task
def run_outgoing_change(change_id: int) -> None:
    outbox.run(change_id=change_id)


@shared_task
def sweep_outgoing_changes() -> int:
    """Queue what is due, oldest first; returns how many. Running one twice does nothing the second time."""
    due = OutgoingChange.objects.due().order_by("created_at").values_list("pk", flat=True)[:SWEEP_SIZE]
    for change_id in (found := list(due)):
        enqueue(run_outgoing_change, change_id)
    return len(found)


@shared_task
def tend_accounts() -> int:
    """Remind of accounts and spaces that are to be deleted, and have those deleted whose time has come; forget whose
    word never came."""
    telephone.forget_unanswered()
    return life.tend() + folders.tend()


@shared_task
def tell_new_deciders() -> int:
    return requests.tell_new_deciders()


@shared_task
def look_at_servers() -> None:
    """Ask each server how it is, then begin a round through its accounts and spaces."""
    for server in CloudServer.objects.all():
        if watching.look_at(server=server):
            watching.begin_round(server=server)
            enqueue(look_at_accounts, server.pk)
            enqueue(look_at_folders, server.pk)


@shared_task
def look_at_accounts(server_id: int) -> None:
    """A bounded part of the round; the next part is a task of its own."""
    if watching.look_through(server=CloudServer.objects.get(pk=server_id)):
        enqueue(look_at_accounts, server_id)


@shared_task
def sweep_rounds() -> int:
    """Go on with rounds that stand still; returns how many."""
    standing = CloudServer.objects.with_round_to_go_on(timezone.now() - watching.STANDS_STILL)
    for server_id in (found := list(standing.values_list("pk", flat=True))):
        enqueue(look_at_accounts, server_id)
    return len(found)


@shared_task
def look_at_folders(server_id: int) -> None:
    """One call gives them all."""
    watching.look_through_folders(server=CloudServer.objects.get(pk=server_id))


@shared_task
def tell_server(sign_on_id: int) -> None:
    """Tell a server that a sign-in of one of its people is over."""
    sign_on.tell(sign_on_id=sign_on_id)


@shared_task
def sweep_sign_outs() -> int:
    return sign_on.sweep()


@shared_task
def forget_sign_ons() -> int:
    return sign_on.forget()
