"""A question of the forum is found by its words and filters, and its answer becomes a frequent question."""

import re
import secrets

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect


def axe_violations(page) -> list[str]:
    return [found["id"] for found in Axe().run(page).response["violations"]]


def write(page, button: str, **words: str) -> None:
    for name, value in words.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name=button).click()


def test_a_question_is_found_and_its_answer_becomes_a_frequent_question(open_browser, sign_in):
    word = "zinnia" + secrets.token_hex(3).translate(str.maketrans("0123456789", "ghijklmnop"))
    member = sign_in(open_browser(width=390, javascript=False), "citizen")
    staff, visitor = sign_in(open_browser(), "staff"), open_browser(width=390, javascript=False)
    member.goto("/forum/aide/nouveau/")
    write(member, "Publier le sujet", subject=f"Où ranger mes {word}", content="Je cherche.")
    address = member.url
    staff.goto(address)
    write(staff, "Publier la réponse", content="Dans le **dossier** partagé.")
    member.goto(address)
    member.locator("#message-2").get_by_role("button", name="Accepter cette réponse").click()

    visitor.goto("/forum/")
    visitor.get_by_role("link", name="Chercher dans le forum").click()
    visitor.get_by_label("Que cherchez-vous").fill(f"dossiers partages {word}")
    visitor.get_by_text("Filtres et ordre").click()
    visitor.get_by_label("Nature").select_option("question")
    visitor.get_by_label("Résolu").select_option("oui")
    visitor.get_by_role("button", name="Afficher").click()
    expect(visitor.get_by_role("link", name=word)).to_have_count(1)
    expect(visitor.locator(".entries mark").first).to_be_visible()
    assert visitor.context.cookies() == []
    assert visitor.evaluate("document.documentElement.scrollWidth") <= 390

    staff.goto(address)
    staff.get_by_role("button", name="En faire une question fréquente").click()
    staff.locator("input[name=is_published]").check()
    with staff.expect_navigation():
        staff.locator("input[name=question]").press("Enter")
    visitor.goto(f"/recherche/?q={word}")
    visitor.locator(".entries a[href^='/aide/questions/']").click()
    expect(visitor.locator("main strong")).to_have_text("dossier")
    visitor.get_by_role("link", name=f"Où ranger mes {word}").click()
    expect(visitor.locator("main")).to_contain_text("Devenu une question fréquente")
    staff.goto("/cms/forum-en-chiffres/")
    expect(staff.get_by_role("region", name=re.compile("Mois par mois"))).to_be_visible()
    staff.goto("/aide/questions/")
    assert axe_violations(staff) == []
