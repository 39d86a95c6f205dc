"""What is kept of a lesson for everybody: made once, never stale after a change, never somebody's own."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from courses.models import LessonPage
from courses.shared import shared_lesson
from courses.views import find_page
from portal.core import page_cache
from tests.factories.people import UserFactory

from .conftest import LESSON, URL

pytestmark = pytest.mark.django_db
SLUGS = LESSON.removeprefix("/mooc/").strip("/").split("/")


@pytest.fixture(autouse=True)
def kept_inside_a_test(monkeypatch):
    """A test is one transaction, where nothing is kept: here it is, as everywhere else."""
    monkeypatch.setattr(page_cache, "in_transaction", lambda: False)


@pytest.fixture
def member(course):
    return signed_in()


def signed_in() -> Client:
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    client.force_login(UserFactory())
    return client


def shown(client, url=LESSON) -> str:
    return client.get(url).content.decode()


def test_the_second_member_finds_the_text_and_the_questions_kept(member):
    first = shown(member)
    with CaptureQueriesContext(connection) as queries:
        second = shown(signed_in())
    asked = " ".join(query["sql"] for query in queries)
    assert 'FROM "courses_lessonpage"' not in asked and 'FROM "courses_question"' not in asked
    assert first == second


def test_a_visitor_costs_no_query_once_the_page_is_kept(course, client):
    before = shown(client)
    with CaptureQueriesContext(connection) as queries:
        assert shown(client) == before
    assert len(queries) == 0


def test_a_published_change_shows_at_once(member, lesson, django_capture_on_commit_callbacks):
    shown(member)
    with django_capture_on_commit_callbacks(execute=True):
        lesson.body = [("text", "Des **courges** bleues.")]
        lesson.save_revision().publish()
    assert "Des <strong>courges</strong> bleues." in shown(member)


def test_a_changed_question_shows_at_once(member, lesson, django_capture_on_commit_callbacks):
    shown(member)
    with django_capture_on_commit_callbacks(execute=True):
        question = lesson.questions.first()
        question.text = "Une toute autre question ?"
        question.save()
    assert "Une toute autre question ?" in shown(member)


def test_a_renamed_lesson_shows_at_once_in_the_outline_of_another(member, lesson, django_capture_on_commit_callbacks):
    shown(member, URL)
    with django_capture_on_commit_callbacks(execute=True):
        lesson.title = "Un titre tout neuf"
        lesson.save()
    assert "Un titre tout neuf" in shown(member, URL)


def test_a_lesson_that_is_taken_back_or_restricted_is_shown_no_more(member, lesson, django_capture_on_commit_callbacks):
    shown(member)
    with django_capture_on_commit_callbacks(execute=True):
        restriction = PageViewRestriction.objects.create(
            page=lesson, restriction_type=PageViewRestriction.PASSWORD, password="sésame"
        )
    assert 'id="quiz"' not in shown(member)
    with django_capture_on_commit_callbacks(execute=True):
        restriction.delete()
        LessonPage.objects.get(pk=lesson.pk).unpublish()
    assert member.get(LESSON).status_code == 404


def test_what_one_member_did_never_reaches_another(member):
    member.post(f"{LESSON}repondre/", {"question": "une-graine", "q.une-graine": "a"})
    mine = shown(member)
    assert "verdict" in mine and "en cours" in mine
    other = shown(signed_in())
    assert "verdict" not in other and "en cours" not in other
    assert "verdict" in shown(member)


def test_each_language_has_its_own(member):
    french = shown(member)
    member.post("/preferences/", {"language": "en", "font": "system"})
    english = shown(member)
    assert '<html lang="fr"' in french and '<html lang="en"' in english
    member.cookies.pop("preferences")
    assert shown(member) == french


def test_a_page_read_before_a_change_is_not_kept_after_it(course, lesson, django_capture_on_commit_callbacks):
    late = find_page(*SLUGS)
    with django_capture_on_commit_callbacks(execute=True):
        lesson.body = [("text", "Du neuf.")]
        lesson.save()
    assert "Du neuf." not in shared_lesson(late, "").body
    assert "Du neuf." in shared_lesson(find_page(*SLUGS), "").body


def test_a_draft_is_made_afresh(course, lesson):
    find_page(*SLUGS)
    lesson.body = [("text", "Un brouillon.")]
    assert "Un brouillon." in shared_lesson(lesson, "").body
