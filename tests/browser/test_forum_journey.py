"""« Ça ne marche pas » : from the form to the end of the trail, both sides."""

import secrets

from playwright.sync_api import expect

BOARD = "/forum/remontees-de-bug/"


def fill_report(page, subject: str) -> None:
    page.goto(f"{BOARD}nouveau/")
    page.locator("input[name=subject]").fill(subject)
    page.locator("textarea[name=did]").fill("J’ai ouvert un tableau de **huit** onglets.")
    page.locator("textarea[name=expected]").fill("Le voir s’ouvrir.")


def test_a_bug_is_reported_answered_and_followed_to_its_end(open_browser, sign_in):
    subject = f"Le tableau reste blanc {secrets.token_hex(2)}"
    member = sign_in(open_browser(width=390, javascript=False), "citizen")
    moderator = sign_in(open_browser(), "moderator")
    fill_report(member, subject)
    member.get_by_role("button", name="Envoyer la remontée").click()  # one answer is missing
    expect(member.locator(".errors")).to_be_visible()
    expect(member.locator("input[name=subject]")).to_have_value(subject)
    member.locator("textarea[name=happened]").fill("Une page blanche, sans message.")
    member.get_by_role("button", name="Envoyer la remontée").click()
    if "nouveau" in member.url:  # something close is known: one page asks first
        member.get_by_role("button", name="Envoyer quand même").first.click()
    expect(member.locator("h1")).to_have_text(subject)
    answer_and_confirm(moderator, subject)
    member.reload()
    expect(member.locator("main")).to_contain_text("Nous l’avons vu aussi")
    expect(member.locator(".trail")).to_contain_text("Confirmé")
    expect(member.get_by_role("heading", name="Changer l’état")).to_have_count(0)
    resolve(moderator)
    member.reload()
    expect(member.locator(".trail")).to_contain_text("Résolu")
    expect(member.locator("aside")).to_contain_text("La mise à jour de ce matin")


def answer_and_confirm(page, subject: str) -> None:
    page.goto(BOARD)
    page.get_by_role("link", name=subject).click()
    page.locator("textarea[name=content]").fill("Nous l’avons vu aussi, merci.")
    page.get_by_role("button", name="Publier la réponse").click()
    expect(page.locator("main")).to_contain_text("Nous l’avons vu aussi")
    change_state(page, "confirmed", "Vu sur deux postes.")


def resolve(page) -> None:
    change_state(page, "resolved", "La mise à jour de ce matin le corrige.")


def change_state(page, state: str, reason: str) -> None:
    page.locator("select[name=state]").select_option(state)
    page.locator("input[name=reason]").fill(reason)
    page.get_by_role("button", name="Changer l’état").click()
    page.wait_for_load_state()


def test_a_visitor_reads_a_report_and_is_asked_to_sign_in_to_write(open_browser):
    page = open_browser(javascript=False)
    page.goto(BOARD)
    page.locator("main h2 a, main h3 a").first.click()
    page.get_by_role("link", name="Se connecter pour répondre").click()
    assert "/compte/login/" in page.url and "next=" in page.url
