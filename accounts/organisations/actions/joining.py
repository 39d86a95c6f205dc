"""Asking to belong: a person asks, a manager or the referent decides, both are told."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import JoinRequest, Organisation, OrganisationEvent
from . import Refused, history
from .roles import let_in

State = JoinRequest.State
AT_ONCE = 5  # requests of one person that wait
PATIENCE = timedelta(days=7)  # after a refusal


@transaction.atomic
def ask_to_join(*, person, organisation: Organisation, message: str = "") -> JoinRequest:
    """Two clicks make one request: the second gets the first one's."""
    get_user_model().objects.select_for_update().get(pk=person.pk)
    organisation = history.lock(organisation)
    waiting = JoinRequest.objects.waiting().filter(person=person)
    same = waiting.filter(organisation=organisation).first()
    if same is not None:
        return same
    _refuse_if_not_now(person, organisation, waiting)
    request = JoinRequest.objects.create(person=person, organisation=organisation, message=message)
    deciders = history.managers_of(organisation) or history.caretakers_of(organisation, besides=person)
    title, values = (
        gettext_lazy("%(person)s asks to join %(name)s"),
        {"person": person.public_name, "name": organisation.name},
    )
    url = reverse("organisations:requests", args=[organisation.slug])
    history.ask_to_decide(
        organisation, deciders, key=f"join-{request.pk}", title=title, values=values, text=message, url=url, by=person
    )
    return request


def _refuse_if_not_now(person, organisation, waiting) -> None:
    if organisation.closed_at or not organisation.takes_requests:
        raise Refused(_("This association takes no requests here: ask its people for an invitation."))
    if organisation.memberships.filter(person=person).exists():
        raise Refused(_("You belong to it already."))
    if waiting.count() >= AT_ONCE:
        raise Refused(_("Several of your requests wait already: let them be answered first."))
    refused = organisation.join_requests.filter(person=person, state=State.REFUSED)
    if refused.filter(decided_at__gt=timezone.now() - PATIENCE).exists():
        raise Refused(_("Your last request was refused a few days ago: talk to its people first."))


@transaction.atomic
def accept_request(*, request: JoinRequest, by) -> None:
    request, organisation = _to_decide(request, by)
    let_in(organisation=organisation, person=request.person, by=by)
    _decide(request, State.ACCEPTED, by)
    title, values = gettext_lazy("You now belong to %(name)s"), {"name": organisation.name}
    history.tell_of(organisation, [request.person], key=f"join-{request.pk}-decided", title=title, values=values, by=by)


@transaction.atomic
def refuse_request(*, request: JoinRequest, by, reason: str) -> None:
    """The person reads the reason."""
    request, organisation = _to_decide(request, by)
    _refuse(request, organisation, by, reason)


def _refuse(request: JoinRequest, organisation: Organisation, by, reason: str) -> None:
    _decide(request, State.REFUSED, by, reason)
    history.note(organisation, OrganisationEvent.Kind.REQUEST_REFUSED, by=by, about=request.person, reason=reason)
    title, values = gettext_lazy("Your request to join %(name)s is refused"), {"name": organisation.name}
    url = reverse("organisations:list")
    history.tell_of(
        organisation,
        [request.person],
        key=f"join-{request.pk}-decided",
        title=title,
        values=values,
        text=reason,
        url=url,
        by=by,
    )


def refuse_with_closure(*, organisation: Organisation, by) -> None:
    """The association is closed, in the transaction that closes it: whoever waits for an answer gets one."""
    for request in organisation.join_requests.waiting().select_related("person"):
        _refuse(request, organisation, by, _("This association is closed."))


@transaction.atomic
def withdraw_request(*, request: JoinRequest, person) -> None:
    """The person takes it back; one that is decided stays."""
    mine = JoinRequest.objects.waiting().filter(pk=request.pk, person=person)
    mine.update(state=State.WITHDRAWN, decided_at=timezone.now())


def _to_decide(request: JoinRequest, by) -> tuple[JoinRequest, Organisation]:
    """Both rows as they are now; nobody decides on their own request."""
    organisation = history.lock_to_manage(request.organisation, by)
    request = JoinRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=request.pk)
    if request.state != State.WAITING:
        raise Refused(_("Somebody else has decided in the meantime: nothing was done twice."))
    if organisation.closed_at:
        raise Refused(_("This association is closed."))
    if request.person_id == by.pk:
        raise Refused(_("This is your own request: somebody else decides."))
    return request, organisation


def _decide(request: JoinRequest, state, by, answer: str = "") -> None:
    request.state, request.answer = state, answer
    request.decided_by, request.decided_at = by, timezone.now()
    request.save(update_fields=["state", "answer", "decided_by", "decided_at"])
