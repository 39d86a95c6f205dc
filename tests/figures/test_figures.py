"""Nightly figures: sums that are safe to publish, the same however often the night is run."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError
from django.utils import timezone

from hosting.incidents.counts import availability_of_services
from hosting.incidents.models import Incident, IncidentService
from portal.figures import actions, registry, visits
from portal.figures.models import Figure, PageViews, ReadLog
from portal.figures.small_groups import parts_by_fives, tellable
from tests.factories.log import ServiceFactory
from tests.factories.organisations import OrganisationFactory, TerritoryFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 4)


@pytest.fixture
def counters(monkeypatch):
    """A registry of its own."""
    monkeypatch.setattr(registry, "_counters", {})
    return registry


def rows() -> dict:
    return {(one.name, one.territory): one.value for one in Figure.objects.all()}


def test_people_go_by_fives_and_organisations_do_not():
    now = timezone.now()
    UserFactory.create_batch(6, last_login=now)
    UserFactory(is_active=False, last_login=now), UserFactory(last_login=now - timedelta(days=12)), ServiceFactory()
    mayenne = TerritoryFactory(code="53")
    OrganisationFactory.create_batch(2, territory=mayenne)
    OrganisationFactory()
    call_command("count_figures", day=timezone.localdate())
    found = rows()
    assert (found["people", ""], found["people_active_day", ""], found["people_active_month", ""]) == (5, 5, 5)
    assert (found["organisations", "53"], found["organisations", ""], found["services", ""]) == (2, 3, 1)
    assert found["accounts", ""] is None and found["space_gb", ""] is None, "counted, and too few to tell"


def test_what_is_left_of_the_whole_is_never_about_a_few():
    assert tellable({"a": 30, "b": 12, "c": 3}) == {"a"}, "the whole less a and b would tell c"
    assert tellable({"a": 30, "b": 12, "c": 3, "d": 2}) == {"a", "b"}
    assert tellable({"a": 30, "b": 0}) == {"a"}
    assert tellable({"a": 9, "b": 1}) == set()
    assert parts_by_fives({"a": 34, "b": 12, "c": 3}) == {"a": 30, "b": None, "c": None}
    assert parts_by_fives({}) == {}


def test_space_is_told_where_enough_people_fill_it(counters):
    counters.register(
        "space", "S", lambda day: {"53": 40.4, "72": 7.7, "85": 3}, behind=lambda day: {"53": 9, "72": 6, "85": 2}
    )
    actions.count_figures(day=DAY)
    assert rows() == {("space", "53"): 40, ("space", "72"): None, ("space", "85"): None, ("space", ""): 51}


def test_a_night_run_again_writes_the_same_rows(counters):
    values = iter([{"53": 1, "72": 1}, {"53": 5}, {}])
    now_only = iter([10, 25])
    counters.register("x", "X", lambda day: next(values))
    counters.register("now", "N", lambda day: next(now_only), by_fives=True, lasting=False)
    with time_machine.travel(datetime(2026, 3, 5, 3, 20)):
        for _twice in range(2):
            actions.count_night()
        assert rows() == {("x", "53"): 5, ("x", ""): 5, ("now", ""): 10}
        assert set(Figure.objects.values_list("day", flat=True)) == {DAY}
        assert actions.count_figures(day=DAY - timedelta(days=1))["now"] == 0, "nobody can know it any more"


def test_nights_that_were_missed_are_made_good(counters):
    counters.register("x", "X", lambda day: day.day)
    actions.count_figures(day=DAY)
    with time_machine.travel(datetime(2026, 3, 8, 3, 20)):
        actions.count_night()
    assert sorted(Figure.objects.values_list("value", flat=True)) == [4, 5, 6, 7]


def test_one_failure_does_not_take_the_others_with_it(counters, caplog):
    def broken(day):
        raise DatabaseError("no")

    counters.register("broken", "B", broken)
    counters.register("fine", "F", lambda day: 3)
    assert actions.count_figures() == {"broken": 0, "fine": 1}
    assert "broken" in caplog.text


def test_availability_counts_overlaps_once_and_never_rounds_up():
    service, fine = ServiceFactory(), ServiceFactory()
    noon = timezone.make_aware(datetime(2026, 3, 4, 12))
    for number, (hours, lasts) in enumerate(((0, 6), (3, 6), (-48, 1)), start=1):
        start = noon + timedelta(hours=hours)
        one = Incident.objects.create(number=number, title="x", starts_at=start, ends_at=start + timedelta(hours=lasts))
        IncidentService.objects.create(incident=one, service=service, state="major_outage")
    assert dict(availability_of_services(DAY, DAY)) == {service: Decimal("62.50"), fine: 100}
    assert dict(availability_of_services(DAY - timedelta(days=3650), DAY))[service] == Decimal("99.99")


FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def lines(*seen, agent=FIREFOX) -> str:
    return "".join(f'{time} {rest} "{agent}"\n' for time, rest in seen)


def test_pages_are_counted_from_a_log_without_addresses(tmp_path, settings):
    log = tmp_path / "visits.log"
    settings.VISITS_LOG = str(log)
    assert visits.read() == 0
    page = "200 GET /mooc/un-cours/"
    log.write_text(
        lines(("2026-03-04T12:00:00+01:00", page), ("2026-03-04T23:30:00+00:00", "304 GET /"))  # the 5th, here
        + lines(("2026-03-04T12:00:00+01:00", "200 GET /quelque-part/"))
        + lines(("2026-03-04T12:00:00+01:00", page), agent="Examplebot/2.1 (+https://robot.example)")
        + lines(("2026-03-04T12:00:00+01:00", page), agent="-")
        + lines(
            *(
                ("2026-03-04T12:00:00+01:00", rest)
                for rest in ("404 GET /x/", "200 POST /mooc/", "200 GET /static/a.css", "200 GET /cms/pages/")
            )
        )
        + '203.0.113.9 - - [04/Mar/2026] "GET / HTTP/1.1" 200 "x"\nhier 200 GET /mooc/ "Mozilla"\n'
        + '2026-03-04T12:00:00+01:00 200 GET /mooc/ "Mozi'
    )
    assert (visits.read(), visits.read()) == (3, 0)
    with log.open("a") as more:
        more.write('lla"\n')  # the line is whole now
    log.rename(tmp_path / "visits.log.1")
    log.write_text(lines(("2026-03-05T00:00:01+01:00", "200 GET /forum/")))
    assert visits.read() == 2, "the rest of the log put aside, then the new one"
    counted = {(one.day.day, one.section): one.count for one in PageViews.objects.all()}
    assert counted == {(4, "mooc"): 2, (5, "accueil"): 1, (4, "autres"): 1, (5, "forum"): 1}
    assert ReadLog.objects.count() == 1
    for _three in range(3):
        PageViews.objects.create(day=DAY, section=f"s{_three}", count=1)
    actions.count_figures(day=DAY)
    assert (rows()["visits", ""], rows()["visits_mooc", ""]) == (5, None)


def test_two_readers_count_nothing_twice(tmp_path, monkeypatch):
    log = tmp_path / "visits.log"
    log.write_text(lines(("2026-03-04T12:00:00+01:00", "200 GET /mooc/")))
    meanwhile, keep = [True], visits._keep

    def slow(*args):
        if meanwhile.pop() if meanwhile else False:
            visits.read(log)
        return keep(*args)

    monkeypatch.setattr(visits, "_keep", slow)
    visits.read(log)
    assert PageViews.objects.get().count == 1
