"""Ninety days of a service: days, words, share of the time in order."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from hosting.incidents.history import days_and_months, in_hours, last_ninety_days
from hosting.incidents.models import IncidentService, ServiceState
from hosting.services.states import IN_ORDER
from tests.factories.log import IncidentFactory, ServiceFactory

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2026, 11, 20, 12, 0))


@pytest.fixture
def pads():
    service = ServiceFactory(name="Pads")
    service.state_now = IN_ORDER
    return service


def trouble(service, start, length, state=ServiceState.MAJOR_OUTAGE, **fields):
    return IncidentFactory(starts_at=start, ends_at=start + length, service=service, service__state=state, **fields)


def row(service):
    [history] = last_ninety_days([service], NOW)
    return history.as_row()


def test_a_quiet_service_was_in_order_all_the_time(pads):
    assert row(pads)["rate"] == "100\N{NO-BREAK SPACE}%"
    assert row(pads)["summary"] == "aucun incident"


def test_each_day_shows_its_worst_state(pads):
    today = NOW.replace(hour=8)
    trouble(pads, today, timedelta(minutes=30), ServiceState.SLOW)
    trouble(pads, today + timedelta(hours=1), timedelta(minutes=30), ServiceState.MAJOR_OUTAGE)
    trouble(pads, today - timedelta(days=10), timedelta(minutes=30), ServiceState.SLOW)
    assert row(pads)["days"] == {"slow": [79], "down": [89], "unknown": []}


def test_overlapping_troubles_are_counted_once(pads):
    start = NOW - timedelta(days=3)
    trouble(pads, start, timedelta(hours=2))
    trouble(pads, start + timedelta(hours=1), timedelta(hours=2))
    assert row(pads)["summary"] == "2 incidents, 3\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}00 en tout"


def test_a_trouble_that_began_before_the_window_counts_from_its_edge(pads):
    trouble(pads, NOW - timedelta(days=200), timedelta(days=199))
    [history] = last_ninety_days([pads], NOW)
    assert history.trouble < timedelta(days=90)
    assert len(history.days) == 89


def test_a_short_trouble_never_rounds_up_to_all_the_time(pads):
    trouble(pads, NOW - timedelta(days=1), timedelta(seconds=20))
    assert row(pads)["rate"] == "99,99\N{NO-BREAK SPACE}%"


def test_a_service_restored_early_was_in_order_from_then_on(pads):
    start = NOW - timedelta(days=2)
    incident = trouble(pads, start, timedelta(hours=10))
    IncidentService.objects.filter(incident=incident).update(restored_at=start + timedelta(hours=1))
    [history] = last_ninety_days([pads], NOW)
    assert history.trouble == timedelta(hours=1)


def test_nothing_is_counted_before_a_service_opened_and_months_stand_alone(pads):
    pads.opened_on = (NOW - timedelta(days=9)).date()
    trouble(pads, NOW - timedelta(days=30), timedelta(days=30 - 5))
    [days], windows, [months] = days_and_months([pads], NOW, 3)
    assert days.as_row()["days"]["unknown"] == list(range(80))
    assert [timezone.localdate(since).month for since, _until in windows] == [9, 10, 11]
    assert [one.share is None for one in months] == [True, True, False]
    assert days.share == months[2].share == pytest.approx(100 * 5 / 9.5)


@pytest.mark.parametrize(
    ("length", "words"),
    [(timedelta(minutes=50), "50 min"), (timedelta(minutes=86), "1 h 26"), (timedelta(hours=52), "2 j 4 h")],
)
def test_lengths_are_said_as_people_say_them(length, words):
    assert in_hours(length).replace("\N{NO-BREAK SPACE}", " ") == words
