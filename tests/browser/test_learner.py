"""Taking an account and keeping it: what was typed stays, a password is renewed, language and font are remembered."""

import secrets

import pytest
from playwright.sync_api import expect

from .letters import letter, link_in

PASSWORD = "quatre mots dans un panier"


@pytest.fixture
def newcomer() -> dict[str, str]:
    word = secrets.token_hex(3)
    return {"email": f"nouvelle-{word}@demo.example.org", "name": f"Nouvelle {word}"}


def fill_sign_up(page, newcomer, password: str = PASSWORD) -> None:
    page.get_by_label("Nom public").fill(newcomer["name"])
    page.locator("input[name=email]").fill(newcomer["email"])
    page.locator("input[name=password1]").fill(password)
    page.get_by_role("button", name="Créer le compte").click()


def confirm_and_sign_in(portal, page, newcomer) -> None:
    page.goto(link_in(letter(portal, newcomer["email"], "confirmez votre adresse")))
    page.get_by_role("button", name="Oui, confirmer").click()
    if page.locator("input[name=login]").count():
        page.locator("input[name=login]").fill(newcomer["email"])
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/compte/")


def test_wrong_input_at_sign_up_keeps_what_was_typed(open_browser, newcomer):
    page = open_browser(javascript=False)
    page.goto("/compte/signup/")
    fill_sign_up(page, {**newcomer, "email": "pas une adresse"}, password="court")
    expect(page.locator(".errors")).to_be_visible()
    expect(page.get_by_label("Nom public")).to_have_value(newcomer["name"])
    expect(page.locator("input[name=email]")).to_have_value("pas une adresse")
    expect(page.locator(".errors li")).to_have_count(2)


def test_a_forgotten_password_is_renewed_by_mail(portal, open_browser, newcomer):
    page = open_browser(javascript=False)
    page.goto("/compte/signup/")
    fill_sign_up(page, newcomer)
    confirm_and_sign_in(portal, page, newcomer)
    fresh = open_browser(javascript=False)
    fresh.goto("/compte/password/reset/")
    fresh.locator("input[name=email]").fill(newcomer["email"])
    fresh.get_by_role("button", name="Envoyer le lien").click()
    fresh.goto(link_in(letter(portal, newcomer["email"], "mot de passe")))
    fresh.locator("input[name=password1]").fill("cinq mots dans un autre panier")
    if fresh.locator("input[name=password2]").count():
        fresh.locator("input[name=password2]").fill("cinq mots dans un autre panier")
    fresh.get_by_role("button", name="Changer le mot de passe").click()
    fresh.goto("/compte/login/")
    if fresh.locator("input[name=login]").count():
        fresh.locator("input[name=login]").fill(newcomer["email"])
        fresh.locator("input[name=password]").fill("cinq mots dans un autre panier")
        fresh.get_by_role("button", name="Se connecter").click()
    fresh.goto("/compte/")
    expect(fresh.locator("h1")).to_be_visible()
    assert "/login/" not in fresh.url


def test_language_and_font_are_kept_for_the_reader(open_browser):
    page = open_browser(javascript=False)
    page.goto("/preferences/")
    page.locator("input[name=language][value=en]").check()
    page.locator("input[value=atkinson]").check()
    page.get_by_role("button", name="Garder ce choix").click()
    page.goto("/services/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("html")).to_have_class("font-atkinson")
    expect(page.locator("a.skip")).to_have_text("Skip to content")
    other = open_browser(javascript=False)
    other.goto("/services/")
    expect(other.locator("html")).to_have_attribute("lang", "fr")
