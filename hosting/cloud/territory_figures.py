"""Figures per territory, for whoever steers: requests that wait and for how long, accounts, space. Sums, no person."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Sum
from django.utils import timezone

from accounts.organisations.models import Organisation, Territory

from .models import AccountRequest, CloudAccount, TeamFolder


@dataclass
class Figures:
    """Of one territory with all below it; ages in whole days, space in bytes."""

    territory: Territory
    organisations: int = 0
    waiting: int = 0
    oldest_days: int | None = None
    decided: int = 0
    decision_days: int | None = None  # on average, of those decided within a year
    active: int = 0
    used_bytes: int = 0
    granted_bytes: int = 0


def figures_of(territories) -> list[Figures]:
    """For territories in the order of their tree; a constant number of queries, whatever their number."""
    rows = list(territories.order_by("path"))
    found = {row.path: Figures(row) for row in rows}
    steps = Territory.steplen

    def above(path: str):
        return [found[path[:end]] for end in range(steps, len(path) + 1, steps) if path[:end] in found]

    def below(key: str) -> Q:
        """What is in these territories, of rows that lead to a path by `key`."""
        tops = [path for path in found if path[:-steps] not in found]
        return reduce(or_, (Q(**{f"{key}__startswith": top}) for top in tops), Q(pk__in=[]))

    for count_in in (_organisations, _waiting, _decided, _accounts, _folders):
        count_in(above, below)
    return list(found.values())


def _organisations(above, below) -> None:
    key = "territory__path"
    rows = Organisation.objects.still_open().filter(below(key)).order_by()
    for path, count in rows.values_list(key).annotate(Count("pk")):
        for one in above(path):
            one.organisations += count


def _waiting(above, below) -> None:
    key, now = "territory__path", timezone.now()
    rows = AccountRequest.objects.waiting().filter(below(key)).order_by().values_list(key)
    for path, count, oldest in rows.annotate(Count("pk"), Min("created_at")):
        days = (now - oldest).days
        for one in above(path):
            one.waiting += count
            one.oldest_days = days if one.oldest_days is None else max(one.oldest_days, days)


def _decided(above, below) -> None:
    """How long people waited for a decision, over the last year."""
    key, since = "territory__path", timezone.now() - timedelta(days=365)
    waited: dict[str, timedelta] = defaultdict(timedelta)
    rows = AccountRequest.objects.filter(below(key), decided_at__gte=since).order_by().values_list(key)
    for path, count, sum_of_waits in rows.annotate(Count("pk"), waits=Sum(F("decided_at") - F("created_at"))):
        for one in above(path):
            one.decided += count
            waited[one.territory.path] += sum_of_waits
            one.decision_days = round(waited[one.territory.path] / one.decided / timedelta(days=1))


def _accounts(above, below) -> None:
    """An account counts where its latest request was made."""
    key = "territory__path"
    later = AccountRequest.objects.filter(account=OuterRef("account"), pk__gt=OuterRef("pk"))
    latest = AccountRequest.objects.filter(~Exists(later), account__state=CloudAccount.State.ACTIVE)
    rows = latest.filter(below(key)).order_by().values_list(key)
    for path, count, used, granted in rows.annotate(
        Count("pk"), Sum("account__used_bytes"), Sum("account__quota_bytes")
    ):
        for one in above(path):
            one.active += count
            one.used_bytes += used or 0
            one.granted_bytes += granted or 0


def _folders(above, below) -> None:
    """The spaces of associations count where these are."""
    key = "organisation__territory__path"
    rows = TeamFolder.objects.filter(below(key), state=TeamFolder.State.ACTIVE).order_by().values_list(key)
    for path, used, granted in rows.annotate(Sum("used_bytes"), Sum("quota_bytes")):
        for one in above(path):
            one.used_bytes += used or 0
            one.granted_bytes += granted or 0
