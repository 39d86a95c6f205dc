"""Lists of packages are kept: those that staff upload, and the portal's own, from its lock file."""

import hashlib
import json
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from .models import Machine, PackageList
from .packages import Package, Reading, read_lock

LOCK = Path(settings.BASE_DIR) / "requirements.lock"


class ListOfThatDay(ValueError):
    """The machine has a list of that day: it is taken away before another one comes."""


@transaction.atomic
def keep_list(*, machine: Machine | None, taken_on: date, reading: Reading, by=None) -> PackageList:
    """Keep what was installed that day. Raises ListOfThatDay."""
    if machine is not None:  # two windows, one after the other
        Machine.objects.select_for_update().get(pk=machine.pk)
    if PackageList.objects.filter(machine=machine, taken_on=taken_on).exists():
        raise ListOfThatDay(f"{machine}, {taken_on}")
    kept = PackageList.objects.create(
        machine=machine,
        taken_on=taken_on,
        source=reading.source,
        packages=[list(one) for one in reading.packages],
        count=len(reading.packages),
        digest=digest_of(reading.packages),
        by=by,
    )
    if machine is not None:
        Machine.objects.filter(pk=machine.pk).update(age_told=False)
    return kept


def digest_of(packages: list[Package]) -> str:
    """The same for the same packages, whichever file they came in."""
    return hashlib.sha256(json.dumps([list(one) for one in packages]).encode()).hexdigest()


def packages_of(one: PackageList) -> list[Package]:
    return [Package(*row) for row in one.packages]


def record(path: Path = LOCK) -> PackageList | None:
    """Keep the portal's own list when it has changed since the last one, or a year has begun; None when it has not, or
    when this copy of the program has no lock file."""
    try:
        reading = read_lock(path.read_bytes())
    except FileNotFoundError:
        return None
    today = timezone.localdate()
    last = PackageList.objects.filter(machine=None).order_by("-taken_on").first()
    if last and last.digest == digest_of(reading.packages) and last.taken_on.year == today.year:
        return None
    if last and last.taken_on == today:  # upgraded twice in a day: the last one holds
        last.delete()
    return keep_list(machine=None, taken_on=today, reading=reading)
