"""The pages of the sandbox: sign in, choose a password from the mail, grant a login flow."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email import policy
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from hosting.cloud.nextcloud import NextcloudClient, errors

from .sandbox_process import PASSWORDS, SandboxProcess

PASSWORD = "Corr3ct-Horse-Battery"
FORM_PAGES = ["/", "/index.php", "/index.php/login", "/login", "/index.php/lostpassword"]


@pytest.fixture
def browser(sandbox: SandboxProcess) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sandbox.url, follow_redirects=True, timeout=10) as client:
        yield client


@pytest.fixture
def camille(bot: NextcloudClient) -> str:
    bot.create_group("assoc-afu", "Association AFU")
    bot.create_account(
        "camille-7k3m",
        display_name="Camille <b>Essai</b>",
        email="camille@example.org",
        groups=["assoc-afu"],
        quota=2 * 1024**3,
        language="fr",
    )
    return "camille-7k3m"


def link_in(letter: bytes) -> str:
    message = email.message_from_bytes(letter, policy=policy.default)
    body = message.get_body()
    assert body is not None
    found = re.search(r"https?://\S+", body.get_content())
    assert found
    return found[0]


class Outline(HTMLParser):
    """What a reader's software needs: labels, headings, language; and what the policy forbids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.mark.parametrize("path", FORM_PAGES)
def test_each_page_is_plain_labelled_and_strict(browser: httpx.Client, path: str) -> None:
    page = browser.get(path)
    outline = Outline(page.text)
    assert page.status_code == 200 and outline.all("html") == [{"lang": "fr"}]
    assert len(outline.all("h1")) == 1 and len(outline.all("main")) == 1
    fields = {one["id"] for one in outline.all("input")}
    assert fields and fields == {one["for"] for one in outline.all("label")}
    assert not outline.all("script") and not outline.all("style")
    assert not [attrs for _, attrs in outline.tags if "style" in attrs or any(key.startswith("on") for key in attrs)]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    (sheet,) = outline.all("link")
    assert sheet["href"] and browser.get(sheet["href"]).headers["content-type"].startswith("text/css")


def test_the_mailed_link_sets_the_password_once(sandbox: SandboxProcess, browser: httpx.Client, camille: str) -> None:
    (letter,) = sandbox.letters()
    assert b"camille@example.org" in letter
    link = link_in(letter)
    assert link.startswith(f"{sandbox.url}/index.php/lostpassword/reset/form/") and link.endswith(f"/{camille}")
    assert camille in browser.get(link).text
    refused = browser.post(link, data={"password": "court"})
    assert refused.status_code == 422 and 'role="alert"' in refused.text
    assert "Mot de passe choisi" in browser.post(link, data={"password": PASSWORD}).text
    assert browser.get(link).status_code == 403  # it served
    with NextcloudClient(sandbox.url, camille, PASSWORD) as person:
        assert person.create_app_password()


def test_a_person_signs_in_and_sees_their_space(sandbox: SandboxProcess, browser: httpx.Client, camille: str) -> None:
    sandbox.control("POST", "passwords", {"id": camille, "password": PASSWORD})
    wrong = browser.post("/index.php/login", data={"user": camille, "password": "non"})
    assert wrong.status_code == 403 and f'value="{camille}"' in wrong.text and 'role="alert"' in wrong.text
    space = browser.post("/index.php/login", data={"user": "camille@example.org", "password": PASSWORD})
    assert "Votre espace" in space.text and "Association AFU" in space.text and "2 Go" in space.text
    assert "Camille &lt;b&gt;Essai" in space.text and "<b>" not in space.text
    cookie = space.history[0].headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert "Votre espace" in browser.get("/").text
    assert "Se connecter" in browser.post("/index.php/logout").text


def test_a_disabled_person_loses_the_session_at_once(
    sandbox: SandboxProcess, browser: httpx.Client, bot: NextcloudClient, camille: str
) -> None:
    sandbox.control("POST", "passwords", {"id": camille, "password": PASSWORD})
    assert "Votre espace" in browser.post("/index.php/login", data={"user": camille, "password": PASSWORD}).text
    bot.disable_account(camille)
    assert "Votre espace" not in browser.get("/").text


