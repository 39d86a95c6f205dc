"""Writing and sending mails.

    send(name="request-approved", person=request.person, context={"request": request}, key=f"request-{pk}-approved")

renders templates/mail/request-approved.subject.txt and .txt. Plain text alone: nothing to fetch, so that nobody can
tell whether a mail was opened.
"""

import hashlib
import smtplib
from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.translation import get_language

from portal.core.queue import enqueue_on_commit

from .headers import our_domain
from .models import LEASE, RETRY_MINUTES, Mail

FORGOTTEN = "—"
GIVE_UP_AFTER = 5  # failures in a row


def send(
    *, name: str, context: dict, key: str, person=None, address: str = "", headers=None, confidential=False
) -> Mail:
    """Write a mail to a person (in their language) or to an address, and queue it once the transaction is committed.

    A confidential one is forgotten once sent: its link lets somebody in. A second call with the same key changes and
    sends nothing: it returns the mail that exists.
    """
    existing = Mail.objects.filter(key=key).first()
    if existing:
        return existing
    written = letter(name=name, context=context, key=key, person=person, address=address)
    return put(**written, headers=headers, confidential=confidential)


def letter(*, name: str, context: dict, key: str, person=None, address: str = "") -> dict:
    """A mail rendered as `send` does, as `put` and `put_many` take it."""
    with translation.override(person.language if person else settings.LANGUAGE_CODE):
        values = {"person": person, **mail_context(), **context}
        return {
            "key": key,
            "person": person,
            "address": address or person.email,
            "subject": render(f"mail/{name}.subject.txt", values),
            "text": render(f"mail/{name}.txt", values),
        }


def put(*, key: str, address: str, subject: str, text: str, person=None, headers=None, confidential=False) -> Mail:
    """Queue a mail that is already rendered. A key that exists sends nothing."""
    from .tasks import send_mail

    with transaction.atomic():
        mail, created = Mail.objects.get_or_create(
            key=key,
            defaults={
                "person": person,
                "address": address,
                **as_written(subject, text),
                "headers": headers or {},
                "confidential": confidential,
            },
        )
        if created:
            enqueue_on_commit(send_mail, mail.pk)
    return mail


@transaction.atomic
def put_many(letters: list[dict]) -> None:
    """Queue many mails that are already rendered (what `put` takes, each), in few queries; the next sweep sends them. A
    key that exists sends nothing."""
    rows = [Mail(**letter | as_written(letter["subject"], letter["text"])) for letter in letters]
    Mail.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def mail_context() -> dict:
    """What every mail knows: the host, as it signs, and the address of the site without its last slash."""
    return {
        "host": {"name": parseaddr(settings.DEFAULT_FROM_EMAIL)[0] or settings.WAGTAIL_SITE_NAME},
        "LANGUAGE_CODE": get_language(),
        "site_url": settings.WAGTAILADMIN_BASE_URL.rstrip("/"),
    }


def render(template_name: str, values: dict) -> str:
    """A template of plain text: nothing in it is escaped."""
    return get_template(template_name).template.render(Context(values, autoescape=False))


def as_written(subject: str, text: str) -> dict[str, str]:
    """A subject on one line, a text that ends its last one."""
    return {"subject": " ".join(subject.split())[:255], "text": text.strip() + "\n"}


def deliver_all(*, mail_ids) -> int:
    """Send those of these mails that are due, over one connection; how many left now.

    A server that fails several times in a row is left alone: the sweep tries again.
    """
    connection, sent, failed = get_connection(), 0, 0
    try:
        for mail_id in mail_ids:
            has_left = _attempt(mail_id, connection)
            sent += bool(has_left)
            failed = failed + 1 if has_left is False else 0
            if failed == GIVE_UP_AFTER:
                break
    finally:
        connection.close()
    return sent


def deliver(*, mail_id: int) -> bool:
    """Send one mail if it is due; True when this call sent it.

    Between the mail server's answer and our own note of it a crash can make a second copy: it bears the same
    Message-ID, so that mailboxes recognise it. Never called inside a transaction.
    """
    return bool(_attempt(mail_id))


def _attempt(mail_id: int, connection=None) -> bool | None:
    """Whether a mail has left; None when it was not due, or is in other hands. A connection that is given is opened,
    and stays open until it fails."""
    mail = _claim(mail_id)
    if mail is None:
        return None
    try:
        message = _message(mail)
        if connection is not None:
            connection.open()
            message.connection = connection
        message.send()
    # ValueError: an address or a header that cannot be written, in which no server ever had a say.
    except (smtplib.SMTPException, OSError, ValueError) as error:
        _note_failure(mail, error)
        if connection is not None:
            connection.close()
        return False
    sent = {"state": Mail.State.SENT, "sent_at": timezone.now(), "claimed_until": None, "last_error": ""}
    if mail.confidential:
        sent["text"] = FORGOTTEN
    Mail.objects.filter(pk=mail.pk).update(**sent)
    return True


def _claim(mail_id: int) -> Mail | None:
    """Take a due mail for the length of a lease; None when someone else has it or it is not due."""
    now = timezone.now()
    with transaction.atomic():
        mail = Mail.objects.select_for_update().due(now).filter(pk=mail_id).first()
        if mail is None:
            return None
        mail.state = Mail.State.SENDING
        mail.claimed_until = now + LEASE
        mail.tries += 1
        mail.save(update_fields=["state", "claimed_until", "tries"])
    return mail


def _message(mail: Mail) -> EmailMessage:
    digest = hashlib.sha256(mail.key.encode()).hexdigest()[:32]
    headers = {"Message-ID": f"<{digest}@{our_domain()}>", "Auto-Submitted": "auto-generated", **mail.headers}
    return EmailMessage(mail.subject, mail.text, to=[mail.address], headers=headers)


def _is_permanent(error: Exception) -> bool:
    """An address that the server refuses for good (5xx), or a mail that cannot be written, will not get better."""
    if isinstance(error, ValueError):
        return True
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _text in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code in (550, 551, 552, 553, 554)


def _note_failure(mail: Mail, error: Exception) -> None:
    given_up = _is_permanent(error) or mail.tries > len(RETRY_MINUTES)
    wait = RETRY_MINUTES[min(mail.tries, len(RETRY_MINUTES)) - 1]
    Mail.objects.filter(pk=mail.pk).update(
        state=Mail.State.FAILED if given_up else Mail.State.WAITING,
        claimed_until=None,
        not_before=timezone.now() + timedelta(minutes=wait),
        last_error=f"{type(error).__name__}: {error}"[:300],
    )


def retry(*, mail: Mail) -> None:
    """Staff ask for another round of tries."""
    from .tasks import send_mail

    with transaction.atomic():
        Mail.objects.filter(pk=mail.pk, state__in=(Mail.State.FAILED, Mail.State.WAITING)).update(
            state=Mail.State.WAITING, tries=0, not_before=timezone.now()
        )
        enqueue_on_commit(send_mail, mail.pk)
