"""What other rooms must know of courses: what is found by search, what is personal, what a cached page shows, what
nobody changes."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail.signals import post_page_move

from portal.core import immutable, markdown, page_cache
from portal.media.models import SiteImage
from portal.privacy import registry as privacy
from portal.privacy.watched import watch
from portal.search import registry as search

from .models import (
    Answer,
    Attestation,
    CourseIndexPage,
    CoursePage,
    Learner,
    LessonNote,
    LessonPage,
    LessonProgress,
    LessonQuestion,
    Question,
    SequencePage,
)
from .models.attestations import CHANGES_WHAT_IS_KEPT


def register_all() -> None:
    """Called once, when the app is ready."""
    search.register("course", _("Courses"), CoursePage, rows=_public(CoursePage), entry=course_entry)
    search.register("lesson", _("Lessons"), LessonPage, rows=_public(LessonPage), entry=lesson_entry)
    privacy.register(Learner, owner="person", purpose=_("knowing again who follows a course"), hidden=("key",))
    privacy.register(LessonProgress, owner="learner__person", purpose=_("going on where one left off"))
    privacy.register(
        Answer,
        owner="learner__person",
        purpose=_("showing one’s own answers and their explanations"),
        hidden=("fingerprint", "first_fingerprint"),
    )
    privacy.register(
        Attestation,
        owner="learner__person",
        purpose=_("attesting, to whoever you give its code, that you followed a course"),
    )
    watch(Attestation, person_of=lambda attestation: attestation.learner.person)
    immutable.protect(Attestation, when=CHANGES_WHAT_IS_KEPT, events=("UPDATE",))
    privacy.register(LessonNote, owner="person", purpose=_("your own notes on lessons, read by nobody else"))
    page_cache.purge_on_change(
        CourseIndexPage, CoursePage, SequencePage, LessonPage, Question, LessonQuestion, SiteImage
    )
    post_page_move.connect(lambda **_kwargs: page_cache.purge(), weak=False, dispatch_uid="courses-purge-after-move")


def _public(model):
    """Published pages that everybody may read, below published pages only."""

    def rows():
        here = ExpressionWrapper(OuterRef("path"), output_field=CharField())
        hidden = Page.objects.filter(live=False, depth__gt=1).alias(here=here).filter(here__startswith=F("path"))
        return model.objects.live().public().filter(~Exists(hidden))

    return rows


def course_entry(course: CoursePage) -> search.Entry:
    return search.Entry(
        title=course.title,
        url=course.get_url() or "",
        summary=course.summary,
        text=markdown.plain_text(course.introduction),
        updated_at=course.last_published_at,
    )


def lesson_entry(lesson: LessonPage) -> search.Entry:
    return search.Entry(
        title=lesson.title,
        url=lesson.get_url() or "",
        summary=lesson.summary,
        text=lesson_text(lesson),
        updated_at=lesson.last_published_at,
    )


def lesson_text(lesson: LessonPage) -> str:
    """The words of a lesson without marks: text, titles, captions and what the drawings say."""
    words = []
    for block in lesson.body:
        if isinstance(block.value, str):
            words.append(block.value)
        else:
            words += [value for value in block.value.values() if isinstance(value, str)]
    return markdown.plain_text("\n\n".join(words))
