"""From « j'aimerais un espace » to the address of the space: people, referent, mails, and the Nextcloud at the end."""

import json
import re
import secrets
import time

import pytest
from playwright.sync_api import expect

from .conftest import type_password
from .letters import letter, letters, link_in, text_of

MADE_WITHIN = 60  # seconds, on a busy machine


@pytest.fixture
def member(open_browser, portal, sign_in):
    return lambda key, **options: sign_in(open_browser(**options), key)


def fill_request(page, *, reason: str) -> None:
    page.goto("/compte/cloud/demander/")
    page.locator("textarea[name=reason]").fill(reason)


def send(page):
    return page.get_by_role("button", name="Envoyer la demande")


def number_of(page) -> str:
    # asked again and again: the second click of two aborts the first one's way there
    expect(page).to_have_url(re.compile(r"/compte/cloud/demandes/\d+/$"), timeout=15_000)
    return page.url.rstrip("/").rpartition("/")[2]


def approve(page, request: str | re.Pattern, *, told: str = "Le compte se prépare") -> None:
    """Through the list, as a referent does; the button is hit twice."""
    page.goto("/territoire/")
    page.get_by_role("link", name=request).first.click()
    page.locator("textarea[name=note]").fill("Bienvenue !")
    page.get_by_role("button", name="Valider", exact=True).dblclick()
    expect(page.locator("main")).to_contain_text(re.compile(f"{told}|rien n’a été fait deux fois"))


def wait_until_active(page) -> None:
    """Reload as somebody impatient would; meanwhile the page says that it is under way."""
    deadline = time.monotonic() + MADE_WITHIN
    page.goto("/compte/cloud/")
    while "Votre espace" not in (shown := page.inner_text("main")):
        assert "Votre compte est en cours de création" in shown
        assert time.monotonic() < deadline, shown
        time.sleep(0.3)
        page.reload()


def wait_for_shared_space(page, name: str) -> None:
    """On the association's page: how it stands, then the name under which it is in Files."""
    deadline = time.monotonic() + MADE_WITHIN
    while f"« {name} - assoc-" not in (shown := page.inner_text("main").replace("\xa0", " ")):
        assert "Espace de l’association" in shown
        assert time.monotonic() < deadline, shown
        page.reload()


def assert_told_once(portal, address: str, number: str) -> None:
    letter(portal, address, "Votre accès à")
    for step in (f"nº {number} est arrivée", f"nº {number} est validée"):
        assert len(letters(portal, address, step)) == 1, step
    assert len(letters(portal, address, "Votre accès à")) == 1


def assert_one_account(portal, address: str) -> dict:
    found = [one for one in portal.sandbox_accounts().values() if one["email"] == address]
    assert [(one["created"], one["deleted"]) for one in found] == [(1, 0)]
    return found[0]


def test_a_known_association_gets_its_space(portal, member):
    page, referent = member("volunteer", width=390), member("referent")
    address = portal.accounts["volunteer"]["email"]
    fill_request(page, reason="Ranger les photos de la fête.")
    page.get_by_label("Foyer rural").check()
    send(page).dblclick()
    number = number_of(page)
    expect(page.locator("main")).to_contain_text("Demande envoyée")
    page.goto("/compte/cloud/")
    expect(page.get_by_role("link", name="Demande nº")).to_have_count(1)
    approve(referent, "Foyer rural")
    wait_until_active(page)
    expect(page.locator("main")).to_contain_text(portal.sandbox)
    account = assert_one_account(portal, address)
    expect(page.locator("main")).to_contain_text(account["id"])
    assert_told_once(portal, address, number)
    page.goto(f"/compte/cloud/demandes/{number}/")
    for step in ("Demande envoyée", "Validée", "Compte en création", "Actif"):
        expect(page.locator("main")).to_contain_text(step)


