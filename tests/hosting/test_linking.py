"""Linking a Nextcloud account that one has: proved on the server's page, the pass given back, only the id kept."""

import re

import httpx
import pytest

from hosting.cloud.actions import linking, outbox, requests
from hosting.cloud.models import CloudAccount, CloudServer, OutgoingChange
from hosting.cloud.nextcloud.results import LoginFlow
from tests.factories.hosting import submitted
from tests.factories.organisations import OrganisationFactory, TerritoryFactory
from tests.factories.people import UserFactory, signed_in

from .conftest import as_wanted
from .sandboxes import renew

pytestmark = pytest.mark.django_db
LINK, CHECK = "/compte/cloud/relier/", "/compte/cloud/relier/verifier/"


@pytest.fixture
def camille(sandbox_server, sandbox, server):
    """An account that existed before the portal, with its password."""
    passwords = {"camille.roche": "une-phrase-de-passe"}
    renew(sandbox_server, "demo")
    sandbox_server.control(
        "POST",
        "reset",
        {
            "seed": "demo",
            "passwords": passwords | {"portalbot": "sandbox-bot-password", "ncadmin": "Adm1n-Horse-Battery"},
        },
    )
    return "camille.roche", passwords["camille.roche"]


def grant(login_url: str, name: str, password: str) -> None:
    """What a person does on the server's pages: sign in, then grant; every form is sent as the page has it."""
    with httpx.Client(follow_redirects=True, timeout=20) as browser:
        page = browser.get(login_url)
        for _ in range(6):
            form = re.search(r"<form[^>]*>.*?</form>", page.text, re.S)
            if form is None:
                return
            action = re.search(r'action="([^"]*)"', form[0])
            fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form[0]))
            fields |= {"user": name, "password": password}
            address = page.url.join(action[1].replace("&amp;", "&")) if action and action[1] else page.url
            page = browser.post(
                address, data=fields, headers={"Origin": f"{page.url.scheme}://{page.url.netloc.decode()}"}
            )


def begun(client) -> str:
    client.post(LINK)
    return client.session["cloud_link"]["url"]


def test_a_member_links_an_account_and_nothing_but_its_id_is_kept(camille, sandbox):
    person = UserFactory()
    client = signed_in(person)
    grant(begun(client), *camille)
    assert client.post(CHECK).url == "/compte/cloud/"
    account = CloudAccount.objects.get()
    assert (account.uid, account.person, account.origin, account.state) == ("camille.roche", person, "linked", "active")
    assert "cloud_link" not in client.session
    assert any(one.startswith("DELETE") and one.endswith("apppassword") for one in sandbox.requests())
    assert "camille.roche" in client.get("/compte/cloud/").content.decode()


def test_before_the_yes_nothing_is_linked(camille):
    client = signed_in(UserFactory())
    begun(client)
    assert client.post(CHECK).url == LINK
    assert not CloudAccount.objects.exists()
    assert "cloud_link" in client.session, "the person can still say yes"


def test_an_account_of_somebody_else_is_not_linked_twice(camille):
    first, second = signed_in(UserFactory()), signed_in(UserFactory())
    for client in (first, second):
        grant(begun(client), *camille)
        client.post(CHECK)
    assert CloudAccount.objects.count() == 1


def test_an_administrators_account_is_refused(camille):
    client = signed_in(UserFactory())
    grant(begun(client), "ncadmin", "Adm1n-Horse-Battery")
    client.post(CHECK)
    assert not CloudAccount.objects.exists()


def test_whoever_has_an_account_there_links_no_other(camille, server):
    client = signed_in(person := UserFactory())
    grant(begun(client), *camille)
    CloudAccount.objects.create(server=server, person=person, uid="autre-x")
    assert "autre-x" in client.get(LINK).content.decode()
    client.post(CHECK)
    assert CloudAccount.objects.get().uid == "autre-x"


def test_a_server_that_is_down_is_said(camille, settings):
    settings.NEXTCLOUD_URL = "http://127.0.0.1:9"
    client = signed_in(UserFactory())
    assert client.post(LINK).url == LINK
    assert "cloud_link" not in client.session


