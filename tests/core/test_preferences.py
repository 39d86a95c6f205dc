"""Language and font: one cookie when something was chosen, none when nothing is."""

import pytest

from portal.core.preferences import READING_FONTS
from portal.pages.forms import PreferencesForm

pytestmark = pytest.mark.django_db
HERE = {"Origin": "http://testserver"}


def choose(client, **values):
    return client.post("/preferences/", {"language": "fr", "font": "system", **values}, headers=HERE)


def test_a_visitor_who_chose_nothing_gets_french_and_no_cookie(client):
    answer = client.get("/contact/")
    assert answer["Content-Language"] == "fr"
    assert not answer.cookies


def test_english_is_kept_and_spoken(client):
    chosen = choose(client, language="en")
    assert chosen.status_code == 302
    cookie = chosen.cookies["preferences"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    answer = client.get("/contact/")
    page = answer.content.decode()
    assert answer["Content-Language"] == "en"
    assert '<html lang="en"' in page and "Skip to content" in page and "Aller au contenu" not in page


def test_an_english_page_is_never_served_to_the_next_visitor(client):
    from django.test import Client

    choose(client, language="en")
    client.get("/contact/")
    assert '<html lang="fr"' in Client().get("/contact/").content.decode()


@pytest.mark.parametrize("font", [name for name, _label in PreferencesForm.base_fields["font"].choices])
def test_every_font_that_is_offered_is_known_and_used(client, font):
    assert font in READING_FONTS
    choose(client, font=font)
    assert f"font-{font}" in client.get("/contact/").content.decode()


def test_back_to_the_first_choices_takes_the_cookie_away(client):
    choose(client, language="en")
    gone = choose(client).cookies["preferences"]
    assert gone.value == "" and gone["max-age"] == 0


@pytest.mark.parametrize("value", ["language=xx&font=comic", "x" * 5000, "%00%ff", "language=en%00", "&&&==="])
def test_a_cookie_that_was_tampered_with_counts_as_nothing_chosen(client, value):
    client.cookies["preferences"] = value
    answer = client.get("/contact/")
    assert answer.status_code == 200
    assert answer["Content-Language"] == "fr"


def test_a_wrong_choice_is_refused_and_what_was_right_is_kept(client):
    answer = choose(client, language="en", font="comic")
    assert answer.status_code == 422
    assert 'value="en"' in answer.content.decode()
    assert "preferences" not in answer.cookies


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [
        ("/fiches/", "/fiches/"),
        ("https://evil.example/", "/preferences/"),
        ("//evil.example/", "/preferences/"),
        ("/\\evil.example", "/preferences/"),
        ("javascript:alert(1)", "/preferences/"),
        ("", "/preferences/"),
    ],
)
def test_the_way_back_is_one_of_our_pages(client, back, leads_to):
    assert choose(client, back=back)["Location"] == leads_to
