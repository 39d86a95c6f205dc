"""Signing in to the Nextcloud with an account of the portal: who gets in, what is said of them, what is refused."""

import json
import threading
import time

import pytest
from allauth.idp.oidc.models import Client as OidcClient
from allauth.idp.oidc.models import Token
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.utils import timezone

from hosting.cloud.actions import life, linking
from hosting.cloud.models import CloudAccount, RelyingParty, SignOn
from portal.core import signing_keys
from portal.privacy.actions import departures
from portal.privacy.models import Departure
from tests.factories.hosting import submitted
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory

from .signing_on import AUTHORIZE, REDIRECT, TOKEN, make_server, person_there, read, signed_in, told_to

pytestmark = pytest.mark.django_db
USERINFO, REVOKE = "/identity/o/api/userinfo", "/identity/o/api/revoke"


@pytest.fixture
def nextcloud(db):
    return make_server()


def refused(answer, error: str) -> bool:
    return answer.status_code in (400, 401) and answer.json()["error"] == error


def test_a_visitor_signs_in_first_and_leaves_by_a_page_of_its_own(nextcloud):
    """A form’s policy holds for every redirect after it: the way out begins from a page."""
    person, _account, _browser = person_there(nextcloud)
    visitor = Client()
    login = visitor.get(nextcloud.asks(prompt="login"))
    assert login.status_code == 302 and login.url.startswith("/compte/login/?next=%2Fidentity%2Fo%2Fcontinue%3F")
    assert told_to(visitor.get(nextcloud.asks(prompt="none")))["error"] == "login_required"
    visitor.force_login(person)
    following = visitor.get(login.url).url
    page = visitor.get(following)
    assert page.status_code == 200 and "no-store" in page["Cache-Control"]
    assert f'http-equiv="refresh" content="0; url={AUTHORIZE}?' in page.content.decode()
    assert "form-action 'self'" in page["Content-Security-Policy"]


def test_a_member_is_let_in_as_the_account_that_the_desk_made(nextcloud):
    person, account, browser = person_there(nextcloud)
    request = submitted(person=person, organisation=OrganisationFactory(name="Foyer rural", manager=person))
    type(request).objects.filter(pk=request.pk).update(
        state="active", account=account, decided_at=timezone.now(), decided_by=person
    )
    answer = nextcloud.exchange(nextcloud.code_for(browser))
    assert "no-store" in answer["Cache-Control"]
    tokens = answer.json()
    claims = read(tokens["id_token"], nextcloud.client_id)
    assert claims["cloud_uid"] == account.uid and claims["sub"] == str(person.pk)
    assert (claims["name"], claims["email"], claims["email_verified"]) == (person.public_name, person.email, True)
    assert claims["quota"] == "5 GB"
    assert claims["groups"] == [{"gid": f"assoc-{request.organisation_id}", "displayName": "Foyer rural"}]
    assert claims["nonce"] == "une-fois" and claims["sid"] == SignOn.objects.get().sid and "auth_time" in claims
    again = nextcloud.refresh(tokens)
    assert again.status_code == 200 and read(again.json()["id_token"], nextcloud.client_id)["sid"] == claims["sid"]
    assert refused(nextcloud.refresh(tokens), "invalid_grant"), "a renewal serves once"
    header = {"Authorization": f"Bearer {again.json()['access_token']}"}
    assert Client().get(USERINFO, headers=header).json()["cloud_uid"] == account.uid


def test_less_scope_says_less_and_a_linked_account_stays_its_owners(nextcloud):
    _person, account, browser = person_there(nextcloud)
    tokens = nextcloud.exchange(nextcloud.code_for(browser, scope="openid adresse")).json()
    assert not {"name", "email"} & read(tokens["id_token"], nextcloud.client_id).keys()
    CloudAccount.objects.filter(pk=account.pk).update(origin="linked")
    claims = read(nextcloud.sign_in(browser)["id_token"], nextcloud.client_id)
    assert claims["cloud_uid"] == account.uid and claims["groups"] == []
    assert not {"name", "email", "quota"} & claims.keys()


UNFIT = [
    {"state": "wanted", "claim": "none"},
    {"state": "suspended"},
    {"state": "closing", "delete_after": timezone.now()},
    {"state": "deleted"},
    {"person": None},
]


def test_only_an_account_of_ones_own_that_is_there_opens_the_door(nextcloud):
    person, account, browser = person_there(nextcloud)
    whole = {"state": "active", "claim": "ours", "delete_after": None, "person": person}
    for change in UNFIT:
        CloudAccount.objects.filter(pk=account.pk).update(**whole | change)
        page = browser.get(nextcloud.asks())
        assert page.status_code == 403 and "Location" not in page, change
    assert told_to(browser.get(nextcloud.asks(prompt="none")))["error"] == "access_denied"
    for reserved in ("Admin", "portalbot"):
        _person, _account, browser = person_there(nextcloud, uid=reserved)
        assert browser.get(nextcloud.asks()).status_code == 403, reserved
    assert not SignOn.objects.exists()


