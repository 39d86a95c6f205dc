"""Signing in to the sandbox with the portal, as the app user_oidc does it on a Nextcloud: code flow with PKCE over real
HTTP, the id token checked by the published keys, the account brought to what the claims say, back-channel logout.

As on a server that makes no accounts at sign-in, whoever has none is refused.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
import jwt

from ..transport import tls_context
from . import pages
from .access import digest
from .accounts import Accounts
from .store import Store
from .wire import Ocs, Reply, Request, html_reply, json_reply

NAME = "portail"
PREFIX = "/apps/user_oidc/"
UID_CLAIM = "cloud_uid"
GROUPS = re.compile(r"^(assoc|dep)-")
EVENT = "http://schemas.openid.net/event/backchannel-logout"
WAIT_SECONDS = 15 * 60
STATE_COOKIE = "nc_demonstration_state"
LEEWAY = 60


@dataclass(frozen=True)
class Provider:
    """The portal, as `occ user_oidc:provider` sets it up."""

    issuer: str
    client_id: str
    client_secret: str


class SignInRefused(Exception):
    """Why nobody was signed in; for the page, in words."""


class RelyingParty:
    def __init__(self, store: Store, accounts: Accounts, provider: Provider | None) -> None:
        self.store = store
        self.accounts = accounts
        self.provider = provider

    @property
    def is_set_up(self) -> bool:
        return self.provider is not None

    def answer(self, request: Request, path: str) -> Reply | None:
        """A reply to one of user_oidc's addresses; None for any other."""
        if self.provider is None or not path.startswith(PREFIX):
            return None
        what = (request.method, path.removeprefix(PREFIX))
        if what == ("GET", f"login/{NAME}"):
            return self._send_away(request)
        if what == ("GET", "code"):
            return self._take_code(request)
        if what == ("POST", f"backchannel-logout/{NAME}"):
            return self._sign_out(request)
        return None

    # the way there and back

    def _send_away(self, request: Request) -> Reply:
        state, nonce, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(64)
        self.store.run("INSERT INTO sign_ins VALUES (?, ?, ?, ?)", digest(state), nonce, verifier, time.time())
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self._provider.client_id,
            "redirect_uri": _redirect_uri(request),
            "scope": "openid profile email",
            "state": state,
            "nonce": nonce,
            "claims": json.dumps({"id_token": {"email": None, "groups": None, UID_CLAIM: {"essential": True}}}),
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        address = f"{self._discovery()['authorization_endpoint']}?{urlencode(asked)}"
        cookie = f"{STATE_COOKIE}={state}; Path=/; HttpOnly; SameSite=Lax; Max-Age={WAIT_SECONDS}"
        return html_reply(302, "", {"Location": address, "Set-Cookie": cookie})

    def _take_code(self, request: Request) -> Reply:
        try:
            claims = self._claims_for(request)
            uid = self._bring_account(claims)
        except SignInRefused as refused:
            return pages.notice("Connexion refusée", str(refused), status=403)
        token = secrets.token_urlsafe(24)
        self.store.run("INSERT INTO sessions VALUES (?, ?, ?)", digest(token), uid, time.time())
        self.store.run("INSERT INTO portal_sessions VALUES (?, ?, ?)", digest(token), claims["sid"], str(claims["sub"]))
        now = int(time.time())
        self.store.run(
            "UPDATE accounts SET first_login = coalesce(nullif(first_login, 0), ?), last_login = ? WHERE uid = ?",
            now,
            now,
            uid,
        )
        from .web import session_cookie

        return html_reply(303, "", {"Location": "/", "Set-Cookie": session_cookie(token)})

    def _claims_for(self, request: Request) -> dict[str, Any]:
        """The id token of whoever comes back with a code, checked. A state serves once, in the browser it was given."""
        told = request.query
        state = str(told.get("state", ""))
        found = self.store.row(
            "SELECT * FROM sign_ins WHERE state_digest = ? AND made > ?", digest(state), time.time() - WAIT_SECONDS
        )
        known = found and self.store.run("DELETE FROM sign_ins WHERE state_digest = ?", digest(state))
        if not known or f"{STATE_COOKIE}={state}" not in request.headers.get("cookie", ""):
            raise SignInRefused("Cette connexion a expiré ou n’a pas été commencée ici. Recommencez.")
        if "error" in told:
            raise SignInRefused(f"Le portail n’a pas ouvert la porte ({told['error']}).")
        answer = self._fetch(
            "POST",
            self._discovery()["token_endpoint"],
            data={
                "grant_type": "authorization_code",
                "code": told.get("code", ""),
                "redirect_uri": _redirect_uri(request),
                "client_id": self._provider.client_id,
                "client_secret": self._provider.client_secret,
                "code_verifier": found["verifier"],
            },
        )
        claims = self._checked(answer["id_token"])
        if claims.get("nonce") != found["nonce"]:
            raise SignInRefused("La réponse du portail n’est pas celle qui était attendue.")
        return claims

    def _bring_account(self, claims: dict[str, Any]) -> str:
        """The account that the claim names, with name, address, space and groups as the portal says."""
        account = self.accounts.find(str(claims.get(UID_CLAIM, "")))
        if account is None or not account["enabled"]:
            raise SignInRefused("Ce nuage n’a pas de compte ouvert pour vous.")
        uid = account["uid"]
        for key, claim in (("displayname", "name"), ("email", "email"), ("quota", "quota")):
            if claims.get(claim):
                try:
                    self.accounts.edit(uid, key, claims[claim])
                except Ocs:
                    continue
        wanted = {one["gid"]: one["displayName"] for one in claims.get("groups", []) if GROUPS.match(one["gid"])}
        for gid in self.store.column("SELECT gid FROM members WHERE uid = ?", uid):
            if GROUPS.match(gid) and gid not in wanted:
                self.accounts.leave(uid, gid)
        for gid, name in wanted.items():
            self.store.run("INSERT OR REPLACE INTO groups VALUES (?, ?)", gid, name)
            self.accounts.join(uid, gid)
        return str(uid)

    # the way out

    def _sign_out(self, request: Request) -> Reply:
        try:
            claims = self._checked(str(request.fields.get("logout_token", "")), required=("iat", "jti", "events"))
        except SignInRefused:
            return _refuse("invalid_token")
        if EVENT not in claims["events"]:
            return _refuse("invalid event")
        if "nonce" in claims:
            return _refuse("invalid nonce")
        if "sid" not in claims and "sub" not in claims:
            return _refuse("invalid sid+sub")
        asked = [(name, str(claims[name])) for name in ("sid", "sub") if name in claims]
        condition = " AND ".join(f"{name} = ?" for name, _value in asked)
        found = self.store.column(f"SELECT digest FROM portal_sessions WHERE {condition}", *[v for _n, v in asked])  # noqa: S608
        for one in found:
            self.store.run("DELETE FROM sessions WHERE digest = ?", one)
            self.store.run("DELETE FROM portal_sessions WHERE digest = ?", one)
        return json_reply(200, []) if found else _refuse("invalid SID")

    # what the portal says

    @property
    def _provider(self) -> Provider:
        if self.provider is None:
            raise SignInRefused("Ce nuage ne connaît pas de portail.")
        return self.provider

    def _discovery(self) -> dict[str, Any]:
        return self._fetch("GET", f"{self._provider.issuer}/.well-known/openid-configuration")

    def _checked(self, token: str, required: tuple[str, ...] = ()) -> dict[str, Any]:
        """The claims of a token that the portal signed for us."""
        found = self._fetch("GET", self._discovery()["jwks_uri"])
        try:
            name = jwt.get_unverified_header(token).get("kid")
            key = next(jwt.PyJWK(one) for one in found["keys"] if one["kid"] == name)
            return jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                audience=self._provider.client_id,
                issuer=self._provider.issuer,
                leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud", *required]},
            )
        except (jwt.PyJWTError, StopIteration) as error:
            raise SignInRefused("La signature du portail n’est pas la bonne.") from error

    @staticmethod
    def _fetch(method: str, address: str, **sent: Any) -> dict[str, Any]:
        try:
            with httpx.Client(timeout=10, verify=tls_context(), trust_env=False) as client:
                answer: dict[str, Any] = client.request(method, address, **sent).raise_for_status().json()
                return answer
        except (httpx.HTTPError, ValueError) as error:
            raise SignInRefused("Le portail ne répond pas comme il devrait. Réessayez dans un instant.") from error


def _redirect_uri(request: Request) -> str:
    return f"{request.base_url}{PREFIX}code"


def _refuse(error: str) -> Reply:
    return json_reply(400, {"error": error, "error_description": error})
