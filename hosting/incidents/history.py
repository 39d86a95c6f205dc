"""The last ninety days of each service: a bar a day, how many incidents, how much of the time it was in order."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import IncidentService, Kind, ServiceState

DAYS = 90


@dataclass
class ServiceHistory:
    """What happened to one service. `days` holds the worst state of each troubled day by its position from the left."""

    service: object
    state_now: object
    since: datetime
    until: datetime
    incidents: set[int] = field(default_factory=set)
    spans: list[tuple[datetime, datetime]] = field(default_factory=list)
    days: dict[int, ServiceState] = field(default_factory=dict)

    def add(self, number: int, state: ServiceState, start: datetime, end: datetime) -> None:
        """Count one trouble, cut to the window."""
        start, end = max(start, self.since), min(end, self.until)
        if end < start:
            return
        self.incidents.add(number)
        self.spans.append((start, end))
        first = (timezone.localdate(start) - timezone.localdate(self.since)).days
        last = (timezone.localdate(end) - timezone.localdate(self.since)).days
        for day in range(first, last + 1):
            if day not in self.days or state.rank > self.days[day].rank:
                self.days[day] = state

    @cached_property
    def trouble(self) -> timedelta:
        """Time with a trouble, overlaps counted once."""
        total, reached = timedelta(), self.since
        for start, end in sorted(self.spans):
            total += max(end - max(start, reached), timedelta())
            reached = max(reached, end)
        return total

    @property
    def availability(self) -> str:
        """Share of the window in order, in per cent with two decimals, never rounded up to 100 when it was not."""
        share = 100 * (1 - self.trouble / (self.until - self.since))
        if self.trouble and share > 99.99:
            share = 99.99
        return number_format(share, decimal_pos=0 if share == 100 else 2)

    def _in_states(self, *wanted) -> list[int]:
        return [day for day, state in sorted(self.days.items()) if state in wanted]

    def as_row(self) -> dict:
        """What components/services.html takes."""
        return {
            "name": self.service.name,
            "url": self.service.get_absolute_url(),
            "state": self.state_now,
            "days": {
                "slow": self._in_states(ServiceState.SLOW),
                "down": self._in_states(ServiceState.PARTIAL_OUTAGE, ServiceState.MAJOR_OUTAGE),
            },
            "summary": self.in_words(),
            "rate": f"{self.availability}\N{NO-BREAK SPACE}%",
        }

    def in_words(self) -> str:
        """What the drawing shows, for ears: « 2 incidents, 1 h 44 en tout »."""
        count = len(self.incidents)
        if not count:
            return _("no incident")
        words = ngettext("%(count)s incident", "%(count)s incidents", count) % {"count": count}
        return _("%(incidents)s, %(time)s in all") % {"incidents": words, "time": in_hours(self.trouble)}


def in_hours(length: timedelta) -> str:
    """A length of time as people say it: « 50 min », « 1 h 26 », « 2 j 4 h »."""
    minutes = round(length.total_seconds() / 60)
    hours, rest = divmod(minutes, 60)
    days, left = divmod(hours, 24)
    space = "\N{NO-BREAK SPACE}"
    if days:
        return _("%(days)s d %(hours)s h").replace(" ", space) % {"days": days, "hours": left}
    if hours:
        return f"{hours}{space}h{space}{rest:02d}"
    return f"{minutes}{space}min"


def last_ninety_days(services, now: datetime | None = None) -> list[ServiceHistory]:
    """A history for each service (which carry `state_now`). One query, whatever the number of incidents."""
    now = now or timezone.now()
    first_day: date = timezone.localdate(now) - timedelta(days=DAYS - 1)
    since = timezone.make_aware(datetime.combine(first_day, time()))
    found = {one.pk: ServiceHistory(one, one.state_now, since, now) for one in services}
    rows = (
        IncidentService.objects.filter(
            incident__is_published=True, incident__kind=Kind.INCIDENT, incident__starts_at__lte=now
        )
        .exclude(incident__ends_at__lt=since)
        .exclude(state=ServiceState.OPERATIONAL)
        .select_related("incident")
    )
    for row in rows:
        if row.service_id in found:
            found[row.service_id].add(
                row.incident.number, ServiceState(row.state), row.incident.starts_at, row.ended_at() or now
            )
    return list(found.values())