def test_nobody_gets_in_as_somebody_else(nextcloud):
    """Neither by an address that others have too, nor at another server, nor with another’s code."""
    person, _account, browser = person_there(nextcloud)
    other, account, theirs = person_there(nextcloud, uid="autre-9kbcdfgh")
    wish = json.dumps({"id_token": {"cloud_uid": {"value": account.uid, "essential": True}, "sub": {"value": "1"}}})
    tokens = nextcloud.exchange(nextcloud.code_for(browser, claims=wish, login_hint=other.email)).json()
    assert read(tokens["id_token"], nextcloud.client_id)["sub"] == str(person.pk)
    assert read(tokens["id_token"], nextcloud.client_id)["cloud_uid"] != account.uid
    elsewhere = make_server("laval", "https://laval.example.org")
    assert browser.get(elsewhere.asks(redirect_uri="https://laval.example.org/apps/user_oidc/code")).status_code == 403
    code = nextcloud.code_for(theirs)
    assert refused(elsewhere.exchange(code, redirect_uri=REDIRECT, code_verifier=nextcloud.verifier), "invalid_grant")
    tokens = nextcloud.exchange(code).json()
    assert refused(elsewhere.refresh(tokens), "invalid_grant")
    elsewhere.calls(REVOKE, token=tokens["refresh_token"])
    assert nextcloud.refresh(tokens).status_code == 200, "another server takes nothing away"


BAD_REQUESTS = {
    "no challenge": ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
    "no method, which would mean plain": ({"code_challenge_method": None}, "invalid_request"),
    "plain": ({"code_challenge_method": "plain"}, "invalid_request"),
    "a challenge that no SHA-256 gives": ({"code_challenge": "court"}, "invalid_request"),
    "tokens in the address": ({"response_type": "token"}, "unsupported_response_type"),
    "code and token": ({"response_type": "code id_token"}, "unsupported_response_type"),
    "in the fragment": ({"response_mode": "fragment"}, "invalid_request"),
    "a signed request": ({"request": "e30.e30."}, "request_not_supported"),
    "no openid": ({"scope": "profile"}, "invalid_scope"),
}
FOREIGN = [
    {"client_id": "inconnu"},
    {"client_id": None},
    {"client_id": "x\0"},
    {"redirect_uri": None},
    {"redirect_uri": "https://voleur.example.org/apps/user_oidc/code"},
    {"redirect_uri": f"{REDIRECT}?de=plus"},
    {"redirect_uri": f"{REDIRECT}/"},
    {"redirect_uri": "https://nuage.example.org:8443/apps/user_oidc/code"},
    {"redirect_uri": "https://moi@nuage.example.org/apps/user_oidc/code"},
]


def test_what_is_asked_wrongly_is_told_to_the_server_and_gives_nothing(nextcloud):
    _person, _account, browser = person_there(nextcloud)
    met = {name: told_to(browser.get(nextcloud.asks(**asked))) for name, (asked, _error) in BAD_REQUESTS.items()}
    assert {name: told["error"] for name, told in met.items()} == {
        name: error for name, (_asked, error) in BAD_REQUESTS.items()
    }
    assert all(told["state"] == "etat" and "code" not in told for told in met.values())
    for changes in FOREIGN:
        page = browser.get(nextcloud.asks(**changes))
        assert page.status_code == 400 and "Location" not in page, changes
    twice = browser.get(nextcloud.asks() + f"&redirect_uri={REDIRECT}")
    assert twice.status_code == 400
    for odd in ({"code": "x\0"}, {"client_id": "x\0"}, {"resource": "nulle part"}):
        assert refused(nextcloud.calls(TOKEN, grant_type="authorization_code", **odd), "invalid_request"), odd
    assert Client().post(f"{TOKEN}?%zz=%").status_code == 400
    assert not SignOn.objects.exists()


