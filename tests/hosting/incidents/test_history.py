"""Ninety days of a service: days, words, share of the time in order."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from hosting.incidents.history import days_and_months, in_hours, last_ninety_days
from hosting.incidents.models import IncidentService, ServiceState, StateChange
from hosting.incidents.presentation import availability_of_one
from hosting.services.states import OPERATIONAL
from tests.factories.log import IncidentFactory

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2026, 11, 20, 12, 0))


@pytest.fixture
def pads(pads):
    pads.state_now = OPERATIONAL
    return pads


def trouble(service, start, length, state=ServiceState.MAJOR_OUTAGE, **fields):
    return IncidentFactory(starts_at=start, ends_at=start + length, service=service, service__state=state, **fields)


def row(service):
    [history] = last_ninety_days([service], NOW)
    return history.as_row()


def test_a_quiet_service_was_operational_all_the_time(pads):
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


def test_a_service_restored_early_was_operational_from_then_on(pads):
    start = NOW - timedelta(days=2)
    incident = trouble(pads, start, timedelta(hours=10))
    IncidentService.objects.filter(incident=incident).update(restored_at=start + timedelta(hours=1))
    [history] = last_ninety_days([pads], NOW)
    assert history.trouble == timedelta(hours=1)


def test_each_state_lasts_from_the_message_that_says_it_to_the_next(pads):
    start = NOW - timedelta(days=5)
    incident = trouble(pads, start, timedelta(days=4), ServiceState.PARTIAL_OUTAGE)
    touched = incident.touched.get()

    def say(state, after, restored=None):
        update = incident.updates.create(state="monitoring", text="…", at=start + after)
        StateChange.objects.create(touched=touched, update=update, state=state)
        IncidentService.objects.update(restored_at=restored)

    say(ServiceState.SLOW, timedelta(days=1))
    assert row(pads)["days"] == {"slow": [86, 87, 88], "down": [84, 85], "unknown": []}
    say(ServiceState.OPERATIONAL, timedelta(days=1, hours=2), start + timedelta(days=1, hours=2))
    [history] = last_ninety_days([pads], NOW)
    assert history.trouble == timedelta(days=1, hours=2)
    assert history.as_row()["days"] == {"slow": [], "down": [84, 85], "unknown": []}
    say(ServiceState.SLOW, timedelta(days=3))
    [days], _windows, [[month]] = days_and_months([pads], NOW, 1)
    assert days.trouble == month.trouble == timedelta(days=2, hours=2), "it was operational in between"
    assert days.as_row()["days"] == {"slow": [87, 88], "down": [84, 85], "unknown": []}
    assert days.incidents == {incident.number}


def test_a_correction_of_the_first_state_or_of_the_dates_counts(pads):
    start = NOW - timedelta(days=5)
    incident = trouble(pads, start, timedelta(days=2), ServiceState.OPERATIONAL)
    assert row(pads)["summary"] == "aucun incident"
    update = incident.updates.create(state="monitoring", text="…", at=start + timedelta(hours=3))
    StateChange.objects.create(touched=incident.touched.get(), update=update, state=ServiceState.SLOW)
    [history] = last_ninety_days([pads], NOW)
    assert history.trouble == timedelta(hours=45), "operational until the message that says another state"
    incident.starts_at = start + timedelta(hours=5)
    incident.save()
    [history] = last_ninety_days([pads], NOW)
    assert history.trouble == timedelta(hours=43), "what was said before the corrected beginning holds from there"


def test_nothing_is_counted_before_a_service_opened_and_months_stand_alone(pads):
    pads.opened_on = (NOW - timedelta(days=9)).date()
    trouble(pads, NOW - timedelta(days=30), timedelta(days=30 - 5))
    [days], windows, [months] = days_and_months([pads], NOW, 3)
    assert days.as_row()["days"]["unknown"] == list(range(80))
    assert [timezone.localdate(since).month for since, _until in windows] == [9, 10, 11]
    assert [one.share is None for one in months] == [True, True, False]
    assert days.share == months[2].share == pytest.approx(100 * 5 / 9.5)
    shown = [[cell["text"] for cell in row[1:]] for row in availability_of_one(windows, months)["rows"]]
    assert shown[1:] == [["–", "–", "–"]] * 2 and "–" not in shown[0], "no « 0 incident » of a time that was not"


@pytest.mark.parametrize(
    ("length", "words"),
    [(timedelta(minutes=50), "50 min"), (timedelta(minutes=86), "1 h 26"), (timedelta(hours=52), "2 j 4 h")],
)
def test_lengths_are_said_as_people_say_them(length, words):
    assert in_hours(length).replace("\N{NO-BREAK SPACE}", " ") == words
