"""What a lesson shows alike to everybody, made once and kept until something changes: its text and its questions.

Nothing here may depend on who reads: answers and states come afterwards. A page read from the address of the course
carries `read_in`, the generation of cached pages before it was read; without it (a preview) all is made afresh.
"""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portal.core import page_cache
from portal.core.media_blocks import read_documents_at_once

from . import foreign_videos
from .models import LessonPage, Question


@dataclass(frozen=True)
class SharedLesson:
    """The rendered text in the reader's language, and the questions in order."""

    body: SafeString
    questions: list[Question]


def shared_lesson(page: LessonPage, address: str) -> SharedLesson:
    """What everybody sees of the lesson at `address` (empty outside a course). No query once it is kept."""
    generation = getattr(page, "read_in", None)
    if generation is None:
        return _make(page, address)
    return page_cache.remember(f"lesson:{page.pk}:{get_language()}", lambda: _make(page, address), since=generation)


def _make(page: LessonPage, address: str) -> SharedLesson:
    read_documents_at_once(page.body)
    if address:
        foreign_videos.give_addresses(page, address)
    return SharedLesson(render_to_string("courses/lesson_body.html", {"page": page}), list(page.questions.all()))
