"""Pages of the demo mode: the mails that were sent. They exist only where settings.DEMO is true."""

import email
import re
from datetime import UTC, datetime
from email import policy

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


def sent_mails() -> list[dict]:
    """Mails in the mail folder, newest first; each file may hold several."""
    folder = settings.VAR_DIR / "mails"
    files = sorted(folder.glob("*"), key=lambda path: path.stat().st_mtime, reverse=True) if folder.exists() else []
    return [mail for file in files for mail in reversed(_read(file))]


def _read(file) -> list[dict]:
    parts = re.split(rb"^-{79}\n", file.read_bytes(), flags=re.MULTILINE)
    mails = []
    for position, raw in enumerate(part for part in parts if part.strip()):
        message = email.message_from_bytes(raw.lstrip(), policy=policy.default)
        body = message.get_body(("plain",))
        text = body.get_content() if body else ""
        mails.append(
            {
                "id": f"{file.stem}-{position}",
                "subject": message["subject"].strip(),
                "to": message["to"],
                "date": _sent_at(message),
                "text": text,
                "links": list(dict.fromkeys(_ADDRESS.findall(text))),
            }
        )
    return mails


def _sent_at(message) -> datetime | None:
    """A date of « -0000 » is UTC by RFC 5322, and comes without a zone from the parser."""
    if not message["date"]:
        return None
    sent = message["date"].datetime
    return sent if sent.tzinfo else sent.replace(tzinfo=UTC)


def mails(request):
    """Every mail of the demo mode, newest first."""
    return render(request, "demo/mails.html", {"mails": sent_mails()[:100], "title": _("Mails of the demo")})


def mail(request, mail_id):
    """One mail as plain text, its links clickable."""
    for one in sent_mails():
        if one["id"] == mail_id:
            return render(request, "demo/mail.html", {"mail": one})
    raise Http404
