"""Signing in as people do, not by force: the sign-in pages are part of what is tested."""

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse

from tests.factories.people import PASSWORD, totp_secret_of


def code_of(person) -> str:
    """The six figures that the person's app shows now."""
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(totp_secret_of(person), counter))


@pytest.fixture
def sign_in(client):
    """`sign_in(person)` types address and password, then the second factor where there is one."""

    def sign_in(person, password=PASSWORD):
        answer = client.post(reverse("account_login"), {"login": person.email, "password": password})
        if answer.status_code == 302 and answer.url.startswith(reverse("mfa_authenticate")):
            answer = client.post(reverse("mfa_authenticate"), {"code": code_of(person)})
        return answer

    return sign_in


@pytest.fixture
def prove_again(client):
    """Type the password once more, as sensitive pages ask."""

    def prove_again(password=PASSWORD):
        return client.post(reverse("account_reauthenticate"), {"password": password})

    return prove_again
