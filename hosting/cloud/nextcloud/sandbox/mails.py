"""The mails a Nextcloud would send, written as .eml files for the demonstration to show."""

from __future__ import annotations

import secrets
import time
import uuid
from email.message import EmailMessage
from email.utils import format_datetime, localtime
from pathlib import Path
from urllib.parse import quote

from .access import digest
from .store import Store

RESET_SECONDS = 7 * 24 * 3600
TEXTS = {
    "fr": {
        "subject": "Votre compte {product} a été créé",
        "hello": "Bonjour {name},",
        "body": "Un compte a été créé pour vous sur {product}. Votre identifiant : {uid}",
        "choose": "Choisissez votre mot de passe ici (le lien sert une fois, pendant sept jours) :",
        "go": "Vous pouvez vous connecter ici :",
    },
    "en": {
        "subject": "Your {product} account was created",
        "hello": "Welcome {name},",
        "body": "An account was created for you on {product}. Your login is: {uid}",
        "choose": "Choose your password here (the link works once, for seven days):",
        "go": "You can sign in here:",
    },
}


class Mails:
    """Without a folder nothing is written, but links are made all the same."""

    def __init__(self, store: Store, folder: Path | None, product: str) -> None:
        self.store = store
        self.folder = folder
        self.product = product

    def new_reset_link(self, uid: str, base_url: str) -> str:
        token = secrets.token_urlsafe(24)
        self.store.run("INSERT INTO resets VALUES (?, ?, ?)", digest(token), uid, time.time())
        return f"{base_url}/index.php/lostpassword/reset/form/{token}/{quote(uid, safe='')}"

    def welcome(self, uid: str, base_url: str, *, with_link: bool) -> None:
        account = self.store.row("SELECT * FROM accounts WHERE uid = ?", uid)
        if account is None or not account["email"]:
            return
        words = TEXTS["fr" if account["language"].startswith("fr") else "en"]
        facts = {"product": self.product, "uid": uid, "name": account["displayname"] or uid}
        link = self.new_reset_link(uid, base_url) if with_link else f"{base_url}/"
        lines = [words["hello"], "", words["body"], "", words["choose" if with_link else "go"], link, ""]
        self._write(account["email"], words["subject"].format(**facts), "\n".join(lines).format(**facts))

    def _write(self, to: str, subject: str, text: str) -> None:
        if self.folder is None:
            return
        message = EmailMessage()
        message["From"] = f"{self.product} <nuage@example.org>"
        message["To"] = to.replace("\n", " ").replace("\r", " ")
        message["Subject"] = subject.replace("\n", " ")
        message["Date"] = format_datetime(localtime())
        message["Message-ID"] = f"<{uuid.uuid4()}@example.org>"
        message.set_content(text)
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{time.time_ns()}-nextcloud-{secrets.token_hex(3)}.eml"
        draft = self.folder / f".{name}"
        draft.write_bytes(bytes(message))
        draft.rename(self.folder / name)  # a reader never sees half a mail
