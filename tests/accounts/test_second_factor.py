"""Roles that open others' data reach nothing without a second factor, by any route."""

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse

from accounts.people.models import User
from tests.conftest import plain_force_login
from tests.factories.organisations import OrganisationFactory, ReferentFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

ROUTES = ["/compte/", "/compte/profil/", "/compte/email/", "/cms/", "/cms/users/", "/territoire/", "/recherche/"]
ACTIVATE = "/compte/2fa/totp/activate/"


def someone(role: str):
    """A person of the role who has no second factor."""
    if role == "referent":
        return ReferentFactory(person=UserFactory()).person
    if role == "superuser":
        return User.objects.create_superuser("root@example.org", "x", public_name="Root")
    person = UserFactory(**{role: True})
    person.authenticator_set.all().delete()
    return person


@pytest.mark.parametrize("role", ["referent", "moderator", "author", "staff", "superuser"])
@pytest.mark.parametrize("route", ROUTES)
def test_without_it_every_route_leads_to_setting_it_up(client, role, route):
    client.force_login(someone(role))
    answer = client.get(route)
    assert (answer.status_code, answer.url) == (302, ACTIVATE)
    assert client.post(route).url == ACTIVATE


@pytest.mark.parametrize("role", ["referent", "staff"])
def test_setting_it_up_and_leaving_stay_open(client, role):
    client.force_login(someone(role))
    assert client.get(ACTIVATE).url.startswith(reverse("account_reauthenticate"))
    assert client.get(reverse("account_reauthenticate")).status_code == 200
    assert client.get(reverse("account_logout")).status_code == 200


@pytest.mark.parametrize("role", ["referent", "staff"])
def test_whoever_has_just_signed_in_makes_it_at_once(client, sign_in, role):
    person = someone(role)
    sign_in(person)
    assert client.get("/compte/", follow=True).redirect_chain == [(ACTIVATE, 302)]
    assert client.get(ACTIVATE).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_from_signing_in_to_the_recovery_codes_nothing_is_asked_twice(client, sign_in):
    sign_in(someone("staff"))
    secret = client.get(ACTIVATE).context["form"].secret
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    answer = client.post(ACTIVATE, {"code": totp.format_hotp_value(totp.hotp_value(secret, counter))})
    assert answer.url == reverse("mfa_view_recovery_codes")
    assert client.get(answer.url).status_code == 200
    assert client.get("/cms/").status_code == 200


def test_a_sign_in_of_a_while_ago_is_not_enough_to_make_it(client, sign_in, settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    sign_in(someone("staff"))
    assert client.get(ACTIVATE).url.startswith(reverse("account_reauthenticate"))


def test_a_sign_in_of_just_now_is_not_enough_to_take_it_off(client, sign_in):
    person = UserFactory(second_factor=True)
    sign_in(person)
    answer = client.get(reverse("mfa_deactivate_totp"))
    assert "reauthenticate" in answer.url
    assert "reauthenticate" in client.get(reverse("mfa_view_recovery_codes")).url


def test_the_sign_in_of_wagtail_leads_to_ours(client):
    answer = client.get("/cms/login/?next=/cms/")
    assert answer.status_code in (301, 302)
    assert answer.url.startswith(reverse("account_login"))


def test_a_password_alone_does_not_sign_in_who_has_a_second_factor(client):
    from tests.factories.people import PASSWORD

    staff = UserFactory(staff=True)
    answer = client.post(reverse("account_login"), {"login": staff.email, "password": PASSWORD})
    assert answer.url.startswith(reverse("mfa_authenticate"))
    assert client.get("/cms/").status_code == 302


def test_with_it_staff_reach_the_administration(client, sign_in):
    sign_in(UserFactory(staff=True))
    assert client.get("/cms/").status_code == 200


def test_a_member_and_a_manager_are_not_asked(client):
    manager = UserFactory()
    OrganisationFactory(manager=manager)
    for person in (UserFactory(), manager):
        client.force_login(person)
        answer = client.get("/compte/")
        assert answer.status_code == 200
        invited = [task["url"] for task in answer.context["tasks"] if task["url"] == reverse("mfa_index")]
        assert bool(invited) == (person == manager), "a manager is invited to"


def test_an_appointment_that_ended_asks_nothing_any_more(client):
    from datetime import timedelta

    from django.utils import timezone

    yesterday = timezone.localdate() - timedelta(days=1)
    former = ReferentFactory(person=UserFactory(), starts_on=yesterday, ends_on=yesterday).person
    client.force_login(former)
    assert client.get("/compte/").status_code == 200
    assert client.get("/territoire/").status_code == 403


def test_a_session_opened_by_password_alone_is_closed(client):
    """Some other sign-in page (a framework's own) may know no second factor: its session opens nothing."""
    person = UserFactory(staff=True)
    plain_force_login(client, person)
    answer = client.get("/cms/")
    assert answer.status_code == 302
    assert answer.url == "/compte/login/"
    assert client.get("/compte/").status_code == 302
