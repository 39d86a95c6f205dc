"""Whoever is signed in is asked to accept what asks for it; what is theirs by right never waits for it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.people.models import Consent
from portal.transparency import actions, asking, consents
from tests.factories.people import UserFactory
from tests.factories.transparency import published
from tests.transparency.test_notices import announce

pytestmark = pytest.mark.django_db
PAGE = {"accept": "text/html,*/*"}
ASK = "/compte/cloud/demander/"


@pytest.fixture
def person(client):
    person = UserFactory()
    client.force_login(person)
    return person


def asked_first(client, path: str):
    return client.get(path, headers=PAGE)


def accept(client, answer):
    """Press the button of the page that asks."""
    form = answer.text.partition('<form class="form gap-top"')[2].partition("</form>")[0]
    action = form.partition('action="')[2].partition('"')[0].replace("&amp;", "&")
    fields = {}
    for tag in form.split("<input ")[1:]:
        name, value = (tag.partition(f'{key}="')[2].partition('"')[0] for key in ("name", "value"))
        fields.setdefault(name, []).append(value)
    return client.post(action, fields)


def test_a_visitor_is_asked_nothing(client):
    published(acceptance_required=True)
    assert client.get("/transparence/", headers=PAGE).status_code == 200
    assert client.get("/compte/textes/").url == "/compte/login/?next=/compte/textes/"


def test_whoever_was_made_by_the_team_is_asked_at_their_first_page_and_once_a_visit(client, person):
    terms = published(acceptance_required=True)
    led = asked_first(client, "/transparence/?page=2")
    assert led.url == "/compte/textes/?next=%2Ftransparence%2F%3Fpage%3D2"
    assert asked_first(client, "/transparence/").status_code == 200
    page = client.get(led.url)
    assert "Vos fichiers</strong>" in page.text and "/compte/suppression/" in page.text
    assert accept(client, page).url == "/transparence/?page=2"
    assert accept(client, page).url == "/transparence/?page=2", "pressed twice"
    kept = Consent.objects.get()
    assert (kept.person, kept.document, kept.version, kept.digest) == (person, "cgu", 1, terms.digest)
    shown = client.get("/compte/textes/").text
    assert terms.digest in shown and 'href="/cgu/1/"' in shown


def test_before_its_day_a_version_can_wait_and_locks_nothing(client, person):
    first = published(acceptance_required=True)
    consents.record_consents(person=person)
    announce(first)
    page = client.get(asked_first(client, "/compte/").url).text
    assert "Plus tard" in page and "/cgu/1-2/" in page
    assert "Lire et accepter" in asked_first(client, "/compte/").text
    assert client.get(ASK).status_code == 200


def test_both_versions_are_asked_together_when_none_was_accepted(client, person):
    announce(published(acceptance_required=True))
    page = client.get(asked_first(client, "/compte/").url)
    accept(client, page)
    assert sorted(person.consents.values_list("version", flat=True)) == [1, 2]
    assert asked_first(client, "/compte/").status_code == 200


def test_a_version_that_comes_out_meanwhile_is_not_accepted_unseen(client, person):
    first = published(acceptance_required=True)
    page = client.get("/compte/textes/")
    draft = actions.draft_next_version(document=first.document, full="Autre texte")
    actions.publish_version(version=draft)
    assert accept(client, page).url == "/compte/textes/?next="
    assert not Consent.objects.exists()


def test_what_was_typed_goes_through_after_the_acceptance(client, person):
    published(acceptance_required=True)
    assert client.get(ASK).url == "/compte/textes/?next=%2Fcompte%2Fcloud%2Fdemander%2F"
    answer = client.post(ASK, {"why": "Pour « nous »", "services": ["a", "b"]})
    assert answer.status_code == 403
    again = accept(client, answer)
    assert (again.status_code, again["Location"]) == (307, ASK)
    assert client.get(ASK).status_code == 200


def test_nothing_is_sent_again_to_an_address_that_nobody_typed_in(client, person):
    published(acceptance_required=True)
    for address in ("/compte/suppression/", "//ailleurs.example/", "https://ailleurs.example/forum/"):
        answer = client.post(f"/compte/textes/?resend=1&next={address}")
        assert answer.status_code == 302 and "ailleurs" not in answer.url


def test_what_is_theirs_by_right_never_waits(client, person):
    published(acceptance_required=True)
    names = ("privacy:data", "privacy:leave", "account_logout", "account_email", "pages:contact", "mfa_index")
    for path in (*(reverse(name) for name in names), "/cgu/", "/preferences/"):
        assert asking.ASKED not in client.session
        answer = asked_first(client, path)
        assert "/compte/textes/" not in answer.get("Location", ""), path
    asked_first(client, "/transparence/")
    for path in ("/transparence/", "/forum/", "/glossaire/", "/compte/", "/compte/cloud/"):
        assert asked_first(client, path).status_code == 200, path
    assert client.post(reverse("privacy:data")).url == reverse("privacy:data")
    for path in ("/compte/cloud/1/fermer/", "/forum/aide/1-sujet/2/signaler/", "/forum/moderation/decisions/1/"):
        assert not asking.is_locked(path)


def test_once_accepted_nothing_is_asked_until_the_next_that_asks(client, person, time_machine):
    first = published(acceptance_required=True)
    consents.record_consents(person=person)
    assert asked_first(client, "/compte/").status_code == 200
    announce(first, acceptance_required=False, days=2)
    time_machine.move_to(timezone.now() + timedelta(days=3))
    client.force_login(person)
    assert asked_first(client, "/compte/").status_code == 200


def test_a_version_overtaken_before_its_day_is_neither_told_nor_asked_any_more(client, person):
    first = published(acceptance_required=True)
    consents.record_consents(person=person)
    announce(first)
    announce(first, days=0, acceptance_required=False, reason="Retour au texte d’avant")
    page = asked_first(client, "/cgu/").text
    assert 'class="told"' not in page and "s’appliquera" not in page and "Retour au texte d’avant" in page
    assert asked_first(client, "/compte/").status_code == 200
