"""Language and reading font, without JavaScript and without an account."""

import pytest

pytestmark = pytest.mark.django_db
HERE = {"Sec-Fetch-Site": "same-origin"}


def choose(client, headers=HERE, **choice):
    return client.post("/preferences/", {"language": "fr", "font": "system", **choice}, headers=headers)


def test_reading_the_page_sets_no_cookie(client):
    assert not client.get("/preferences/").cookies


def test_a_choice_sets_one_cookie_and_holds(client):
    response = choose(client, font="atkinson", language="en", back="/services/")
    assert response.url == "/services/"
    assert list(response.cookies) == ["preferences"]
    page = client.get("/services/").text
    assert '<html lang="en"' in page
    assert "fonts/atkinson.css" in page


def test_back_to_the_first_choices_takes_the_cookie_away(client):
    choose(client, font="atkinson")
    response = choose(client)
    assert response.cookies["preferences"]["max-age"] == 0


def test_a_wrong_choice_is_told_and_sets_nothing(client):
    response = choose(client, font="comic-sans")
    assert response.status_code == 422
    assert not response.cookies


@pytest.mark.parametrize(
    "back", ["https://ailleurs.example/", "//ailleurs.example", "/\\ailleurs.example", "javascript:x"]
)
def test_the_way_back_stays_here(client, back):
    assert choose(client, font="atkinson", back=back).url == "/preferences/"


def test_a_form_of_another_site_is_refused(client):
    assert choose(client, headers={"Sec-Fetch-Site": "cross-site"}, font="atkinson").status_code == 403
