"""How often lessons are opened: pages seen, summed by day, and nothing about who saw them."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.actions import add_opens
from courses.models import LessonOpens
from courses.opens import counter, is_an_open
from tests.factories.people import UserFactory

from .conftest import LESSON, URL

pytestmark = pytest.mark.django_db
FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}


@pytest.fixture(autouse=True)
def _fresh():
    caches["pages"].clear()
    counter.write()
    LessonOpens.objects.all().delete()


@pytest.fixture
def visitor():
    return Client(headers=FIREFOX)


def counted() -> dict[str, int]:
    counter.write()
    return dict(LessonOpens.objects.values_list("lesson__slug", "count"))


def test_a_visitors_pages_count_from_the_cache_too_without_query_or_cookie(visitor, lesson):
    visitor.get(LESSON)
    with CaptureQueriesContext(connection) as queries:
        response = visitor.get(LESSON)
    assert len(queries) == 0 and not response.cookies and not visitor.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert visitor.get(LESSON, headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert counted() == {lesson.slug: 3}


def test_a_proxy_is_told_to_keep_no_lesson(visitor, lesson):
    assert visitor.get(LESSON)["X-Accel-Expires"] == "0"
    assert visitor.get(URL)["X-Accel-Expires"] == "60"


def test_other_pages_and_pages_that_were_not_shown_do_not_count(visitor, lesson):
    visitor.head(LESSON)
    for address in (URL, f"{URL}semer/", f"{URL}semer/rien/", f"{LESSON}lu/"):
        visitor.get(address)
    lesson.unpublish()
    caches["pages"].clear()
    visitor.get(LESSON)
    assert counted() == {}


@pytest.mark.parametrize(("headers", "counts"), [
    ({}, True),
    ({"Sec-Fetch-Mode": "navigate"}, True),
    ({"Sec-Fetch-Mode": "same-origin"}, True),
    ({"Sec-Fetch-Mode": "cors"}, False),
    ({"Sec-Purpose": "prefetch;prerender"}, False),
    ({"Referer": f"http://testserver{LESSON}?q.une-graine=a"}, False),
    ({"Referer": f"http://testserver{URL}"}, True),
    ({"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}, False),
    ({"User-Agent": "Mozilla/5.0 (compatible; bingbot/2.0)"}, False),
    ({"User-Agent": "curl/8.5.0"}, False),
    ({"User-Agent": "Mozilla/5.0 (Linux; Android 13; CUBOT X70) Chrome/128.0 Mobile Safari/537.36"}, True),
    ({"User-Agent": ""}, False),
])  # fmt: skip
def test_what_is_an_open(headers, counts):
    assert is_an_open(RequestFactory().get(LESSON, headers=FIREFOX | headers)) is counts


def test_an_answer_without_javascript_is_no_new_open(lesson):
    visitor = Client(headers=FIREFOX | {"Sec-Fetch-Site": "same-origin"})
    visitor.get(LESSON)
    here = {"Referer": f"http://testserver{LESSON}"}
    sent = visitor.post(f"{LESSON}repondre/", {"question": "une-graine", "q.une-graine": "a"}, headers=here)
    visitor.get(sent.url, headers=here)
    assert counted() == {lesson.slug: 1}


def test_a_members_lesson_counts_without_a_query_of_its_own(lesson):
    member = Client(headers=FIREFOX)
    member.force_login(UserFactory())
    member.get(LESSON)
    with CaptureQueriesContext(connection) as queries:
        member.get(LESSON)
    assert not any("lessonopens" in query["sql"] for query in queries)
    assert counted() == {lesson.slug: 2}


def test_several_processes_add_to_the_same_day(lesson):
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    add_opens(sums={(LESSON, today): 2, (LESSON, yesterday): 1, ("/mooc/nul/part/ici/", today): 9})
    add_opens(sums={(LESSON, today): 3})
    assert set(LessonOpens.objects.values_list("lesson", "day", "count")) == {
        (lesson.pk, today, 5),
        (lesson.pk, yesterday, 1),
    }


def test_what_the_database_refuses_waits_for_the_next_time(visitor, lesson, monkeypatch):
    from django.db import OperationalError

    from courses import actions

    visitor.get(LESSON)

    def refuse(*, sums):
        raise OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(actions, "add_opens", refuse)
        counter.write()
    visitor.get(LESSON)
    assert counted() == {lesson.slug: 2}


def test_nothing_but_lesson_day_and_sum_is_kept():
    assert {field.name for field in LessonOpens._meta.fields} == {"id", "lesson", "day", "count"}
