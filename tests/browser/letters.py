"""The mailbox of the people who walk through the portal: mails as they were really sent."""

import re
import time
from email.message import EmailMessage

from tests.embedded import Portal

PATIENCE = 60  # seconds; the worker sends them
LINK = re.compile(r"https?://\S+")


def letters(portal: Portal, address: str, subject: str = "", words: str = "") -> list[EmailMessage]:
    """The mails to an address whose subject and text have those words, oldest first."""
    return [mail for mail in portal.mails_to(address) if subject in mail["Subject"] and words in text_of(mail)]


def letter(portal: Portal, address: str, subject: str, words: str = "") -> EmailMessage:
    """The newest of them; waits for it."""
    deadline = time.monotonic() + PATIENCE
    while not (found := letters(portal, address, subject, words)):
        seen = [mail["Subject"] for mail in portal.mails_to(address)]
        assert time.monotonic() < deadline, f"no mail « {subject} » to {address}, but {seen}"
        time.sleep(0.2)
    return found[-1]


def text_of(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content()


def link_in(mail: EmailMessage) -> str:
    """The first address in it."""
    return LINK.search(text_of(mail)).group()
