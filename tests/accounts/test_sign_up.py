"""Signing up, confirming, signing in, leaving: in our pages and words, telling nobody who has an account."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from accounts.people.adapters import AccountAdapter
from accounts.people.models import User
from portal.notifications.tasks import sweep_mails
from tests.factories.people import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

NEW = {"public_name": "Odile", "email": "odile@example.org", "password1": PASSWORD}


def link_in_last_mail() -> str:
    sweep_mails()
    return re.search(r"http://testserver(/\S+)", mail.outbox[-1].body).group(1)


def test_a_visitor_signs_up_confirms_and_signs_in(client, sign_in):
    answer = client.post(reverse("account_signup"), NEW)
    assert answer.url == reverse("account_email_verification_sent")
    person = User.objects.get(email="odile@example.org")
    assert person.public_name == "Odile"
    assert sign_in(person).url == reverse("account_email_verification_sent"), "not before the address is confirmed"

    confirm = link_in_last_mail()
    client.post(confirm)
    assert EmailAddress.objects.get(user=person).verified
    assert sign_in(person).url == "/compte/"


def test_a_public_name_is_required_and_is_no_address(client):
    answer = client.post(reverse("account_signup"), NEW | {"public_name": ""})
    assert answer.context["form"].errors["public_name"]
    answer = client.post(reverse("account_signup"), NEW | {"public_name": "\u200b\u202e"})
    assert answer.context["form"].errors["public_name"], "nothing to be seen"
    answer = client.post(reverse("account_signup"), NEW | {"public_name": "odile@example.org"})
    assert answer.context["form"].errors["public_name"]
    assert b'value="odile@example.org"' in answer.content, "what was typed is kept"
    assert not User.objects.exists()


def test_signing_up_does_not_tell_that_an_address_is_known(client, monkeypatch):
    UserFactory(email="odile@example.org")
    hashed, plain = [], User.set_password
    monkeypatch.setattr(User, "set_password", lambda person, word: (hashed.append(person.email), plain(person, word)))
    known = client.post(reverse("account_signup"), NEW)
    unknown = client.post(reverse("account_signup"), NEW | {"email": "autre@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert hashed == ["", "autre@example.org"], "the one takes as long as the other"
    sweep_mails()
    told = [message for message in mail.outbox if message.to == ["odile@example.org"]]
    assert len(told) == 1 and reverse("account_reset_password") in told[0].body
    assert User.objects.filter(email="odile@example.org").count() == 1


def test_of_two_clicks_at_the_same_moment_one_makes_the_account(client, monkeypatch):
    save = AccountAdapter.save_user

    def too_late(adapter, request, user, form, commit=True):
        User.objects.create_user(NEW["email"], public_name="Odile")
        return save(adapter, request, user, form, commit)

    monkeypatch.setattr(AccountAdapter, "save_user", too_late)
    assert client.post(reverse("account_signup"), NEW).url == reverse("account_email_verification_sent")


def test_counters_hold_no_address_of_anybody():
    for key in ("allauth:rl:allauth.account:login:30/60/ip:ip:192.0.2.7", "starts:192.0.2.7"):
        assert "192.0.2.7" not in cache.make_key(key)


def test_a_forgotten_password_does_not_tell_that_an_address_is_known(client):
    UserFactory(email="odile@example.org")
    known = client.post(reverse("account_reset_password"), {"email": "odile@example.org"})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_wrong_password_and_unknown_address_are_answered_alike(client):
    person = UserFactory()
    wrong = client.post(reverse("account_login"), {"login": person.email, "password": "faux mot de passe"})
    unknown = client.post(reverse("account_login"), {"login": "nobody@example.org", "password": "faux"})
    assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()


def test_a_member_resets_a_forgotten_password(client, sign_in):
    person = UserFactory()
    client.post(reverse("account_reset_password"), {"email": person.email})
    page = client.get(link_in_last_mail(), follow=True)
    answer = client.post(
        page.redirect_chain[-1][0], {"password1": "un autre mot de passe", "password2": "un autre mot de passe"}
    )
    assert answer.status_code == 302, answer.context["form"].errors if answer.context else answer
    assert sign_in(person, "un autre mot de passe").url == "/compte/"


def test_mails_of_accounts_are_forgotten_once_sent(client):
    from portal.notifications.models import Mail

    client.post(reverse("account_signup"), NEW)
    assert "/compte/confirm-email/" in Mail.objects.get().text
    sweep_mails()
    assert "/compte/" not in Mail.objects.get().text


def test_a_member_changes_the_address_with_the_new_mailbox(client, sign_in, prove_again):
    person = UserFactory(email="avant@example.org")
    sign_in(person)
    client.post(reverse("account_email"), {"action_add": "1", "email": "apres@example.org"})
    sweep_mails()
    assert not mail.outbox, "an open session alone changes nothing"
    prove_again()
    client.post(reverse("account_email"), {"action_add": "1", "email": "apres@example.org"})
    person.refresh_from_db()
    assert person.email == "avant@example.org", "the old one until the new mailbox has answered"
    client.post(link_in_last_mail())
    person.refresh_from_db()
    assert person.email == "apres@example.org"
    sweep_mails()
    assert any(message.to == ["avant@example.org"] for message in mail.outbox), "the old mailbox is told"


def test_changing_the_address_does_not_tell_that_another_is_known(client, sign_in, prove_again):
    UserFactory(email="odile@example.org")
    sign_in(UserFactory())
    prove_again()
    said = []
    for address in ("odile@example.org", "autre@example.org"):
        answer = client.post(reverse("account_email"), {"action_add": "1", "email": address}, follow=True)
        messages = [str(message).replace(address, "…") for message in answer.context["messages"]]
        said.append((answer.redirect_chain, messages, address in answer.content.decode()))
    assert said[0] == said[1]


def test_an_address_that_an_import_gave_to_another_account_is_not_taken_over(client, sign_in, prove_again):
    person = UserFactory()
    sign_in(person)
    prove_again()
    client.post(reverse("account_email"), {"action_add": "1", "email": "odile@example.org"})
    UserFactory(email="odile@example.org", confirmed=False)
    answer = client.post(link_in_last_mail(), follow=True)
    assert "Impossible de confirmer odile@example.org" in answer.content.decode()
    person.refresh_from_db()
    assert person.email != "odile@example.org"


def test_signing_in_is_limited_in_rate(client):
    person = UserFactory()
    for _ in range(6):
        answer = client.post(reverse("account_login"), {"login": person.email, "password": "faux mot de passe"})
    right = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert right.status_code == 200, "even the right password waits now"
    assert answer.context["form"].errors