def test_a_granted_login_flow_proves_the_account_then_leaves_nothing(
    sandbox: SandboxProcess, browser: httpx.Client, bot: NextcloudClient, camille: str
) -> None:
    sandbox.control("POST", "passwords", {"id": camille, "password": PASSWORD})
    flow = bot.start_login_flow("Chatière <i>FramaLigue</i> été")
    page = browser.get(flow.login_url)
    assert "Chatiere &lt;i&gt;FramaLigue&lt;/i&gt; ete" in page.text
    wrong = browser.post(flow.login_url, data={"user": camille, "password": "non"})
    assert wrong.status_code == 403 and bot.poll_login_flow(flow) is None
    assert (
        "Accès autorisé"
        in browser.post(flow.login_url, data={"user": "camille@example.org", "password": PASSWORD}).text
    )
    assert browser.get(flow.login_url).status_code == 403  # granted once
    granted = bot.poll_login_flow(flow)
    assert granted and granted.login_name == "camille@example.org" and granted.app_password not in repr(granted)
    assert bot.poll_login_flow(flow) is None  # handed out once
    assert bot.whoami(granted).id == camille  # the id, whatever was typed
    bot.revoke_app_password(granted)
    with pytest.raises(errors.CredentialsRefused):
        bot.whoami(granted)


def test_a_forgotten_password_says_the_same_to_everyone(
    sandbox: SandboxProcess, browser: httpx.Client, camille: str
) -> None:
    known = browser.post("/index.php/lostpassword", data={"user": camille})
    unknown = browser.post("/index.php/lostpassword", data={"user": "personne"})
    assert known.text == unknown.text and len(sandbox.letters()) == 2
    assert browser.get(link_in(sandbox.letters()[1])).status_code == 200


def test_cookies_of_the_portal_do_not_spoil_the_session(
    sandbox: SandboxProcess, browser: httpx.Client, camille: str
) -> None:
    sandbox.control("POST", "passwords", {"id": camille, "password": PASSWORD})
    space = browser.post("/index.php/login", data={"user": camille, "password": PASSWORD})
    ours = space.history[0].headers["set-cookie"].split(";")[0]
    browser.cookies.clear()
    odd = 'messages="[[\\"json\\"]]"; a b=c; =x; '
    assert "Votre espace" in browser.get("/", headers={"Cookie": odd + ours}).text


def test_forms_of_other_sites_are_refused(browser: httpx.Client) -> None:
    for path in ("/index.php/login", "/index.php/logout", "/index.php/lostpassword"):
        told = browser.post(path, data={"user": "a"}, headers={"Sec-Fetch-Site": "cross-site"})
        assert told.status_code == 403 and "Demande refusée" in told.text


def test_unknown_pages_and_maintenance_speak_french(sandbox: SandboxProcess, browser: httpx.Client) -> None:
    assert browser.get("/nulle-part").status_code == 404
    sandbox.control("POST", "maintenance", {"on": True})
    closed = browser.get("/")
    assert closed.status_code == 503 and "maintenance" in closed.text


def test_control_is_for_this_machine_only(sandbox: SandboxProcess, browser: httpx.Client) -> None:
    assert browser.get("/sandbox/accounts").status_code == 403
    header = {"X-Sandbox-Control": "1"}
    assert browser.get("/sandbox/accounts", headers=header).status_code == 200
    assert browser.get("/sandbox/accounts", headers=header | {"X-Forwarded-For": "192.0.2.1"}).status_code == 404
    assert browser.get("/sandbox/accounts", headers=header | {"Host": "evil.example"}).status_code == 400
    assert browser.post("/sandbox/faults", json={"kind": "nope"}, headers=header).status_code == 400


def test_accounts_passwords_and_mails_survive_a_restart(sandbox: SandboxProcess, tmp_path: Path) -> None:
    with NextcloudClient(sandbox.url, "portalbot", PASSWORDS["portalbot"]) as client:
        client.create_account("camille-7k3m", email="camille@example.org")
    before = sandbox.accounts()
    sandbox.stop(kill=True)
    sandbox.start()
    assert sandbox.accounts() == before
    with NextcloudClient(sandbox.url, "portalbot", PASSWORDS["portalbot"]) as client:
        assert client.get_account("camille-7k3m").email == "camille@example.org"
    assert httpx.get(link_in(sandbox.letters()[0])).status_code == 200


def test_a_new_password_in_the_environment_holds_for_a_kept_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = SandboxProcess(tmp_path).start()
    server.stop()
    monkeypatch.setitem(PASSWORDS, "portalbot", "another-another-another")
    server.start()
    try:
        with NextcloudClient(server.url, "portalbot", "another-another-another") as client:
            assert client.list_groups()
    finally:
        server.stop()


def test_passwords_of_a_new_state_are_written_for_its_owner_only(sandbox: SandboxProcess) -> None:
    path = sandbox.state.with_suffix(".credentials.json")
    assert path.stat().st_mode & 0o077 == 0
    assert PASSWORDS["portalbot"] in path.read_text()
