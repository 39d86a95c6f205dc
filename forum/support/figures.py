"""What became of the bug reports and questions of a year: opened, solved, how long people waited. Months and services.

Figures about few are not told (`portal.figures.small_groups`): months and services go by fives, a delay needs five
topics. Boards of the team are left out. Only whole days that are past are counted.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from forum.machina.forum.models import Forum
from forum.machina.forum_conversation.models import Post, Topic
from portal.figures.small_groups import AT_LEAST, by_fives

MONTHS = range(1, 13)


@dataclass
class Line:
    """One month, one service, or the whole year."""

    opened: int = 0
    solved: int = 0
    waits: list[timedelta] = field(default_factory=list)  # for the first answer of those opened then
    ends: list[timedelta] = field(default_factory=list)  # from the question to the solution of those solved then

    @property
    def opened_told(self) -> int | None:
        return by_fives(self.opened)

    @property
    def solved_told(self) -> int | None:
        return by_fives(self.solved)

    @property
    def first_answer(self) -> timedelta | None:
        """Median; None for fewer than five topics that were answered."""
        return _median(self.waits)

    @property
    def solution(self) -> timedelta | None:
        """Median; None for fewer than five topics that were solved."""
        return _median(self.ends)


@dataclass
class Year:
    """`months` by number, `services` by name; "" for what is about no service."""

    number: int
    months: dict[int, Line]
    services: dict[str, Line]
    whole: Line


def of_year(number: int) -> Year:
    """Counted afresh, in two queries over the topics of that year."""
    begin, end = _midnight(date(number, 1, 1)), _midnight(date(number + 1, 1, 1))
    end = min(end, _midnight(timezone.localdate()))
    year = Year(number, {month: Line() for month in MONTHS}, defaultdict(Line), Line())
    for service, created, answered in _topics(created__gte=begin, created__lt=end).values_list(
        "service_name", "created", "answered_at"
    ):
        for line in _lines(year, service, created):
            line.opened += 1
            if answered:
                line.waits.append(answered - created)
    for service, created, solved in _topics(solved_at__gte=begin, solved_at__lt=end).values_list(
        "service_name", "created", "solved_at"
    ):
        for line in _lines(year, service, solved):
            line.solved += 1
            line.ends.append(max(solved - created, timedelta()))
    return year


def years() -> list[int]:
    """Years that can be looked at, latest first."""
    first = Topic.objects.order_by("created").values_list("created", flat=True).first()
    this_year = timezone.localdate().year
    return list(range(this_year, (timezone.localtime(first).year if first else this_year) - 1, -1))


def opened_lately(day: date) -> int:
    """Opened in the thirty days that end with this one."""
    return _topics(**_thirty_days("created", day)).count()


def solved_lately(day: date) -> int:
    return _topics(**_thirty_days("solved_at", day)).count()


def _thirty_days(name: str, day: date) -> dict:
    return {f"{name}__gte": _midnight(day - timedelta(days=29)), f"{name}__lt": _midnight(day + timedelta(days=1))}


def _topics(**values):
    """Bug reports and questions that stand in the forum, with `service_name` and `answered_at`."""
    asks = Q(bug_report__isnull=False) | Q(forum__kind=Forum.Kind.HELP)
    topics = Topic.objects.shown().filter(asks, **values).exclude(forum__who_reads=Forum.Readers.TEAM)
    return topics.annotate(service_name=F("bug_report__service__name"), answered_at=_first_answer())


def _first_answer() -> Subquery:
    """When somebody else than the asker first answered. A message without a person is of a guest, in their own topic,
    or of a member who left."""
    by_another = Q(topic__poster=None, poster__isnull=False) | (
        Q(topic__poster__isnull=False) & (Q(poster=None) | ~Q(poster=F("topic__poster")))
    )
    answers = Post.objects.shown().filter(by_another, topic=OuterRef("pk"), number__gt=1)
    return Subquery(answers.order_by("created").values("created")[:1])


def _lines(year: Year, service: str | None, moment: datetime) -> tuple[Line, ...]:
    return year.months[timezone.localtime(moment).month], year.services[service or ""], year.whole


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _median(delays: list[timedelta]) -> timedelta | None:
    return median(delays) if len(delays) >= AT_LEAST else None
