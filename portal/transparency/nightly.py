"""The night's work on what the host promises: proofs looked at, the portal's own list kept, the team reminded once."""

from celery import shared_task
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.people.team import team
from portal.notifications.telling import tell

from . import kept_packages, proofs
from .models import Criterion, Machine

KIND = "promises"


@shared_task
def keep_promises() -> None:
    """Safe to run again: the same page, list or age is told once."""
    kept_packages.record()
    proofs.look_at_proofs()
    remind()


@transaction.atomic
def remind() -> int:
    """One notice, hence one mail, for all that is new since the last one: proofs that are gone, reviews and lists that
    are old. How much was told."""
    troubled = list(Criterion.objects.with_troubled_proof().filter(trouble_told=False).select_for_update())
    old = list(Criterion.objects.reviewed_too_long_ago().filter(age_told=False).select_for_update())
    machines = list(Machine.objects.filter(pk__in=Machine.objects.with_old_list().filter(age_told=False).values("pk")))
    told = [*_troubled(troubled), *_old(old), *_machines(machines)]
    if not told:
        return 0
    now = timezone.now()
    first = "charter_assessment" if troubled or old else "wagtailsnippets_transparency_machine:list"
    tell(
        kind=KIND,
        people=team(),
        key=f"promises-{now:%Y-%m-%d-%H-%M-%S}",
        title=_("What we promised to publish"),
        text=" ".join(told),
        url=reverse(first),
    )
    Criterion.objects.filter(pk__in=[one.pk for one in troubled]).update(trouble_told=True)
    Criterion.objects.filter(pk__in=[one.pk for one in old]).update(age_told=True)
    Machine.objects.filter(pk__in=[one.pk for one in machines]).update(age_told=True)
    return len(troubled) + len(old) + len(machines)


def _troubled(rows):
    if rows:
        words = ngettext("One proof of the charter is gone:", "%(count)s proofs of the charter are gone:", len(rows))
        yield words % {"count": len(rows)} + " " + _named([one.code for one in rows])


def _old(rows):
    if rows:
        words = ngettext(
            "One criterion is to be looked at again:", "%(count)s criteria are to be looked at again:", len(rows)
        )
        yield words % {"count": len(rows)} + " " + _named([one.code for one in rows])


def _machines(rows):
    if rows:
        words = ngettext("One server needs a new list:", "%(count)s servers need a new list:", len(rows))
        yield words % {"count": len(rows)} + " " + _named([one.name for one in rows])


def _named(names: list[str], most: int = 6) -> str:
    """The first ones by name: the page shows all."""
    return ", ".join(names[:most]) + (" …" if len(names) > most else ".")
