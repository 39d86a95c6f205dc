"""A visitor asks with an address alone, from the form to the last mail; moderators put a conversation in order."""

import secrets

from playwright.sync_api import expect

from .letters import letter, link_in, text_of
from .test_every_public_page import violations
from .test_following import answer, start_topic


def let_visitors_ask(staff, board: str) -> None:
    staff.goto("/cms/boards/")
    staff.get_by_role("link", name=board, exact=True).first.click()
    staff.locator("input[name=asks_without_account]").check()
    with staff.expect_navigation():
        staff.locator("input[name=name]").press("Enter")


def ask(visitor, portal, mailbox: str, subject: str) -> None:
    visitor.goto("/forum/cours/")
    visitor.get_by_role("link", name="Demander sans compte").click()
    assert violations(visitor) == []
    for name, value in {"name": "Yvette", "email": mailbox, "subject": subject, "content": "Je ne trouve pas."}.items():
        visitor.locator(f"[name={name}]").fill(value)
    visitor.get_by_role("button", name="Envoyez-moi le lien").click()
    visitor.goto(link_in(letter(portal, mailbox, "Publier votre question")))
    assert violations(visitor) == []
    visitor.get_by_role("button", name="Publier ma question").click()


def test_a_question_without_an_account_is_read_answered_decided_on_and_forgotten(portal, open_browser, sign_in):
    token = secrets.token_hex(3)
    mailbox, subject = f"yvette-{token}@ailleurs.example", f"La leçon ne s’ouvre pas {token}"
    let_visitors_ask(sign_in(open_browser(), "staff"), "Autour des cours")
    visitor = open_browser(width=390)
    ask(visitor, portal, mailbox, subject)
    expect(visitor.locator("main")).to_contain_text("La modération la lit d’abord")
    moderator = sign_in(open_browser(javascript=False), "moderator")
    moderator.goto("/forum/moderation/")
    moderator.get_by_role("link", name=token).click()
    moderator.get_by_role("button", name="Valider").click()
    address = moderator.url
    moderator.locator("select[name=canned]").select_option(index=1)
    moderator.get_by_role("button", name="L’insérer").click()
    assert len(moderator.locator("textarea[name=content]").input_value()) > 40
    moderator.get_by_role("button", name="Publier la réponse").click()
    visitor.reload()
    expect(visitor.locator("article.post")).to_have_count(2)
    visitor.locator("textarea[name=content]").fill("Mon numéro est le 02 61 91 00 00.")
    visitor.get_by_role("button", name="Publier la réponse").click()
    assert violations(visitor) == []
    moderator.goto(f"{address.split('#')[0]}3/moderation/")
    moderator.locator("#remove-title + form input[name=reason]").fill("Un numéro y figure.")
    moderator.get_by_role("button", name="Refuser").click()  # the messages of guests are read first
    told = letter(portal, mailbox, "une décision", "Un numéro y figure.")
    assert "/contact/" in text_of(told)
    assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    visitor.get_by_role("button", name="J’ai ma réponse").click()
    expect(visitor.locator("main")).to_contain_text("Résolu")
    visitor.goto(told["List-Unsubscribe"].strip().strip("<>"))
    visitor.get_by_role("button", name="Effacer mon adresse").click()
    assert visitor.goto(told["List-Unsubscribe"].strip().strip("<>")).status == 404


def test_moderators_note_merge_split_and_lock_and_old_links_lead_on(portal, open_browser, sign_in):
    token = secrets.token_hex(3)
    member = sign_in(open_browser(width=390, javascript=False), "citizen")
    gone = start_topic(member, f"Le même ennui {token}").split("#")[0]
    kept = start_topic(member, f"L’ennui d’abord {token}").split("#")[0]
    answer(member, gone, "Autre chose encore.")
    moderator, visitor = sign_in(open_browser(width=390), "moderator"), open_browser()
    moderator.goto(f"{gone}notes/")
    moderator.locator("textarea[name=words]").fill(f"Note entre nous {token}")
    moderator.get_by_role("button", name="Garder la note").click()
    assert violations(moderator) == []
    moderator.goto(f"{gone}moderation/reunir/")
    assert violations(moderator) == []
    moderator.locator("input[name=into]").fill(kept)
    moderator.locator("#merge-title + form input[name=reason]").fill("Le même sujet.")
    moderator.get_by_role("button", name="Réunir").click()
    visitor.goto(f"{gone}2/")
    assert visitor.url.startswith(kept)
    expect(visitor.locator("main")).to_contain_text("Autre chose encore.")
    expect(visitor.locator("main")).not_to_contain_text("Note entre nous")
    assert "Le même sujet." in text_of(letter(portal, portal.accounts["citizen"]["email"], token))
    number = visitor.url.rpartition("-")[2]
    moderator.goto(f"{kept}moderation/reunir/")
    moderator.locator("input[name=numbers]").fill(number)
    moderator.locator("input[name=subject]").fill(f"Autre chose {token}")
    moderator.locator("#split-title + form input[name=reason]").fill("Un autre sujet.")
    moderator.get_by_role("button", name="Séparer").click()
    expect(moderator.locator("h1")).to_have_text(f"Autre chose {token}")
    visitor.goto(f"{gone}2/")
    expect(visitor.locator("h1")).to_have_text(f"Autre chose {token}")
    moderator.goto(f"{kept}moderation/")
    moderator.locator("#lock-title + form input[name=reason]").fill("Tout est dit.")
    moderator.get_by_role("button", name="Fermer").click()
    visitor.goto(kept)
    expect(visitor.locator("main")).to_contain_text("Ce sujet est fermé")
