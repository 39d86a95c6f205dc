"""A server that signs people in with the portal, as user_oidc does it, and a person with an account there."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from django.test import Client

from hosting.cloud.actions import parties
from hosting.cloud.models import CloudAccount, RelyingParty
from tests.factories.hosting import CloudServerFactory
from tests.factories.people import UserFactory, signed_in

CLOUD = "https://nuage.example.org"
REDIRECT = f"{CLOUD}/apps/user_oidc/code"
AUTHORIZE, TOKEN = "/identity/o/authorize", "/identity/o/api/token"


@dataclass
class Server:
    """The other side: what it asks, what it was told."""

    party: RelyingParty
    secret: str
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(64))

    @property
    def client_id(self) -> str:
        return self.party.client_id

    def asks(self, **changes) -> str:
        """The address that a person is sent to; a change to None leaves a parameter out."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        values = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": REDIRECT,
            "scope": "openid profile email",
            "state": "etat",
            "nonce": "une-fois",
            # as user_oidc does: allauth alone would answer login_required
            "claims": json.dumps({"id_token": {"email": None, "cloud_uid": {"essential": True}}}),
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        values = {name: value for name, value in (values | changes).items() if value is not None}
        return f"{AUTHORIZE}?{urlencode(values)}"

    def code_for(self, browser: Client, **changes) -> str:
        answer = browser.get(self.asks(**changes))
        told = told_to(answer)
        assert answer.status_code == 302 and told["state"] == "etat", answer.content
        return told["code"]

    def exchange(self, code: str, **changes):
        """The answer of the token endpoint."""
        told = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT}
        told |= {"code_verifier": self.verifier}
        return self.calls(TOKEN, **told | changes)

    def refresh(self, tokens: dict, **changes):
        told = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        return self.calls(TOKEN, **told | changes)

    def calls(self, path: str, **told):
        told = {"client_id": self.client_id, "client_secret": self.secret} | told
        return Client().post(path, {name: value for name, value in told.items() if value is not None})

    def sign_in(self, browser: Client) -> dict:
        """Tokens of a person who is signed in at the portal."""
        answer = self.exchange(self.code_for(browser))
        assert answer.status_code == 200, answer.content
        return answer.json()


def told_to(answer) -> dict[str, str]:
    """What a redirect to the server says."""
    assert answer["Location"].startswith(REDIRECT + "?"), answer["Location"]
    return {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}


def read(token: str, audience: str, *, keys: dict | None = None) -> dict:
    """The claims of a signed token, checked against the published keys as a stranger would."""
    keys = keys or Client().get("/.well-known/jwks.json").json()
    by_name = {key["kid"]: jwt.PyJWK(key) for key in keys["keys"]}
    key = by_name[jwt.get_unverified_header(token)["kid"]]
    return jwt.decode(token, key, algorithms=["RS256"], audience=audience, issuer="http://127.0.0.1:8000")


def make_server(key: str = "default", address: str = CLOUD) -> Server:
    server = CloudServerFactory(key=key, base_url=address, is_default=key == "default")
    party, secret = parties.register(server=server, provider="portail", address=address)
    return Server(party, secret)


def person_there(server: Server, uid: str = "camille-7k3mq9wx", **details) -> tuple:
    """Somebody with an active account on the server, and their browser, signed in at the portal."""
    person = UserFactory(**details)
    account = CloudAccount.objects.create(
        server=server.party.server, person=person, uid=uid, claim="ours", state="active", quota_bytes=5 * 1024**3
    )
    return person, account, signed_in(person)
