"""What search, privacy and the page cache know of courses."""

import pytest

from courses.models import Answer, Learner, LessonPage, LessonProgress
from courses.public_pages import lesson_entry
from portal.privacy.registry import Erasure, registered
from portal.search.registry import searchables

from .conftest import LESSON

pytestmark = pytest.mark.django_db


def test_a_lesson_is_found_by_its_words(lesson):
    entry = lesson_entry(lesson)
    assert entry.url == LESSON and entry.title == "Choisir ses graines"
    for words in ("se ressème", "une date", "Une boîte à la bibliothèque", "Cherchez la date"):
        assert words in entry.text
    assert "**" not in entry.text and "<" not in entry.text


def test_only_what_everybody_may_read_is_found(course, lesson):
    rows = {one.kind: one.rows for one in searchables()}
    assert lesson in rows["lesson"]() and course in rows["course"]()
    lesson.get_parent().specific.unpublish()
    assert lesson not in rows["lesson"]()
    lesson.unpublish()
    assert LessonPage.objects.get(pk=lesson.pk) not in rows["lesson"]()


@pytest.mark.parametrize("model", [Learner, LessonProgress, Answer])
def test_what_a_member_did_goes_with_the_member(model):
    assert registered()[model._meta.label].on_erasure is Erasure.DELETE
