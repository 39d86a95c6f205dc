"""« 1er novembre » and « 2 novembre », in every page, mail and PDF; English as it was."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import timezone, translation

from portal.core.dates import date_format

FIRST, SECOND = date(2026, 11, 1), date(2026, 11, 2)


def shown(value, pattern: str) -> str:
    return Template("{{ value|date:pattern }}").render(Context({"value": value, "pattern": pattern}))


@pytest.mark.parametrize(
    ("language", "pattern", "first", "second"),
    [
        ("fr", "j F Y", "1er novembre 2026", "2 novembre 2026"),
        ("fr", "l j F", "dimanche 1er novembre", "lundi 2 novembre"),
        ("fr", "DATE_FORMAT", "1er novembre 2026", "2 novembre 2026"),
        ("fr", "j", "1er", "2"),
        ("fr", "Y-m-d", "2026-11-01", "2026-11-02"),
        ("fr", r"F \j", "novembre j", "novembre j"),
        ("en", "j F Y", "1 November 2026", "2 November 2026"),
        ("en", "DATE_FORMAT", "Nov. 1, 2026", "Nov. 2, 2026"),
    ],
)
def test_the_first_of_a_month_and_the_second(language, pattern, first, second):
    with translation.override(language):
        assert (date_format(FIRST, pattern), date_format(SECOND, pattern)) == (first, second)
        assert (shown(FIRST, pattern), shown(SECOND, pattern)) == (first, second)


def test_a_moment_is_of_the_day_that_it_has_here():
    late = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)
    assert shown(late, "j F") == "1er novembre"
    assert shown(late, "DATETIME_FORMAT").startswith("1er novembre 2026 à 0")
    assert date_format(timezone.localtime(late), "DATETIME_FORMAT").startswith("1er novembre 2026 à 0")


def test_without_a_pattern_and_without_a_date():
    value = Template("{{ value|date }}")
    assert value.render(Context({"value": FIRST})) == "1er novembre 2026"
    assert value.render(Context({"value": None})) == ""
    assert shown("", "j F") == ""
    assert shown("demain", "j F") == ""


@pytest.mark.parametrize("folder", ["portal", "accounts", "hosting", "courses", "forum"])
def test_nothing_formats_dates_past_it(folder):
    past = re.compile(r"django\.utils\.(formats import .*\bdate_format|dateformat)|formats\.date_format|defaultfilters")
    for path in (Path(settings.BASE_DIR) / folder).rglob("*.py"):
        if path.name != "dates.py":
            assert not past.search(path.read_text()), path


def test_the_pages_of_dates_say_so(client, db):
    from tests.factories import tree as pages

    page = pages.event(starts_at=datetime(2027, 1, 1, 17, tzinfo=UTC), ends_at=None)
    assert "vendredi 1er janvier 2027" in client.get(page.get_url()).text
