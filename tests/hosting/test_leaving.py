"""Whoever leaves the site takes their accounts on the server along."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.organisations.actions import roles
from hosting.cloud.actions import outbox, requests
from hosting.cloud.models import AccountEvent, AccountRequest, CloudAccount, OutgoingChange
from portal.notifications.models import Mail
from portal.privacy.actions import departures
from portal.privacy.models import Departure
from tests.factories.hosting import ServiceFactory, submitted
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory
from tests.hosting.sandboxes import accounts_made

pytestmark = pytest.mark.django_db
State = Departure.State


def granted(person, staff, **details) -> AccountRequest:
    return requests.approve_request(request=submitted(person=person, **details), by=staff)


def work() -> None:
    for change in OutgoingChange.objects.due():
        outbox.run(change_id=change.pk)


def test_the_account_is_deleted_on_the_server_then_forgotten_here(server, sandbox):
    person, staff = UserFactory(public_name="Hortense Sarriette"), UserFactory(staff=True)
    organisation = OrganisationFactory(manager=person)
    account = granted(person, staff, organisation=organisation).account
    by_hand = granted(person, staff, organisation=organisation, service=ServiceFactory(connector=""))
    waiting = submitted(person=person, organisation=organisation, reason="Encore un compte pour Hortense")
    work()
    # given up once, before it went well: it keeps nobody here
    OutgoingChange.objects.create(account=account, state=OutgoingChange.State.FAILED)
    assert account.uid in accounts_made(sandbox)
    departure = departures.ask_to_leave(person=person, keep_words=True)
    Departure.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert not departures.go_on(departure_id=departure.pk)
    departure.refresh_from_db()
    # gone here; the server has not been asked yet
    assert departure.state == State.CLOSING and departure.outside == {"cloud": [account.pk]}
    assert account.uid in accounts_made(sandbox)
    assert not departures.go_on(departure_id=departure.pk)
    work()
    assert account.uid not in accounts_made(sandbox)
    assert departures.go_on(departure_id=departure.pk)
    assert not CloudAccount.objects.exists() and not OutgoingChange.objects.exists()
    assert not AccountEvent.objects.exists()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.person, waiting.reason) == (AccountRequest.State.CANCELLED, None, "")
    assert Mail.objects.filter(key__startswith=f"request-{by_hand.pk}-close-by-hand", person=staff).exists()


@pytest.mark.parametrize("has_left", [False, True])
def test_what_an_association_shares_does_not_end_with_the_account_of_whoever_asked(server, has_left):
    person, staff = UserFactory(), UserFactory(staff=True)
    organisation = OrganisationFactory(manager=UserFactory(), with_members=[person])
    shared = granted(person, staff, organisation=organisation, service=ServiceFactory(connector=""))
    if has_left:
        roles.leave(organisation=organisation, person=person)
    departures.ask_to_leave(person=person, keep_words=True)
    Departure.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    departures.go_on(departure_id=Departure.objects.get().pk)
    shared.refresh_from_db()
    assert (shared.state, shared.person) == (AccountRequest.State.APPROVED, None)
    told = Mail.objects.get(key__startswith=f"request-{shared.pk}-close-by-hand", person=staff)
    assert "garde" in told.text, "staff look for what was the person's own"
    requests.fulfil_by_hand(request=shared, by=staff)
    assert Mail.objects.filter(person=organisation.memberships.managers().get().person, key__contains="-step-").exists()
