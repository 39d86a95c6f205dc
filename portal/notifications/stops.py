"""One click to hear less: signed addresses that work without a session, in a mail's header (RFC 8058) and foot.

A target says what stops: « follow:topic:12 », « kind:forum-mention », « digest:daily ». The address is as good as a
password for that alone, and never expires: mails are kept for years.
"""

from django.contrib.auth import get_user_model
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from . import followables, kinds
from .models import Follow, Frequency, Notice, Preference
from .models.notice import NOT_MAILED_YET

SALT = "notifications.stop"


def address(person, target: str) -> str:
    """Path of the page that stops it."""
    return reverse("notifications:stop", args=[signing.dumps([person.pk, target], salt=SALT)])


def read(token: str):
    """(person, target) of a signed address; None when we did not sign it, or the person is gone."""
    try:
        person_id, target = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = get_user_model().objects.filter(pk=person_id).first()
    return (person, target) if person else None


def target_of(notice) -> str:
    """What one click on a mail about this notice stops."""
    return f"follow:{notice.reason}" if notice.reason else f"kind:{notice.kind}"


def in_words(person, target: str) -> str:
    """What the person asked for, as the foot of a mail and the page say it."""
    sort, _colon, name = target.partition(":")
    if sort == "digest":
        return _("the weekly summary") if name == Frequency.WEEKLY else _("the daily summary")
    if sort == "follow":
        subject, _colon, number = name.partition(":")
        found = followables.find(person, subject, [int(number)])
        return _("“%(title)s”, which you follow") % {"title": found[int(number)]["title"]} if found else ""
    kind = kinds.get(name)
    return str(kind.label) if kind else ""


def act(person, target: str) -> None:
    """Stop it; asked twice, it stays stopped."""
    sort, _colon, name = target.partition(":")
    if sort == "follow":
        subject, _colon, number = name.partition(":")
        unfollow(person=person, subject=subject, number=int(number))
    elif sort == "digest":
        _stop_digest(person, name)
    elif sort == "kind":
        prefer(person=person, kind=name, frequency=Frequency.NEVER)


@transaction.atomic
def unfollow(*, person, subject: str, number: int) -> None:
    """Follow it no more; what waits to be mailed because of it is not mailed."""
    Follow.objects.filter(person=person, subject=subject, number=number).delete()
    _settle(person, reason=f"{subject}:{number}")


@transaction.atomic
def prefer(*, person, kind: str, frequency: str) -> None:
    """How often, at most, this person wants mails of a kind; « never » holds for what waits, too."""
    Preference.objects.update_or_create(person=person, kind=kind, defaults={"frequency": frequency})
    if frequency == Frequency.NEVER:
        _settle(person, kind=kind)


@transaction.atomic
def _stop_digest(person, frequency: str) -> None:
    """Whatever goes into this summary is no longer mailed."""
    Follow.objects.filter(person=person, frequency=frequency).update(frequency=Frequency.NEVER)
    Preference.objects.filter(person=person, frequency=frequency).update(frequency=Frequency.NEVER)
    chosen = set(Preference.objects.filter(person=person).values_list("kind", flat=True))
    for kind in kinds.registered():
        if kind.default == frequency and kind.name not in chosen:
            Preference.objects.create(person=person, kind=kind.name, frequency=Frequency.NEVER)
    _settle(person, frequency=frequency)


def _settle(person, **which) -> None:
    waiting = Notice.objects.filter(NOT_MAILED_YET, person=person, **which)
    waiting.update(settled_at=timezone.now())