def test_a_code_serves_once_with_its_verifier_and_what_it_gave_is_void_when_it_comes_again(nextcloud):
    _person, _account, browser = person_there(nextcloud)
    code = nextcloud.code_for(browser)
    for changes, error in [
        ({"code_verifier": "x" * 64}, "invalid_grant"),
        ({"code_verifier": None}, "invalid_request"),
        ({"redirect_uri": f"{REDIRECT}?de=plus"}, "invalid_request"),
        ({"client_secret": "faux"}, "invalid_client"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"grant_type": "urn:ietf:params:oauth:grant-type:device_code"}, "unsupported_grant_type"),
    ]:
        assert refused(nextcloud.exchange(code, **changes), error), changes
    assert refused(nextcloud.exchange("inconnu"), "invalid_grant")
    tokens = nextcloud.exchange(code).json()
    assert refused(nextcloud.exchange(code, client_secret="faux"), "invalid_client")
    assert Token.objects.count() == 2, "whoever has no secret voids nothing"
    assert refused(nextcloud.exchange(code), "invalid_grant")
    assert not Token.objects.exists()
    assert refused(nextcloud.refresh(tokens), "invalid_grant")


def test_wrong_secrets_from_one_address_are_soon_not_listened_to(nextcloud, settings):
    settings.IDP_OIDC_RATE_LIMITS = {"client_secret": "2/5m/ip"}
    _person, _account, browser = person_there(nextcloud)
    tokens = nextcloud.sign_in(browser)
    assert all(refused(nextcloud.exchange("inconnu"), "invalid_grant") for _ in range(3)), "the secret is right"
    assert refused(nextcloud.exchange("inconnu", client_secret="faux"), "invalid_client")
    assert refused(nextcloud.calls(REVOKE, token="x", client_secret="faux"), "invalid_client")
    told = {"client_id": nextcloud.client_id, "client_secret": nextcloud.secret}
    told |= {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    for path in (TOKEN, REVOKE):
        answer = Client().post(path, told)
        assert (answer.status_code, answer.json()["error"]) == (429, "temporarily_unavailable"), path
        assert answer["Retry-After"] == "300" and "no-store" in answer["Cache-Control"]
    assert Client(REMOTE_ADDR="192.0.2.7").post(TOKEN, told).status_code == 200, "elsewhere nothing is wrong"


def test_a_code_that_has_waited_too_long_is_worth_nothing(nextcloud):
    _person, _account, browser = person_there(nextcloud)
    with override_settings(IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN=0.05):
        code = nextcloud.code_for(browser)
    time.sleep(0.06)
    assert refused(nextcloud.exchange(code), "invalid_grant")


def test_between_code_and_token_everything_is_asked_again(nextcloud):
    _person, account, browser = person_there(nextcloud)
    code, tokens = nextcloud.code_for(browser), nextcloud.sign_in(browser)
    CloudAccount.objects.filter(pk=account.pk).update(state="suspended")  # behind the back of the desk
    assert refused(nextcloud.exchange(code), "invalid_grant")
    header = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert Client().get(USERINFO, headers=header).status_code == 401
    assert refused(nextcloud.refresh(tokens), "invalid_grant")


def after_closure(person, account):
    life.close(account=account, by=person)


def after_the_last_day(person, account):
    life.close(account=account, by=person)
    CloudAccount.objects.filter(pk=account.pk).update(delete_after=timezone.now())
    life.tend()


def after_suspension(person, account):
    life.suspend(account=account, by=UserFactory(staff=True), note="Mot de passe partagé.")


def after_suspension_and_closure(person, account):
    after_suspension(person, account)
    after_closure(person, account)


def after_unlinking(person, account):
    CloudAccount.objects.filter(pk=account.pk).update(origin="linked")
    linking.unlink(account=account)


def after_asking_to_leave(person, account):
    departures.ask_to_leave(person=person, keep_words=True)


def after_leaving(person, account):
    after_asking_to_leave(person, account)
    Departure.objects.update(due_at=timezone.now())
    departures.go_on(departure_id=Departure.objects.get().pk)


def after_being_made_inactive(person, account):
    person.is_active = False
    person.save()


def test_who_is_about_to_go_still_fetches_their_files(nextcloud):
    """…until the last day of the account, and while the wish to leave can be cancelled."""
    for happens in (after_closure, after_asking_to_leave):
        person, account, browser = person_there(nextcloud, uid=happens.__name__)
        tokens = nextcloud.sign_in(browser)
        happens(person, account)
        assert nextcloud.refresh(tokens).status_code == 200, happens
        assert nextcloud.sign_in(signed_in(person)), happens


def test_nothing_is_renewed_after_the_end(nextcloud):
    """…and a code that was on its way is worth nothing, and the server is to be told."""
    for happens in (
        after_the_last_day,
        after_suspension,
        after_suspension_and_closure,
        after_unlinking,
        after_leaving,
        after_being_made_inactive,
    ):
        person, account, browser = person_there(nextcloud, uid=happens.__name__)
        tokens, code = nextcloud.sign_in(browser), nextcloud.code_for(browser)
        happens(person, account)
        assert refused(nextcloud.refresh(tokens), "invalid_grant"), happens
        assert refused(nextcloud.exchange(code), "invalid_grant"), happens
        assert not Token.objects.exists(), happens
        assert SignOn.objects.get(sub=person.pk).state == SignOn.State.WAITING, happens


def test_staff_need_the_second_factor_at_the_door_and_at_each_renewal(nextcloud):
    person, _account, browser = person_there(nextcloud)
    tokens = nextcloud.sign_in(browser)
    staff, _account, trusted = person_there(nextcloud, uid="equipe-9kbcdfgh", staff=True)
    assert nextcloud.sign_in(trusted)
    person.groups.set(staff.groups.all())
    assert refused(nextcloud.refresh(tokens), "invalid_grant"), "a role that came later asks for it"
    assert browser.get(nextcloud.asks()).url == "/compte/2fa/totp/activate/"


def test_a_server_may_ask_for_a_fresh_sign_in(nextcloud):
    _person, _account, browser = person_there(nextcloud)
    for fresh in ({"prompt": "login"}, {"max_age": "600"}):
        assert browser.get(nextcloud.asks(**fresh)).url.startswith("/compte/reauthenticate/?next=%2Fidentity%2Fo%2F")
    assert told_to(browser.get(nextcloud.asks(prompt="none", max_age="600")))["error"] == "login_required"
    assert "code" in told_to(browser.get(nextcloud.asks(prompt="none")))


def test_the_document_says_what_is_true_and_every_address_in_it_answers(nextcloud):
    answer = Client().get("/.well-known/openid-configuration")
    told = answer.json()
    assert told["issuer"] == "http://127.0.0.1:8000" and told["code_challenge_methods_supported"] == ["S256"]
    assert (told["response_types_supported"], told["claims_parameter_supported"]) == (["code"], False)
    assert not any("device" in name or "registration" in name for name in told)
    for name, address in told.items():
        if name.endswith(("_endpoint", "_uri")):
            assert Client().get(address.removeprefix(told["issuer"])).status_code in (200, 302, 400, 401, 405), name
    _person, _account, browser = person_there(nextcloud)
    claims = read(nextcloud.sign_in(browser)["id_token"], nextcloud.client_id)
    assert claims.keys() - {"iss", "aud", "exp", "iat", "nonce", "jti", "at_hash"} <= set(told["claims_supported"])


def test_a_token_signed_before_the_keys_changed_still_verifies(nextcloud, settings):
    _person, _account, browser = person_there(nextcloud)
    before = nextcloud.sign_in(browser)["id_token"]
    former = settings.OIDC_SIGNING_KEY
    settings.OIDC_SIGNING_KEY = signing_keys.new_rsa_key() + former
    after = nextcloud.sign_in(browser)["id_token"]
    assert read(before, nextcloud.client_id) and read(after, nextcloud.client_id)
    settings.OIDC_SIGNING_KEY = settings.OIDC_SIGNING_KEY.replace(former, "")
    assert read(after, nextcloud.client_id)
    with pytest.raises(KeyError):
        read(before, nextcloud.client_id)
    assert "PRIVATE" not in Client().get("/.well-known/jwks.json").content.decode()
    settings.OIDC_SIGNING_KEY = ""
    assert Client().get("/.well-known/jwks.json").status_code == 404, "no key, no provider"


def test_the_operator_makes_a_client_and_sees_its_secret_once(nextcloud, capsys):
    RelyingParty.objects.all().delete()
    OidcClient.objects.all().delete()
    call_command("oidc_client", "default")
    told = capsys.readouterr().out
    client = OidcClient.objects.get()
    secret = told.partition("--clientsecret=")[2].split()[0]
    assert client.check_secret(secret) and secret not in client.secret
    assert "--mapping-uid=cloud_uid" in told and "--group-whitelist-regex='/^(assoc|dep)-/'" in told
    assert client.get_redirect_uris()[0] == REDIRECT and client.skip_consent
    call_command("oidc_client", "default")
    assert "clientsecret" not in capsys.readouterr().out
    call_command("oidc_client", "default", "--new-secret")
    client.refresh_from_db()
    assert not client.check_secret(secret)
    with pytest.raises(CommandError):
        call_command("oidc_client", "inconnu")
    with override_settings(DEMO=False), pytest.raises(CommandError):
        call_command("oidc_client", "default", "--address=http://nuage.example.org")
    call_command("oidc_key")
    assert "signs" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_a_code_that_comes_twice_in_the_same_instant_serves_once(transactional_db):
    nextcloud = make_server()
    _person, _account, browser = person_there(nextcloud)
    code, met = nextcloud.code_for(browser), []

    def exchange():
        from django.db import connection

        met.append(nextcloud.exchange(code).status_code)
        connection.close()

    both = [threading.Thread(target=exchange) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(met) == [200, 400]