def test_a_server_without_credentials_is_said_and_no_page_breaks(server):
    type(server).objects.update(key="laval")
    client = signed_in(UserFactory())
    assert client.post(LINK).url == LINK
    session = client.session
    session["cloud_link"] = {
        "server": server.pk,
        "url": "https://nuage.example.org/flow",
        "token": "x",
        "at": 4_000_000_000,
    }
    session.save()
    assert client.post(CHECK).url == LINK
    assert not CloudAccount.objects.exists()


def test_the_pass_is_given_back_even_when_the_account_cannot_be_read(camille, server, monkeypatch):
    from hosting.cloud.nextcloud.client import NextcloudClient
    from hosting.cloud.nextcloud.errors import ServerFailed

    def fail(self, granted):
        raise ServerFailed("500")

    revoked = []
    monkeypatch.setattr(NextcloudClient, "whoami", fail)
    monkeypatch.setattr(NextcloudClient, "revoke_app_password", lambda self, granted: revoked.append(granted))
    flow = linking.start(server=server, shown_as="Chatière")
    grant(flow.login_url, *camille)
    with pytest.raises(ServerFailed):
        linking.finish(server=server, person=UserFactory(), poll_token=flow.poll_token)
    assert len(revoked) == 1


def test_the_server_is_that_of_ones_associations_and_is_chosen_where_they_have_several(server, monkeypatch):
    asked = []
    flow = LoginFlow(login_url="https://laval.example.org/login/v2/flow/x", poll_token="x")
    monkeypatch.setattr(linking, "start", lambda *, server, shown_as: asked.append(server) or flow)
    monkeypatch.setattr(linking, "finish", lambda *, server, person, poll_token: asked.append(server))
    region, person = TerritoryFactory(), UserFactory()
    address = "https://laval.example.org"
    laval = CloudServer.objects.create(name="Laval", key="laval", is_default=False, territory=region, base_url=address)
    client = signed_in(person)
    assert client.post(LINK).status_code == 400, "in no association: any of them, and one has to be chosen"
    OrganisationFactory(territory=region, with_members=[person])
    client.post(LINK)
    client.post(CHECK)
    assert asked == [laval, laval]
    OrganisationFactory(with_members=[person])
    shown = client.get(LINK).content.decode()
    assert shown.count('type="radio"') == 2 and f"Laval, {address}" in shown
    assert client.post(LINK, {"server": "0"}).status_code == 400
    client.post(LINK, {"server": server.pk})
    assert flow.login_url in client.get(LINK).content.decode()
    assert 'type="radio"' in client.get(f"{LINK}?again=1").content.decode()
    client.post(CHECK)
    CloudAccount.objects.create(server=server, person=person, uid="camille.roche", origin="linked")
    client.post(LINK)
    assert asked[2:] == [server, server, laval], "where the portal knows an account, none is to be linked"


def test_unlinking_forgets_the_account_and_leaves_the_server_alone(camille, sandbox, server):
    person = UserFactory()
    account = CloudAccount.objects.create(
        server=server, person=person, uid="camille.roche", origin="linked", claim="ours", state="active"
    )
    stranger = signed_in(UserFactory())
    assert stranger.post(f"/compte/cloud/delier/{account.pk}/").status_code == 404
    signed_in(person).post(f"/compte/cloud/delier/{account.pk}/")
    assert not CloudAccount.objects.exists()
    assert "camille.roche" in sandbox.accounts()


def test_an_account_that_the_portal_made_cannot_be_unlinked(server):
    person = UserFactory()
    account = CloudAccount.objects.create(server=server, person=person, uid="x-y", claim="ours", state="active")
    signed_in(person).post(f"/compte/cloud/delier/{account.pk}/")
    assert CloudAccount.objects.exists()


def test_a_linked_account_is_unlinked_once_no_association_uses_it(server, converging):
    converging(as_wanted)
    person, staff = UserFactory(), UserFactory(staff=True)
    account = CloudAccount.objects.create(
        server=server, person=person, uid="camille.roche", origin="linked", claim="ours", state="active"
    )
    request = requests.approve_request(request=submitted(person=person), by=staff)

    def work():
        for pk in list(OutgoingChange.objects.due().values_list("pk", flat=True)):
            outbox.run(change_id=pk)

    work()
    assert not linking.unlink(account=account), "an association uses it"
    requests.end_request(request=request, by=person)
    assert not linking.unlink(account=account), "it has not left the group yet"
    work()
    assert linking.unlink(account=account)
    request.refresh_from_db()
    assert (request.account, request.state) == (None, "ended") and not CloudAccount.objects.exists()