def test_the_new_account_opens_with_the_mail_of_the_server(portal, open_browser):
    address = portal.accounts["volunteer"]["email"]
    page = open_browser()
    page.goto(link_in(letter(portal, address, "a été créé")))
    page.locator("#password").fill("cinq mots au fond du jardin")
    page.get_by_role("button", name="Choisir ce mot de passe").click()
    page.goto(portal.sandbox)
    page.locator("input[name=user]").fill(assert_one_account(portal, address)["id"])
    page.locator("input[name=password]").fill("cinq mots au fond du jardin")
    page.get_by_role("button").last.click()
    expect(page.locator("body")).to_contain_text("Foyer rural")


def test_more_room_is_asked_for_and_its_owner_sees_who_read_the_request(portal, member):
    """The owner's side without JavaScript, on a telephone."""
    page, referent = member("volunteer", width=390, javascript=False), member("referent")
    page.goto("/compte/cloud/")
    page.get_by_role("link", name="Demander plus d’espace").click()
    page.locator("input[name=gigabytes]").fill("30")
    page.locator("textarea[name=reason]").fill("Les photos de trente fêtes.")
    send(page).click()
    number_of(page)
    approve(referent, re.compile("Foyer rural.*30.Go"), told="Le nouvel espace se prépare")
    letter(portal, portal.accounts["volunteer"]["email"], "le nouvel espace est là")
    page.reload()
    expect(page.locator("main")).to_contain_text("Espace accordé")
    page.goto("/compte/donnees/")
    page.get_by_role("link", name="Qui a consulté mes données").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"Demande.*personne référente", re.S))


def test_what_a_referent_noted_on_the_telephone_waits_for_the_word_of_the_mailbox(portal, member):
    referent, page, name = member("referent"), member("citizen", width=390), f"Le Verger du {secrets.token_hex(2)}"
    referent.goto("/territoire/")
    referent.get_by_role("link", name="Ouvrir une demande au téléphone").click()
    referent.locator("input[name=address]").fill(portal.accounts["citizen"]["email"])
    referent.locator("input[name=new_organisation_name]").fill(name)
    referent.locator("input[name=new_organisation_town]").fill("Laval")
    referent.locator("select[name=territory]").select_option(label="Mayenne")
    referent.locator("textarea[name=reason]").fill("Prévoir les cueillettes.")
    referent.get_by_role("button", name="Demander son accord").click()
    expect(referent.get_by_role("link", name=name)).to_be_visible()
    page.goto(link_in(letter(portal, portal.accounts["citizen"]["email"], f"pour {name}")))
    page.locator("li", has_text=name).get_by_role("button", name="Oui, je le demande").click()
    expect(page.locator("main")).to_contain_text("Votre demande est partie")
    referent.goto("/territoire/")
    expect(referent.get_by_role("link", name=name)).to_be_visible()


def test_a_new_association_exists_once_approved(portal, member):
    page, referent = member("citizen"), member("referent")
    address = portal.accounts["citizen"]["email"]
    name = f"Les Jardins du {secrets.token_hex(2)}"
    fill_request(page, reason="Tenir le planning des arrosages.")
    page.get_by_label("Une nouvelle association").check()
    send(page).click()
    expect(page.locator(".errors")).to_be_visible()
    expect(page.locator("textarea[name=reason]")).to_have_value("Tenir le planning des arrosages.")
    page.locator("input[name=new_organisation_name]").fill(name)
    page.locator("input[name=new_organisation_town]").fill("Laval")
    mayenne = page.locator("select[name=territory] option", has_text="Mayenne").get_attribute("value")
    page.locator("select[name=territory]").select_option(mayenne)
    page.locator("input[name=folder_gb][value='50']").check()
    send(page).dblclick()
    number = number_of(page)
    page.goto("/compte/associations/")
    expect(page.get_by_text(name)).to_have_count(0)
    approve(referent, name)
    wait_until_active(page)
    assert_one_account(portal, address)
    assert_told_once(portal, address, number)
    page.goto("/compte/associations/")
    expect(page.get_by_role("link", name=name)).to_have_count(1)
    page.get_by_role("link", name=name).click()
    wait_for_shared_space(page, name)
    letter(portal, address, f"espace de {name} est prêt")
    expect(page.get_by_text("50\xa0Go").first).to_be_visible()


