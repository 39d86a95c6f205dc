"""The past of each service: a bar a day for ninety days, how many incidents, how much of the time it was
operational, by month as well.

How it is counted, as the public page says: from the log alone; the time in which a published incident says slowed
down, partial outage or major outage is not operational, each state from the message that says it to the next that says
another, overlaps once; planned maintenance is left out; nothing is counted before the day on which a service opened;
days and months are those of the host's place.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import IncidentService, Kind, ServiceState

DAYS = 90
MONTHS = 6


@dataclass
class ServiceHistory:
    """What happened to one service from `since` to `until`. `days` holds the worst state of each troubled day by its
    position from the left."""

    service: object
    since: datetime
    until: datetime
    incidents: set[int] = field(default_factory=set)
    spans: list[tuple[datetime, datetime]] = field(default_factory=list)
    days: dict[int, ServiceState] = field(default_factory=dict)

    def add(self, number: int, state: ServiceState, start: datetime, end: datetime) -> None:
        """Count one trouble, cut to the window and to the time since the service opened."""
        start, end = max(start, self.begun), min(end, self.until)
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

    @cached_property
    def begun(self) -> datetime:
        """The beginning of the window, or the day on which the service opened."""
        opened = self.service.opened_on
        return max(self.since, midnight(opened)) if opened else self.since

    @property
    def watched(self) -> timedelta:
        """How much of the window the service existed."""
        return max(self.until - self.begun, timedelta())

    @property
    def share(self) -> float | None:
        """Per cent of the time operational, never rounded up to 100 when it was not; None before it opened."""
        if not self.watched:
            return None
        share = max(100 * (1 - self.trouble / self.watched), 0.0)
        return min(share, 99.99) if self.trouble else share

    @property
    def availability(self) -> str:
        """The share as people read it: « 99,92 % »; empty before the service opened."""
        if self.share is None:
            return ""
        return number_format(self.share, decimal_pos=0 if self.share == 100 else 2) + "\N{NO-BREAK SPACE}%"

    def _in_states(self, *wanted) -> list[int]:
        return [day for day, state in sorted(self.days.items()) if state in wanted]

    def _before_it_opened(self) -> list[int]:
        before = (timezone.localdate(self.begun) - timezone.localdate(self.since)).days
        return list(range(min(before, DAYS)))

    def as_row(self) -> dict:
        """What components/services.html takes."""
        return {
            "name": self.service.name,
            "url": self.service.get_absolute_url(),
            "state": self.service.state_now,
            "days": {
                "slow": self._in_states(ServiceState.SLOW),
                "down": self._in_states(ServiceState.PARTIAL_OUTAGE, ServiceState.MAJOR_OUTAGE),
                "unknown": self._before_it_opened(),
            },
            "summary": self.in_words(),
            "rate": self.availability,
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


def time_left(until: datetime, now: datetime | None = None) -> str:
    """A countdown in hours, which people compare with 72: « 71 h 05 »."""
    minutes = int((until - (now or timezone.now())).total_seconds()) // 60
    if minutes < 0:
        return _("no time left")
    return "{1}{0}h{0}{2:02d}".format("\N{NO-BREAK SPACE}", *divmod(minutes, 60))


def midnight(day: date) -> datetime:
    """The beginning of a day at the host's place."""
    return timezone.make_aware(datetime.combine(day, time()))


def _histories(services, windows) -> list[list[ServiceHistory]]:
    """For each service its history in each window (since, until). Two queries, whatever the number of incidents."""
    found = {one.pk: [ServiceHistory(one, *window) for window in windows] for one in services}
    since, until = min(start for start, _end in windows), max(end for _start, end in windows)
    rows = (
        IncidentService.objects.filter(
            service__in=list(found),
            incident__is_published=True,
            incident__kind=Kind.INCIDENT,
            incident__starts_at__lte=until,
        )
        .exclude(incident__ends_at__lt=since)
        .select_related("incident")
        .prefetch_related("changes")
    )
    for row in rows:
        for span in row.spans(until):
            for history in found[row.service_id]:
                history.add(row.incident.number, *span)
    return list(found.values())


def _ninety_days(now: datetime) -> tuple[datetime, datetime]:
    return midnight(timezone.localdate(now) - timedelta(days=DAYS - 1)), now


def last_ninety_days(services, now: datetime | None = None) -> list[ServiceHistory]:
    """A history for each service (which carry `state_now`)."""
    return [one for [one] in _histories(services, [_ninety_days(now or timezone.now())])]


def between(services, since: datetime, until: datetime) -> list[ServiceHistory]:
    """A history for each service in a time that is over, or up to now."""
    return [one for [one] in _histories(services, [(since, min(until, timezone.now()))])]


def months_before(now: datetime, count: int) -> list[tuple[datetime, datetime]]:
    """The last months, this one last and up to now."""
    first, windows = timezone.localdate(now).replace(day=1), []
    until = now
    for _month in range(count):
        windows.append((midnight(first), until))
        until, first = midnight(first), (first - timedelta(days=1)).replace(day=1)
    return windows[::-1]


def days_and_months(services, now: datetime, count: int = MONTHS) -> tuple[list[ServiceHistory], list, list]:
    """The ninety days of each service, the windows of the months, and the histories of each service by month."""
    windows = months_before(now, count)
    found = _histories(services, [_ninety_days(now), *windows])
    return [one[0] for one in found], windows, [one[1:] for one in found]
