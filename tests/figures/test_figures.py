"""Nightly figures."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import DatabaseError

from portal.figures import actions, registry
from portal.figures.models import Figure
from tests.factories.log import ServiceFactory
from tests.factories.organisations import OrganisationFactory, TerritoryFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def counters(monkeypatch):
    """A registry of its own."""
    monkeypatch.setattr(registry, "_counters", {})
    return registry


def test_people_organisations_and_services_are_counted(capsys):
    UserFactory(), UserFactory(is_active=False), ServiceFactory()
    mayenne = TerritoryFactory(code="53")
    OrganisationFactory.create_batch(2, territory=mayenne)
    OrganisationFactory()
    call_command("count_figures")
    assert Figure.objects.of("people").get().value == 1
    assert Figure.objects.of("services").get().value == 1
    assert Figure.objects.of("organisations", "53").get().value == 2
    assert Figure.objects.of("organisations").get().value == 3


def test_counting_twice_replaces_the_day(counters):
    values = iter([{"53": 1, "72": 1}, {"53": 5}])
    counters.register("x", "X", lambda day: next(values))
    actions.count_figures(day=date(2026, 1, 1))
    actions.count_figures(day=date(2026, 1, 1))
    assert {one.territory: one.value for one in Figure.objects.all()} == {"53": 5, "": 5}


def test_one_failure_does_not_take_the_others_with_it(counters, caplog):
    def broken(day):
        raise DatabaseError("no")

    counters.register("broken", "B", broken)
    counters.register("fine", "F", lambda day: 3)
    assert actions.count_figures() == {"broken": 0, "fine": 1}
    assert "broken" in caplog.text
