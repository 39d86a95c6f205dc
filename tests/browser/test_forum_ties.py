"""A report in the hands of moderators: its tags, its board, the incident behind it, and whether it works again."""

import secrets

import pytest
from playwright.sync_api import expect

from .letters import letter, link_in
from .test_every_public_page import violations
from .test_forum_journey import fill_report
from .test_incident_journey import open_incident, tell


@pytest.fixture
def staff(open_browser, sign_in):
    return sign_in(open_browser(), "staff")


def report(member, subject: str) -> str:
    fill_report(member, subject)
    member.locator("textarea[name=happened]").fill("Rien ne s’ouvre.")
    member.get_by_role("button", name="Envoyer la remontée").click()
    if "nouveau" in member.url:  # something close is known: one page asks first
        member.get_by_role("button", name="Envoyer quand même").first.click()
    expect(member.locator("h1")).to_have_text(subject)
    return member.url.split("#")[0]


def test_a_report_is_tagged_moved_tied_to_an_incident_and_its_author_says_that_it_works(
    portal, open_browser, sign_in, staff
):
    token = secrets.token_hex(3)
    title, incident = f"Les dossiers disparaissent {token}", f"Dossiers invisibles {token}"
    member = sign_in(open_browser(width=390), "citizen")
    moderator, visitor = sign_in(open_browser(width=390), "moderator"), open_browser()
    address = report(member, title)
    tag = put_first_tag(moderator, address)
    visitor.goto(address)
    visitor.get_by_role("link", name=tag).first.click()
    expect(visitor.locator("main")).to_contain_text(title)
    moved = move(moderator, address)
    visitor.goto(address)
    assert visitor.url == moved != address
    open_incident(staff, incident)
    moderator.goto(f"{moved}incident/")
    assert violations(moderator) == []
    moderator.locator("select[name=incident] option", has_text=incident).evaluate("one => one.selected = true")
    moderator.locator("main form button").first.click()
    visitor.reload()
    expect(visitor.locator("main")).to_contain_text(incident)
    tell(staff, "resolved", "Tout est revenu.")
    member.goto(link_in(letter(portal, portal.accounts["citizen"]["email"], title, "Oui, ça marche")))
    assert violations(member) == []
    member.get_by_role("button", name="Oui, ça marche").click()
    expect(member.locator("#ca-marche")).to_contain_text("Vous avez répondu")
    moderator.goto(moved)
    expect(moderator.locator("main")).to_contain_text("1 oui, 0 non")


def put_first_tag(moderator, address: str) -> str:
    moderator.goto(f"{address}etiquettes/")
    assert violations(moderator) == []
    label = moderator.locator("label:has(input[name=tags]), input[name=tags] + label").first
    label.click()
    moderator.locator("main form button").first.click()
    return label_of_first_tag(moderator)


def label_of_first_tag(moderator) -> str:
    return moderator.locator("main a[href*='/forum/etiquettes/']").first.inner_text().strip()


def move(moderator, address: str) -> str:
    moderator.goto(f"{address}moderation/")
    assert violations(moderator) == []
    form = moderator.locator("#move-title + form")
    form.locator("select[name=board]").select_option(index=1)
    form.locator("input[name=reason]").fill("Sa place est là.")
    form.get_by_role("button").click()
    return moderator.url.split("#")[0]
