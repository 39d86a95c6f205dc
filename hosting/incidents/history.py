"""The last ninety days of each service: a bar a day, how many incidents, how much of the time it was in order."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import cached_property

from .models import IncidentService, Kind, ServiceState

DAYS = 90
STEP = 4  # units of the drawing a day takes; the bar itself is 3 wide
HEIGHT = 40


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

    @property
    def width(self) -> int:
        return DAYS * STEP

    def _bars(self, wanted, top: int) -> str:
        return "".join(
            f"M{day * STEP} {top}h3v{HEIGHT - top}h-3z" for day, state in sorted(self.days.items()) if state in wanted
        )

    @property
    def gap_path(self) -> str:
        """Wipes the quiet bar where a troubled one stands."""
        return self._bars(set(ServiceState), 0)

    @property
    def slow_path(self) -> str:
        return self._bars({ServiceState.SLOW}, 8)

    @property
    def down_path(self) -> str:
        return self._bars({ServiceState.PARTIAL_OUTAGE, ServiceState.MAJOR_OUTAGE}, 0)


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
