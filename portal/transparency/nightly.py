"""The night's work on what the host promises: proofs looked at, the portal's own list kept, the team reminded once."""

from celery import shared_task
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.people.team import team
from portal.notifications.actions import send
from portal.notifications.telling import leave_beside

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
    """One mail to each of the team for all that is new since the last one: proofs that are gone, reviews and lists that
    are old. How much was told."""
    troubled = Criterion.objects.with_troubled_proof().filter(trouble_told=False)
    old = Criterion.objects.reviewed_too_long_ago().filter(age_told=False)
    machines = Machine.objects.with_old_list().filter(age_told=False).values("pk")
    what = {
        "troubled": list(troubled.select_for_update()),
        "old": list(old.select_for_update()),
        "machines": list(Machine.objects.filter(pk__in=machines).select_for_update()),
    }
    count, people = sum(map(len, what.values())), team()
    if not count or not people:
        return 0
    at = timezone.now()
    criteria = what["troubled"] or what["old"]
    url = reverse("charter_assessment" if criteria else "package_list_upload")
    for person in people:
        key = f"promises-{at:%Y-%m-%d-%H-%M-%S}-to-{person.pk}"
        leave_beside(send(name="transparency/promises", context=what, key=key, person=person), kind=KIND, url=url)
    _note(Criterion, what["troubled"], "trouble_told")
    _note(Criterion, what["old"], "age_told")
    _note(Machine, what["machines"], "age_told")
    return count


def _note(model, rows, column: str) -> None:
    model.objects.filter(pk__in=[one.pk for one in rows]).update(**{column: True})
