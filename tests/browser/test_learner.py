"""Somebody who came to learn: without scripts, without account, then with one; nothing on the way is lost."""

import secrets

import pytest
from playwright.sync_api import expect

from .letters import letter, link_in
from .test_every_public_page import COURSE, LESSON

NEXT_LESSON = f"{COURSE}internet-pourquoi-et-comment/le-trajet-d-un-message/"
PASSWORD = "quatre mots dans un panier"
RIGHT, WRONG, PARTLY = "C’est juste", "À revoir", "Presque"


@pytest.fixture
def newcomer() -> dict[str, str]:
    word = secrets.token_hex(3)
    return {"email": f"nouvelle-{word}@demo.example.org", "name": f"Nouvelle {word}"}


def question(page, words: str):
    return page.locator("fieldset.question").filter(has_text=words)


def check(asked) -> None:
    asked.get_by_role("button").click()


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


def answer_wrong_right_and_partly(page) -> None:
    first = question(page, "premier message transmis sur Arpanet")
    first.get_by_label("Bonjour le monde").check()
    check(first)
    expect(first.locator(".verdict")).to_contain_text(WRONG)
    first.get_by_label("« lo »").check()
    check(first)
    expect(first.locator(".verdict")).to_contain_text(RIGHT)
    many = question(page, "Quelles décisions ont aidé")
    many.get_by_label("Publier les règles").check()
    check(many)
    expect(many.locator(".verdict")).to_contain_text(PARTLY)
    expect(first.locator(".verdict")).to_contain_text(RIGHT)  # the first answer is still there


def test_a_visitor_without_scripts_learns_and_loses_nothing_on_signing_up(portal, open_browser, newcomer):
    page = open_browser(javascript=False)
    page.goto(LESSON)
    expect(page.locator("article.prose > p")).not_to_have_count(0)
    answer_wrong_right_and_partly(page)
    page.goto(NEXT_LESSON)
    page.get_by_role("button", name="J’ai lu cette leçon").click()
    expect(page.get_by_text("leçon faite").first).to_be_visible()
    page.goto("/compte/signup/")
    fill_sign_up(page, newcomer)
    expect(page.locator("h1")).to_have_text("Regardez dans votre boîte")
    confirm_and_sign_in(portal, page, newcomer)
    page.goto(LESSON)
    expect(question(page, "premier message transmis").locator(".verdict")).to_contain_text(RIGHT)
    expect(question(page, "Quelles décisions").locator(".verdict")).to_contain_text(PARTLY)
    page.goto(NEXT_LESSON)
    expect(page.get_by_text("leçon faite").first).to_be_visible()
    expect(page.get_by_role("button", name="J’ai lu cette leçon")).to_have_count(0)


def test_the_keyboard_alone_answers_a_question(open_browser):
    page = open_browser()
    page.goto(LESSON)
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    asked = question(page, "Arpanet a été construit")
    page.locator("fieldset.question").first.get_by_role("button").focus()
    page.keyboard.press("Tab")  # into the group of the second question
    page.keyboard.press("ArrowDown")
    expect(asked.get_by_label("Faux")).to_be_checked()
    page.keyboard.press("Tab")
    expect(asked.get_by_role("button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(asked.locator(".verdict")).to_contain_text(RIGHT)


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
