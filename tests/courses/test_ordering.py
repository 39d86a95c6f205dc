"""The order of lessons and sequences: what authors do in /cms/ is what learners see at once."""

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from courses.models import LessonPage, SequencePage
from courses.shipped import grant_rights
from tests.factories.people import UserFactory

from .conftest import LESSON, READING_ONLY, URL

pytestmark = pytest.mark.django_db


def move(client, page, position: int) -> int:
    """What the handle of Wagtail's list sends when it is let go, or at Enter."""
    return client.post(f"{reverse('wagtailadmin_pages:set_page_position', args=[page.pk])}?position={position}")


@pytest.fixture
def author(client, index, course):
    grant_rights(index)
    client.force_login(UserFactory(author=True))
    return client


def test_author_finds_the_handles_where_the_lessons_are(author, lesson):
    for page in (lesson.get_parent(), lesson.get_parent().get_parent()):
        shown = author.get(reverse("wagtailadmin_explore", args=[page.pk])).content.decode()
        assert "w-orderable" in shown and "keydown.up" in shown


def test_learners_follow_the_new_order_at_once(author, lesson, django_capture_on_commit_callbacks):
    visitor = Client()
    caches["pages"].clear()
    before = visitor.get(URL).content.decode()
    assert before.index(LESSON) < before.index(READING_ONLY)
    with django_capture_on_commit_callbacks(execute=True):
        assert move(author, lesson, 1).status_code == 200
    after = visitor.get(URL).content.decode()
    assert after.index(READING_ONLY) < after.index(LESSON)
    first = visitor.get(READING_ONLY).content.decode()
    assert "Leçon 1 sur" in first and "Leçon 2, suivante" in first


def test_sequences_move_with_their_lessons(author, lesson, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        move(author, SequencePage.objects.get(slug="recolter"), 0)
    lessons = LessonPage.objects.order_by("path").values_list("slug", flat=True)
    assert list(lessons)[-2:] == ["choisir-ses-graines", "lire-le-ciel"]


def test_others_move_nothing(lesson):
    for who in ({}, {"moderator": True}):
        client = Client()
        client.force_login(UserFactory(**who))
        assert move(client, lesson, 1).status_code in (302, 403)
    assert LessonPage.objects.order_by("path").first() == lesson
