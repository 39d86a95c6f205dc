"""Every address of the sign-in library shows a page of ours, without script or inline style, for whoever reaches it."""

import re

import pytest
from allauth.urls import urlpatterns as library
from django.urls import URLPattern, reverse

from accounts.people.adapters import NO_ADDRESS
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def names(patterns):
    for entry in patterns:
        if isinstance(entry, URLPattern):
            yield entry.name
        else:
            yield from names(entry.url_patterns)


ARGUMENTS = {
    "account_confirm_email": ["wrong-key"],
    "account_reset_password_from_key": ["1", "wrong-key"],
    # nobody's
    "mfa_edit_webauthn": [999999],
    "mfa_remove_webauthn": [999999],
}
# A file to keep, not a page.
NO_PAGE = {"mfa_download_recovery_codes"}
ALL_NAMES = sorted(set(names(library)) - NO_PAGE)


def assert_ours(content: str, name: str):
    assert 'class="skip"' in content and 'id="contenu"' in content, f"{name} is not in our layout"
    inline = re.search(r"<script(?! type=\"module\" src=)|<style|\sstyle=|\son\w+=", content)
    assert not inline, f"{inline} in {name}"


def pages(client):
    """The pages below /compte/ that the session reaches, redirects followed."""
    for name in ALL_NAMES:
        answer = client.get(reverse(name, args=ARGUMENTS.get(name)), follow=True)
        if answer.request["PATH_INFO"].startswith("/compte/") and answer.status_code == 200:
            yield name, answer.content.decode()


def test_the_library_offers_what_we_know():
    assert {"account_login", "mfa_activate_totp", "usersessions_list"} <= set(ALL_NAMES)
    assert not any("socialaccount" in name for name in ALL_NAMES)


def test_a_visitor_sees_our_pages(client):
    seen = dict(pages(client))
    for name, content in seen.items():
        assert_ours(content, name)
    assert {"account_login", "account_signup", "account_reset_password", "account_confirm_email"} <= set(seen)


@pytest.mark.parametrize("second_factor", [False, True])
def test_a_member_sees_our_pages(client, sign_in, prove_again, second_factor):
    sign_in(UserFactory(second_factor=second_factor))
    asked_again = dict(pages(client))
    prove_again()
    seen = dict(pages(client))
    for name, content in [*asked_again.items(), *seen.items()]:
        assert_ours(content, name)
    assert {"mfa_index", "usersessions_list", "account_change_password", "account_email"} <= set(seen)


def test_the_drawing_of_the_second_factor_is_a_picture_of_its_own(client, sign_in, prove_again):
    person = UserFactory()
    sign_in(person)
    prove_again()
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    drawing = client.get(reverse("account_totp_drawing"))
    assert drawing["Content-Type"] == "image/svg+xml"
    assert "no-store" in drawing["Cache-Control"]


def test_sessions_show_device_and_day_and_no_address(client, sign_in):
    from allauth.usersessions.models import UserSession

    person = UserFactory()
    client.defaults |= {
        "HTTP_USER_AGENT": "Mozilla/5.0 (Windows NT 10.0) Gecko Firefox/115.0",
        "REMOTE_ADDR": "192.0.2.7",
    }
    sign_in(person)
    content = client.get(reverse("usersessions_list")).content.decode()
    assert "Firefox, Windows" in content
    assert "192.0.2.7" not in content
    assert list(UserSession.objects.values_list("ip", flat=True)) == [NO_ADDRESS]


def test_signing_out_everywhere_else_ends_the_other_sessions(client, sign_in):
    from django.test import Client

    from tests.factories.people import PASSWORD

    person = UserFactory()
    other = Client()
    other.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert other.get("/compte/").status_code == 200
    sign_in(person)
    client.post(reverse("usersessions_list"))
    assert other.get("/compte/").status_code == 302
    assert client.get("/compte/").status_code == 200


def test_the_profile_changes_name_and_language(client, sign_in):
    person = UserFactory()
    sign_in(person)
    client.post(reverse("account_profile"), {"public_name": "Nouveau nom", "language": "en"})
    person.refresh_from_db()
    assert (person.public_name, person.language) == ("Nouveau nom", "en")


def test_the_home_of_an_account_shows_what_is_mine(client, sign_in):
    from tests.factories.organisations import OrganisationFactory

    person = UserFactory()
    OrganisationFactory(name="Foyer rural", with_members=[person])
    sign_in(person)
    content = client.get("/compte/").content.decode()
    assert "Foyer rural" in content
    assert_ours(content, "home")
