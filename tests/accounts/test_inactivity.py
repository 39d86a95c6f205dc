"""Accounts that nobody uses: a rehearsal until staff say so, then warned, suspended, deleted; any sign-in resets."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.people import inactivity
from accounts.people.models import Inactivity, InactivityPolicy, User
from accounts.people.tasks import tend_inactive_accounts
from hosting.cloud.models import CloudAccount, OutgoingChange
from portal.notifications.models import Mail
from portal.privacy.models import Departure
from portal.privacy.signals import departure_step
from tests.factories.hosting import CloudServerFactory
from tests.factories.organisations import OrganisationFactory, ReferentFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=3 * 365)


def idle(**fields):
    person = UserFactory(**fields)
    User.objects.filter(pk=person.pk).update(date_joined=LONG_AGO, last_login=LONG_AGO)
    return person


def days_pass(days: int) -> None:
    for one in Inactivity.objects.all():
        Inactivity.objects.filter(pk=one.pk).update(since=one.since - timedelta(days=days))


def state_of(person) -> str | None:
    return Inactivity.objects.filter(person=person).values_list("state", flat=True).first()


@pytest.fixture
def policy(db):
    policy = InactivityPolicy.load()
    policy.is_applied = True
    policy.save()
    return policy


@pytest.fixture
def account(db):
    return CloudAccount.objects.create(
        server=CloudServerFactory(), person=idle(public_name="Zoé Partie"), uid="zoe", claim="ours", state="active"
    )


def test_nothing_happens_before_staff_say_so(account):
    staff = Client()
    staff.force_login(UserFactory(staff=True))
    assert tend_inactive_accounts() == {"warned": 0, "suspended": 0, "leaving": 0}
    said = StringIO()
    call_command("inactive_people", stdout=said)
    assert "rehearsal" in said.getvalue() and "Zoé Partie" in said.getvalue()
    assert "Zoé Partie" in staff.get("/cms/inactivite/").content.decode()
    assert not Inactivity.objects.exists() and not Mail.objects.exists()
    page = f"/cms/settings/people/inactivitypolicy/{InactivityPolicy.load().pk}/"
    form = {"is_applied": "on", "warn_after_months": 3, "suspend_after_days": 30, "delete_after_days": 60}
    assert "warn_after_months" in staff.post(page, form, follow=True).context["form"].errors
    staff.post(page, form | {"warn_after_months": 12}, follow=True)
    assert InactivityPolicy.objects.get().is_applied


def test_each_step_has_its_delay_and_its_mail_and_ends_in_a_departure(account, policy):
    person = account.person
    for days, state, mail in ((0, "warned", "warned"), (30, "suspended", "suspended"), (180, "leaving", None)):
        days_pass(days - 1 if days else 0)
        if days:
            tend_inactive_accounts()
            assert state_of(person) != state
        days_pass(1)
        tend_inactive_accounts()
        tend_inactive_accounts()
        assert state_of(person) == state
        if mail:
            assert Mail.objects.filter(person=person, key__contains=f"-{mail}-").count() == 1
    account.refresh_from_db()
    assert account.state == "suspended" and OutgoingChange.objects.exists()
    departure = Departure.objects.get(person=person)
    assert departure.state == "cooling"
    leaving = Mail.objects.get(key=f"departure-{departure.pk}-cooling")
    assert "asked for your account" not in leaving.text and "demandé" not in leaving.text


def test_the_last_mail_asks_nobody_to_have_asked(account, policy):
    """Neither the farewell nor « votre compte reste » says that they wanted to leave."""
    for _ in range(3):
        tend_inactive_accounts()
        days_pass(365)
    departure = Departure.objects.get()
    Client().force_login(account.person)
    stays = Mail.objects.get(key=f"departure-{departure.pk}-cancelled").text
    departure.pk, departure.state = None, "closing"
    departure.save()
    departure_step.send(sender=Departure, departure=departure, person=None, address="x@example.org", language="fr")
    farewell = Mail.objects.get(key=f"farewell-{departure.pk}").text
    assert "votre compte" in stays.lower() and "votre compte" in farewell.lower()
    assert not {"demandé", "avis"} & set((stays + farewell).split())


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_a_sign_in_takes_everything_back(account, policy, steps):
    person = account.person
    for _ in range(steps):
        tend_inactive_accounts()
        days_pass(365)
    Client().force_login(person)
    account.refresh_from_db()
    assert account.state == "active" and account.reopen is (steps > 1)
    assert state_of(person) is None and not Departure.objects.filter(state="cooling").exists()
    tend_inactive_accounts()
    assert state_of(person) is None


def test_whoever_is_seen_elsewhere_holds_a_role_or_is_needed_is_left_alone(account, policy):
    CloudAccount.objects.update(last_login_at=timezone.now())
    kept = [idle(staff=True), idle(moderator=True), ReferentFactory(person=idle(second_factor=True)).person]
    manager = idle()
    OrganisationFactory(manager=manager, with_members=[UserFactory()])
    User.objects.filter(pk=idle().pk).update(is_active=False)
    tend_inactive_accounts()
    assert not Inactivity.objects.exists() and not inactivity.keeps(account.person)
    assert all(inactivity.keeps(person) for person in (*kept, manager))
