"""What people and the Login flow v2 see of the sandbox: sign in, grant, choose a password."""

from __future__ import annotations

import secrets
import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from . import pages
from .access import Access, Actor, digest
from .accounts import Accounts, check_password
from .mails import RESET_SECONDS, Mails
from .relying_party import Provider, RelyingParty
from .store import Store
from .wire import Ocs, Reply, Request, html_reply, json_reply

COOKIE = "nc_demonstration"
SESSION_SECONDS = 12 * 3600
FLOW_SECONDS = 20 * 60
WRONG = "Identifiant ou mot de passe inconnu. Vérifiez les deux, puis recommencez."
LOCKED = "Trop d’essais depuis cette adresse. Attendez une demi-heure."
_STYLE = Path(__file__).with_name("style.css")


class Web:
    def __init__(
        self, store: Store, accounts: Accounts, access: Access, mails: Mails, provider: Provider | None = None
    ) -> None:
        self.portal = RelyingParty(store, accounts, provider)
        self.store = store
        self.accounts = accounts
        self.access = access
        self.mails = mails

    def answer(self, request: Request) -> Reply:
        path = request.path.removeprefix("/index.php") or "/"
        if path == pages.STYLE_PATH:
            return Reply(200, _STYLE.read_bytes(), {"Content-Type": "text/css; charset=utf-8"})
        if request.method == "POST" and path == "/login/v2":
            return self._start_flow(request)
        if request.method == "POST" and path == "/login/v2/poll":
            return self._poll(request)
        if path.startswith("/apps/oauth2/clients"):
            return self._oauth2(request)
        by_portal = self.portal.answer(request, path)
        if by_portal is not None:
            return by_portal
        if request.method == "POST" and not _same_site(request):
            return pages.notice("Demande refusée", "Ce formulaire ne vient pas de ce serveur.", status=403)
        return self._page(request, path.rstrip("/") or "/")

    def _page(self, request: Request, path: str) -> Reply:
        if path.startswith("/login/v2/flow/"):
            return self._flow(request, path.removeprefix("/login/v2/flow/"))
        if path.startswith("/lostpassword/reset/form/"):
            return self._reset(request, path.removeprefix("/lostpassword/reset/form/"))
        if path == "/lostpassword":
            return self._lost(request) if request.method == "POST" else pages.ask_for_link()
        if path == "/logout":
            return self._sign_out(request)
        if path in ("/", "/login"):
            return self._sign_in(request) if request.method == "POST" else self._home(request)
        if path.startswith("/apps/groupfolders"):
            return pages.notice("Page introuvable", "Cette application n’est pas installée.", status=404)
        if path.startswith(("/apps/", "/settings/", "/u/", "/f/")):
            return html_reply(302, "", {"Location": "/"})
        return pages.notice("Page introuvable", "Il n’y a rien à cette adresse.", status=404)

    # session

    def _home(self, request: Request) -> Reply:
        token = _cookie(request)
        since = time.time() - SESSION_SECONDS
        found = self.store.row("SELECT uid FROM sessions WHERE digest = ? AND made > ?", digest(token), since)
        account = self.accounts.find(found["uid"]) if found else None
        if account is None or not account["enabled"]:
            return pages.sign_in(by_portal=self.portal.is_set_up)
        return pages.space(self._shown(account["uid"]))

    def _shown(self, uid: str) -> dict[str, Any]:
        account = self.accounts.find(uid)
        if account is None:
            raise KeyError(uid)
        shown = self.accounts.show(account, to_self=True)
        names = "SELECT coalesce(displayname, gid) FROM groups JOIN members USING (gid) WHERE uid = ? ORDER BY 1"
        return {
            "id": uid,
            "name": shown["displayname"],
            "email": shown["email"],
            "group_names": self.store.column(names, uid),
            "quota_text": pages.quota_text(shown["quota"]["quota"], shown["quota"]["used"]),
        }

    def _identify(self, request: Request) -> tuple[Actor | None, str, str]:
        """Who signs in with this form, what they typed, and what to tell them when it failed."""
        told = request.fields
        login = str(told.get("user", "")).strip()
        if self.access.is_locked(request.address):
            return None, login, LOCKED
        actor = self.access.sign_in(login, str(told.get("password", "")), address=request.address)
        if actor is None:
            return None, login, WRONG
        self.store.run("UPDATE accounts SET timezone = 'Europe/Paris' WHERE uid = ? AND timezone = ''", actor.uid)
        return actor, login, ""

    def _sign_in(self, request: Request) -> Reply:
        actor, login, error = self._identify(request)
        if actor is None:
            return pages.sign_in(login, error, status=403, by_portal=self.portal.is_set_up)
        token = secrets.token_urlsafe(24)
        self.store.run("INSERT INTO sessions VALUES (?, ?, ?)", digest(token), actor.uid, time.time())
        return html_reply(303, "", {"Location": "/", "Set-Cookie": session_cookie(token)})

    def _sign_out(self, request: Request) -> Reply:
        if request.method == "POST":
            self.store.run("DELETE FROM sessions WHERE digest = ?", digest(_cookie(request)))
        return html_reply(303, "", {"Location": "/", "Set-Cookie": f"{COOKIE}=; Path=/; Max-Age=0"})

    # Login flow v2

    def _start_flow(self, request: Request) -> Reply:
        poll, flow = secrets.token_urlsafe(96)[:128], secrets.token_urlsafe(96)[:128]
        client = request.headers.get("user-agent", "")[:80] or "Une application"
        self.store.run(
            "INSERT INTO flows (poll_digest, flow_digest, client, made) VALUES (?, ?, ?, ?)",
            digest(poll),
            digest(flow),
            client,
            time.time(),
        )
        base = f"{request.base_url}/index.php/login/v2"
        return json_reply(200, {"poll": {"token": poll, "endpoint": f"{base}/poll"}, "login": f"{base}/flow/{flow}"})

    def _poll(self, request: Request) -> Reply:
        """404 until granted, then the app password, once."""
        token = digest(str(request.params.get("token", "")))
        found = self.store.row("SELECT * FROM flows WHERE poll_digest = ? AND app_password IS NOT NULL", token)
        if found is None or not self.store.run("DELETE FROM flows WHERE poll_digest = ?", token):
            return json_reply(404, [])
        told = {"server": request.base_url, "loginName": found["login"], "appPassword": found["app_password"]}
        return json_reply(200, told)

    def _flow(self, request: Request, token: str) -> Reply:
        flow = self.store.row(
            "SELECT * FROM flows WHERE flow_digest = ? AND made > ? AND app_password IS NULL",
            digest(token),
            time.time() - FLOW_SECONDS,
        )
        if flow is None:
            text = "Cette demande a expiré ou a déjà servi. Revenez sur le portail et recommencez."
            return pages.notice("Demande expirée", text, status=403)
        if request.method != "POST":
            return pages.grant(flow["client"], token)
        actor, login, error = self._identify(request)
        if actor is None:
            return pages.grant(flow["client"], token, login, error, status=403)
        password = self.access.new_app_password(actor.uid, flow["client"])
        self.store.run(
            "UPDATE flows SET login = ?, app_password = ? WHERE flow_digest = ?",
            login,
            password,
            digest(token),
        )
        return pages.granted(flow["client"])

    # passwords

    def _reset(self, request: Request, rest: str) -> Reply:
        token, _, raw = rest.partition("/")
        known = self.store.row(
            "SELECT uid FROM resets WHERE digest = ? AND made > ?", digest(token), time.time() - RESET_SECONDS
        )
        if known is None or known["uid"] != unquote(raw):
            text = "Ce lien a expiré ou a déjà servi. Demandez-en un autre par « Mot de passe oublié »."
            return pages.notice("Lien expiré", text, status=403)
        if request.method != "POST":
            return pages.choose_password(request.path, known["uid"])
        try:
            check_password(str(request.fields.get("password", "")))
        except Ocs as refusal:
            text = "Ce mot de passe est trop courant ou trop court : dix caractères au moins."
            return pages.choose_password(request.path, known["uid"], text if refusal.message else "", 422)
        self.accounts.edit(known["uid"], "password", request.fields["password"])
        self.store.run("DELETE FROM resets WHERE uid = ?", known["uid"])
        return pages.notice("Mot de passe choisi", "Vous pouvez maintenant vous connecter.")

    def _lost(self, request: Request) -> Reply:
        """Says the same whether the account exists or not."""
        login = str(request.fields.get("user", "")).strip().lower()
        for row in self.store.rows("SELECT uid FROM accounts WHERE uid_lower = ? OR email = ?", login, login):
            self.mails.welcome(row["uid"], request.base_url, with_link=True)
        return pages.notice("Regardez vos courriels", "Si un compte correspond, un lien vient de lui être envoyé.")

    def _oauth2(self, request: Request) -> Reply:
        try:
            actor = self.access.actor(request)
        except Ocs as refusal:
            return json_reply(401, {"message": refusal.message})
        if actor is None or not actor.is_admin:
            return json_reply(403, {"message": "Logged in account must be an admin"})
        return json_reply(404, {"message": "the sandbox keeps no OAuth2 clients"})


def session_cookie(token: str) -> str:
    return f"{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={SESSION_SECONDS}"


def _cookie(request: Request) -> str:
    """By hand: cookies of the portal, on another port of the same name, must not spoil the reading."""
    for pair in request.headers.get("cookie", "").split(";"):
        name, _, value = pair.strip().partition("=")
        if name == COOKIE:
            return value
    return ""


def _same_site(request: Request) -> bool:
    """Browsers say where a form comes from; what says nothing is no browser."""
    return request.headers.get("sec-fetch-site", "none") in ("same-origin", "none")
