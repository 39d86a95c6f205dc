"""Query counts do not grow with lessons, courses or answers."""

from dataclasses import replace

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.exchange.actions import import_course
from courses.exchange.reading import read_course
from portal.core import page_cache
from tests.factories.people import UserFactory

from .conftest import COURSE, LESSON, URL

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(course):
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    client.force_login(UserFactory())
    return client


def count(client, url) -> int:
    cache.clear()
    client.get(url)  # what the first request of a process looks up
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def grow(index):
    """Five more lessons in the first sequence, and a second course."""
    file = read_course(COURSE)
    first = file.sequences[0]
    more = [replace(first.lessons[1], slug=f"encore-{number}", title=f"Encore {number}") for number in range(5)]
    longer = replace(file, sequences=(replace(first, lessons=(*first.lessons, *more)), *file.sequences[1:]))
    import_course(file=longer, index=index)
    import_course(file=replace(file, slug="autre-cours", title="Autre cours"), index=index)


def answer_everything(client):
    for url in (LESSON, "/mooc/cours-de-jardin/recolter/partager/"):
        data = {"q.une-graine": "a", "q.vrai-ou-faux": "faux", "q.plusieurs": "eau", "q.paniers": "vrai"}
        client.post(f"{url}repondre/", data)


def test_pages_cost_the_same_at_two_sizes(member, index):
    urls = ("/mooc/", URL, f"{URL}semer/", LESSON)
    member.post(f"{LESSON}repondre/", {"question": "une-graine", "q.une-graine": "b"})
    before = [count(member, url) for url in urls]
    grow(index)
    answer_everything(member)
    assert [count(member, url) for url in urls] == before


def test_a_members_lesson_takes_twelve_queries_at_most(member, monkeypatch):
    # Only a test reads inside a transaction: what every page shows alike is remembered everywhere else.
    monkeypatch.setattr(page_cache, "in_transaction", lambda: False)
    answer_everything(member)
    assert count(member, LESSON) <= 12


def test_an_answer_takes_eight_queries_beside_the_sign_in_and_its_savepoint(member):
    member.post(f"{LESSON}repondre/", {"question": "une-graine", "q.une-graine": "b"})
    with CaptureQueriesContext(connection) as queries:
        member.post(
            f"{LESSON}repondre/", {"question": "une-graine", "q.une-graine": "a"}, headers={"X-Fragment": "question"}
        )
    asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    signed_in = [sql for sql in asked if "django_session" in sql or "people_user" in sql.split("WHERE")[0]]
    assert len(asked) - len(signed_in) <= 8, asked


def test_the_number_of_elements_of_a_lesson_is_bounded_however_long_the_course(client, course, index):
    before = client.get(LESSON).content.count(b"<")
    file = read_course(COURSE)
    last = file.sequences[1]
    many = tuple(replace(last.lessons[0], slug=f"plus-{number}", title=f"Plus {number}") for number in range(20))
    longer = replace(file, sequences=(file.sequences[0], replace(last, lessons=(*last.lessons, *many))))
    import_course(file=longer, index=index)
    cache.clear()
    assert client.get(LESSON).content.count(b"<") == before
