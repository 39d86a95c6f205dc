"""Telling everybody who has an account of a version that was published ahead of its day, or that must be accepted.

What binds them (`DatedText.is_binding`, or a version to accept) is mailed to all, whatever they chose: it is part of
what they agreed to. Of other texts they hear as they like, by the kinds of notices. Each of them once, batch after
batch: the row of the notice says how far it got, and a sweep goes on with what a lost queue or a kill left.
"""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.core.dates import date_format
from portal.notifications import actions as mails
from portal.notifications import telling

from .models import TextVersion, VersionNotice

BATCH = 100
BINDING, OTHERS = "text-binding", "text-other"  # kinds of notices


def is_told(version: TextVersion) -> bool:
    """A first version changes nothing for anybody: those who must accept it are asked where they sign in."""
    ahead = version.effective_on > version.published_on
    return version.former is not None and (ahead or version.acceptance_required)


def tell(*, notice_id: int) -> int:
    """Tell whoever has not been told yet; how many were now. Safe to call again, or by two workers at once."""
    total = 0
    while (count := _tell_batch(notice_id)) is not None:
        total += count
    return total


@transaction.atomic
def _tell_batch(notice_id: int) -> int | None:
    """The next accounts, under a lock on the notice; None when nobody is left."""
    notices = VersionNotice.objects.select_for_update(of=("self",)).select_related("version__document")
    notice = notices.filter(pk=notice_id, done_at=None).first()
    if notice is None:
        return None
    active = get_user_model().objects.filter(is_active=True, pk__gt=notice.reached)
    people = list(active.order_by("pk")[:BATCH])
    if people:
        _tell_people(notice.version, people)
        notice.reached = people[-1].pk
    else:
        notice.done_at = timezone.now()
    notice.save(update_fields=["reached", "done_at"])
    return len(people) or None


def _tell_people(version: TextVersion, people: list) -> None:
    key = f"text-{version.document.slug}-{version.number}"
    if version.is_binding:
        context = {"version": version, "what_changes": version.get_differences_url()}
        for person in people:
            mails.send(name="transparency/new-version", person=person, context=context, key=f"{key}-{person.pk}")
    with translation.override(settings.LANGUAGE_CODE):
        telling.tell(
            kind=BINDING if version.is_binding else OTHERS,
            people=people,
            key=key,
            title=_("%(title)s: version %(number)s from %(day)s")
            % {
                "title": version.document.title,
                "number": version.number,
                "day": date_format(version.effective_on, "j F Y"),
            },
            text=version.reason,
            url=version.get_differences_url() or version.get_absolute_url(),
        )
