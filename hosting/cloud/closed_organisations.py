"""An association that is closed gives back what it had, by the steps that everybody takes: nothing is taken away in
silence, and every account keeps its grace period. One that belongs to another territory takes its requests along."""

from django.utils.translation import gettext as _

from .actions import folders, moving, requests, telephone
from .models import AccountRequest

State = AccountRequest.State


def give_back(sender, organisation, by, **_kwargs) -> None:
    """Receiver of `organisation_closed`, inside its transaction: services in use or on their way end, what still waits
    is refused, more space is no longer asked for."""
    note = _("The association is closed.")
    rows = organisation.requests.select_related("territory").order_by("pk")
    # more space first: it ends with the service that it was for, and asks for nothing of its own
    for request in sorted(rows, key=lambda one: not one.is_for_space):
        if request.state in AccountRequest.LIVING and request.is_for_space:
            requests.end_quietly(request=request)
        elif request.state in AccountRequest.LIVING:
            requests.end_request(request=request, by=by, note=note)
        elif request.state == State.CONFIRM:
            telephone.forget(request=request, by=by)
        elif request.is_waiting and request.is_for_space:
            # whoever closes may not look after the account, which other territories can use too
            requests.cancel_request(request=request, by=None)
        elif request.is_waiting and request.person_id == by.pk:
            requests.cancel_request(request=request, by=by)
        elif request.is_waiting:
            requests.refuse_request(request=request, by=by, note=note)
    folders.close_with(organisation=organisation, by=by, note=note)


def open_again(sender, organisation, **_kwargs) -> None:
    """Receiver of `organisation_reopened`: its space stays, where the last day has not passed."""
    folders.keep_with(organisation=organisation)


def move_along(sender, organisation, **_kwargs) -> None:
    """Receiver of `organisation_moved`."""
    moving.follow(organisation=organisation)
