"""Creating an account accepts the texts in force that must be accepted; the account shows what, and when."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.people.models import Consent, User
from portal.privacy.registry import registered
from portal.transparency import actions, consents
from tests.factories.people import PASSWORD, ConsentFactory, UserFactory
from tests.factories.transparency import DatedTextFactory, published

pytestmark = pytest.mark.django_db
NEW = {"public_name": "Odile", "email": "odile@example.org", "password1": PASSWORD}


def sign_up(client) -> User:
    assert client.post(reverse("account_signup"), NEW).status_code == 302
    return User.objects.get(email=NEW["email"])


def test_a_visitor_is_told_what_an_account_accepts_and_it_is_kept_with_its_digest(client):
    terms = published(acceptance_required=True)
    published(document=DatedTextFactory(slug="mentions-legales", title="Mentions légales"))
    page = client.get(reverse("account_signup")).text
    card = page.partition("<main")[2].partition("</main>")[0]
    assert 'href="/cgu/"' in card and terms.document.title in card
    assert "Mentions légales" not in card
    person = sign_up(client)
    assert list(Consent.objects.values_list("person", "document", "version", "digest")) == [
        (person.pk, "cgu", 1, terms.digest)
    ]


def test_without_a_text_in_force_nothing_is_said_nor_kept_and_all_works(client):
    published(acceptance_required=True, effective_on=timezone.localdate() + timedelta(days=3))
    card = client.get(reverse("account_signup")).text.partition("<main")[2].partition("</main>")[0]
    assert "/cgu/" not in card and "vous acceptez" not in card
    person = sign_up(client)
    assert not Consent.objects.exists()
    client.force_login(person)
    assert "home-texts" not in client.get(reverse("account_home")).text


def test_the_version_in_force_is_the_one_accepted(client):
    first = published(acceptance_required=True)
    second = actions.draft_next_version(document=first.document, short="Mieux dit")
    actions.publish_version(version=second)
    coming = actions.draft_next_version(
        document=first.document, effective_on=timezone.localdate() + timedelta(days=30), acceptance_required=False
    )
    actions.publish_version(version=coming)
    sign_up(client)
    assert Consent.objects.values_list("version", flat=True).get() == 2


def test_a_version_that_asks_nothing_any_more_is_not_accepted(client):
    first = published(acceptance_required=True)
    actions.publish_version(version=actions.draft_next_version(document=first.document, acceptance_required=False))
    sign_up(client)
    assert not Consent.objects.exists()


def test_an_address_that_is_known_accepts_nothing_for_its_owner(client):
    published(acceptance_required=True)
    UserFactory(email=NEW["email"])
    client.post(reverse("account_signup"), NEW)
    assert not Consent.objects.exists()


def test_the_account_shows_what_was_accepted_and_when(client, time_machine):
    time_machine.move_to("2026-11-02T10:00:00+01:00", tick=False)
    published(acceptance_required=True)
    person, other = UserFactory(), UserFactory()
    consents.record_consents(person=person)
    consents.record_consents(person=person)
    assert person.consents.count() == 1
    client.force_login(person)
    page = client.get(reverse("account_home")).text
    section = page.partition("home-texts")[2].partition("</section>")[0]
    assert 'href="/cgu/1/"' in section and "2 novembre 2026" in section
    client.force_login(other)
    assert "home-texts" not in client.get(reverse("account_home")).text


def test_consents_are_personal_data_that_is_kept_as_a_proof():
    assert registered()["people.Consent"].owner == ("person",)


def change_by_code(consent):
    consent.save()


def change_rows(consent):
    Consent.objects.update(version=9)


def change_by_sql(consent):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_consent SET digest = %s", ["1" * 64])


@pytest.mark.parametrize("change", [change_by_code, change_rows, change_by_sql])
def test_a_consent_is_written_once(change):
    consent = ConsentFactory()
    with pytest.raises((IntegrityError, TypeError)), transaction.atomic():
        change(consent)
    assert Consent.objects.values_list("version", "digest").get() == (1, "0" * 64)
