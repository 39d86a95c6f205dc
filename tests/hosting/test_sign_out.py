"""Signing out of the portal reaches the servers: told by the worker, in words that only the portal can have signed."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs

import jwt
import pytest
from allauth.idp.oidc.models import Token
from django.test import Client
from django.utils import timezone

from hosting.cloud import tasks
from hosting.cloud.actions import life, sign_on
from hosting.cloud.models import RelyingParty, SignOn
from tests.factories.people import PASSWORD, UserFactory

from .signing_on import CLOUD, make_server, person_there, read, signed_in

pytestmark = pytest.mark.django_db
EVENT = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT = "/identity/o/logout"
State = SignOn.State


class Receiver(BaseHTTPRequestHandler):
    """The address of user_oidc that is told: keeps what came, answers as the test says."""

    def do_POST(self):
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.told.append(sent["logout_token"][0])
        status, body = self.server.answers.pop(0) if self.server.answers else (200, {})
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def receiver():
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    server.told, server.answers = [], []
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def nextcloud(receiver):
    made = make_server()
    RelyingParty.objects.update(logout_url=f"http://127.0.0.1:{receiver.server_port}/backchannel")
    return made


def work() -> None:
    """What the worker does, without waiting for the clock."""
    SignOn.objects.filter(state=State.WAITING).update(not_before=timezone.now())
    for pk in SignOn.objects.to_tell().values_list("pk", flat=True):
        tasks.tell_server(pk)


def test_signing_out_ends_the_session_of_this_device_alone(nextcloud, receiver, django_capture_on_commit_callbacks):
    person, _account, browser = person_there(nextcloud)
    here = read(nextcloud.sign_in(browser)["id_token"], nextcloud.client_id)
    telephone = nextcloud.sign_in(signed_in(person))
    with django_capture_on_commit_callbacks() as queued:
        browser.post("/compte/logout/")
    assert len(queued) >= 1 and not receiver.told, "the sign-out itself speaks to nobody"
    work()
    claims = read(receiver.told[0], nextcloud.client_id)
    assert (claims["sid"], claims["sub"], claims["events"]) == (here["sid"], str(person.pk), {EVENT: {}})
    assert "nonce" not in claims and claims["exp"] - claims["iat"] <= 120 and claims["jti"]
    assert jwt.get_unverified_header(receiver.told[0])["typ"] == "logout+jwt"
    assert len(receiver.told) == 1 and nextcloud.refresh(telephone).status_code == 200
    work()
    assert len(receiver.told) == 1, "once"
    assert SignOn.objects.get(sid=here["sid"]).state == State.TOLD


def by_password(person, password: str = PASSWORD) -> Client:
    """Signed in by the page, which keeps the list of sessions."""
    browser = Client()
    assert browser.post("/compte/login/", {"login": person.email, "password": password}).status_code == 302
    return browser


def test_everywhere_another_password_and_a_suspension_reach_it_too(nextcloud, receiver):
    person, account, _browser = person_there(nextcloud)

    def everywhere():
        assert by_password(person).post("/compte/sessions/").status_code == 302

    def another_password():
        words = {"oldpassword": PASSWORD, "password1": "une autre phrase", "password2": "une autre phrase"}
        assert by_password(person).post("/compte/password/change/", words).status_code == 302
        person.set_password(PASSWORD)
        person.save()

    def suspension():
        life.suspend(account=account, by=UserFactory(staff=True), note="Mot de passe partagé.")

    for told, happens in enumerate((everywhere, another_password, suspension), start=1):
        nextcloud.sign_in(by_password(person))
        happens()
        work()
        assert len(receiver.told) == told and not Token.objects.exists(), happens


def test_a_server_that_is_away_is_told_later_and_one_that_knows_nothing_is_done(nextcloud, receiver, monkeypatch):
    _person, _account, browser = person_there(nextcloud)

    def signed_out() -> SignOn:
        SignOn.objects.all().delete()
        nextcloud.sign_in(browser)
        sign_on.end(SignOn.objects.all())
        return SignOn.objects.get()

    row = signed_out()
    receiver.answers = [(503, {}), (500, {}), (400, {"error": "invalid audience"})]
    for attempts in (1, 2, 3):
        work()
        row.refresh_from_db()
        assert (row.state, row.attempts) == (State.WAITING, attempts) and row.not_before > timezone.now()
        assert not sign_on.tell(sign_on_id=row.pk), "not before its time"
    assert "invalid audience" in row.technical_error
    work()
    row.refresh_from_db()
    assert row.state == State.TOLD and not row.technical_error
    row = signed_out()
    receiver.answers = [(400, {"error": "invalid SID"})]
    work()
    row.refresh_from_db()
    assert row.state == State.TOLD, "its session is gone already"
    row = signed_out()
    RelyingParty.objects.update(logout_url="http://127.0.0.1:9/")
    monkeypatch.setattr(sign_on, "GIVE_UP_AFTER", 1)
    work()
    row.refresh_from_db()
    assert row.state == State.FAILED and "ConnectError" in row.technical_error


def test_a_worker_that_died_in_the_middle_is_made_good_by_the_sweep(nextcloud, receiver, monkeypatch):
    _person, _account, browser = person_there(nextcloud)
    nextcloud.sign_in(browser)
    sign_on.end(SignOn.objects.all())
    monkeypatch.setattr(sign_on, "_post", lambda row: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        sign_on.tell(sign_on_id=SignOn.objects.get().pk)
    monkeypatch.undo()
    assert sign_on.sweep() == 0, "in hand for a minute"
    work()
    assert SignOn.objects.get().state == State.TOLD and len(receiver.told) == 1
    SignOn.objects.update(ended_at=timezone.now() - timezone.timedelta(days=31))
    assert tasks.forget_sign_ons() == 1


def test_signing_out_there_asks_whether_here_too(nextcloud, receiver):
    """Over there everybody is out already; nobody is signed out here by a link alone."""
    _person, _account, browser = person_there(nextcloud)
    nextcloud.sign_in(browser)
    back = {"client_id": nextcloud.client_id, "post_logout_redirect_uri": f"{CLOUD}/"}
    page = browser.get(LOGOUT, back)
    assert page.status_code == 200 and "_auth_user_id" in browser.session
    policy = page["Content-Security-Policy"]
    assert f"form-action 'self' {CLOUD};" in policy + ";" and "no-store" in page["Cache-Control"]
    browser.handler.enforce_csrf_checks = True
    assert browser.post(LOGOUT, back | {"action": "logout"}).status_code == 200, "without our form it asks again"
    assert "_auth_user_id" in browser.session
    stays = {"action": "stay", "csrfmiddlewaretoken": browser.cookies["csrftoken"].value}
    answer = browser.post(LOGOUT, back | stays)
    assert answer["Location"] == f"{CLOUD}/" and "_auth_user_id" in browser.session
    assert not Token.objects.exists() and not SignOn.objects.open().exists()
    for foreign in ("https://voleur.example.org/", f"{CLOUD}/?de=plus", f"{CLOUD}:8443/"):
        leaves = stays | back | {"action": "stay", "post_logout_redirect_uri": foreign}
        assert browser.post(LOGOUT, leaves)["Location"] == "/", foreign
    leaves = {"action": "logout", "csrfmiddlewaretoken": browser.cookies["csrftoken"].value}
    assert browser.post(LOGOUT, back | leaves)["Location"] == f"{CLOUD}/"
    assert "_auth_user_id" not in browser.session
