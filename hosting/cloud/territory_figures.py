"""Figures per territory, for whoever steers: requests that wait and for how long, accounts, space. Sums, no person."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Min, OuterRef, Subquery, Sum
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

    for path, count in _organisations():
        for one in above(path):
            one.organisations += count
    _waiting(above)
    _decided(above)
    _accounts(above)
    _folders(above)
    return list(found.values())


def _organisations():
    rows = Organisation.objects.still_open().order_by()
    return rows.values_list("territory__path").annotate(Count("pk"))


def _waiting(above) -> None:
    now = timezone.now()
    rows = AccountRequest.objects.waiting().order_by().values_list("territory__path")
    for path, count, oldest in rows.annotate(Count("pk"), Min("created_at")):
        days = (now - oldest).days
        for one in above(path):
            one.waiting += count
            one.oldest_days = days if one.oldest_days is None else max(one.oldest_days, days)


def _decided(above) -> None:
    """How long people waited for a decision, over the last year."""
    since = timezone.now() - timedelta(days=365)
    seconds: dict[str, float] = defaultdict(float)
    counts: Counter = Counter()
    rows = AccountRequest.objects.filter(decided_at__gte=since).order_by()
    for path, asked, decided in rows.values_list("territory__path", "created_at", "decided_at").iterator():
        for one in above(path):
            counts[one.territory.path] += 1
            seconds[one.territory.path] += (decided - asked).total_seconds()
            one.decided = counts[one.territory.path]
            one.decision_days = round(seconds[one.territory.path] / one.decided / 86400)


def _accounts(above) -> None:
    """An account counts where its latest request was made."""
    latest = AccountRequest.objects.filter(account=OuterRef("pk")).order_by("-created_at", "-pk")
    rows = CloudAccount.objects.filter(state=CloudAccount.State.ACTIVE).order_by()
    rows = rows.annotate(path=Subquery(latest.values("territory__path")[:1])).exclude(path=None)
    for path, count, used, granted in rows.values_list("path").annotate(
        Count("pk"), Sum("used_bytes"), Sum("quota_bytes")
    ):
        for one in above(path):
            one.active += count
            one.used_bytes += used or 0
            one.granted_bytes += granted or 0


def _folders(above) -> None:
    """The spaces of associations count where these are."""
    rows = (
        TeamFolder.objects.filter(state=TeamFolder.State.ACTIVE).order_by().values_list("organisation__territory__path")
    )
    for path, used, granted in rows.annotate(Sum("used_bytes"), Sum("quota_bytes")):
        for one in above(path):
            one.used_bytes += used or 0
            one.granted_bytes += granted or 0