# The last day of the grace period is over, and the night has come.
LAST_DAY_IS_OVER = """
from django.utils import timezone
from hosting.cloud.actions import life
from hosting.cloud.models import CloudAccount
CloudAccount.objects.filter(uid={uid!r}).update(delete_after=timezone.now())
life.tend()
"""


def test_an_account_is_suspended_opened_kept_and_closed_for_good(portal, member):
    """As its owner, the referent and staff live it; the owner without JavaScript, on a telephone."""
    address = portal.accounts["citizen"]["email"]
    uid = assert_one_account(portal, address)["id"]
    page, referent = member("citizen", width=390, javascript=False), member("referent")

    def decided(button: str, subject: str) -> None:
        referent.goto("/territoire/comptes/")
        referent.get_by_role("link", name=uid).click()
        referent.locator("textarea[name=note]").fill("Le bureau a changé.")
        referent.get_by_role("button", name=button).click()
        assert "Le bureau a changé." in text_of(letter(portal, address, subject))
        page.goto("/compte/cloud/")

    def close() -> None:
        page.get_by_role("link", name="Fermer ce compte").click()
        page.locator("input[name=sure]").check()
        page.get_by_role("button", name="Fermer mon compte").click()
        letter(portal, address, "sera supprimé le")

    decided("Suspendre", "est suspendu")
    expect(page.get_by_role("heading", name="Votre compte est suspendu")).to_be_visible()
    decided("Rouvrir", "est rouvert")
    close()
    page.get_by_role("button", name="Garder mon compte").click()
    letter(portal, address, "est gardé")
    close()
    portal.manage("shell", "-c", LAST_DAY_IS_OVER.format(uid=uid))
    letter(portal, address, "est supprimé")
    assert uid not in portal.sandbox_accounts()
    staff = member("staff")
    staff.goto("/territoire/comptes/?show=deleted")
    staff.get_by_role("link", name=uid).click()
    trail = staff.locator("main")
    for step in ("Suspendu", "Rouvert", "À fermer", "Gardé", "Supprimé"):
        expect(trail).to_contain_text(step)


def test_the_referent_of_53_sees_nobody_else_s_requests(member):
    page = member("referent")
    page.goto("/territoire/?show=all")
    expect(page.locator("main")).not_to_contain_text("La Cale aux voiles")
    answer = page.goto("/territoire/demandes/3/")
    assert answer.status == 404


def test_an_account_one_has_already_is_linked_on_the_server_s_own_page(portal, open_browser, sign_in):
    page = sign_in(open_browser(), "author")
    page.goto("/compte/cloud/relier/")
    page.get_by_role("button", name="Commencer").click()
    page.get_by_role("button", name="J’ai autorisé").click()  # too early
    expect(page.locator("main")).to_contain_text("n’a pas encore")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="page du serveur").click()
    grant = opened.value
    passwords = json.loads((portal.var / "sandbox-nextcloud.credentials.json").read_text())
    grant.locator("input[name=user]").fill("camille.roche")
    grant.locator("input[name=password]").fill(passwords["camille.roche"])
    grant.get_by_role("button", name="Autoriser l’accès").click()
    expect(grant.locator("body")).to_contain_text("C’est fait")
    page.get_by_role("button", name="J’ai autorisé").click()
    page.wait_for_url("**/compte/cloud/")
    expect(page.locator("main")).to_contain_text("camille.roche")
    expect(page.locator("main")).to_contain_text(portal.sandbox)
    assert portal.sandbox_accounts()["camille.roche"]["created"] == 1


def test_whoever_looks_after_people_is_led_to_the_second_factor(portal, open_browser):
    """The password alone is not enough, whichever door is tried."""
    page = open_browser()
    type_password(page, portal.accounts["referent"])
    assert "/2fa/authenticate" in page.url
    for address in ("/territoire/", "/compte/cloud/"):
        page.goto(address)
        assert "/login/" in page.url or "/2fa/authenticate" in page.url, page.url
