"""Courses and lessons by the names that people type: `course`, `course/lesson`."""

from ..models import CoursePage, LessonPage


def public_course(slug: str) -> CoursePage | None:
    """The public course of this slug."""
    return CoursePage.objects.live().filter(slug=slug).first()


def named_lesson(address: str) -> LessonPage | None:
    """The lesson of `course/lesson`, public or not; a course has each lesson's slug once."""
    course_slug, _slash, lesson_slug = address.strip("/").partition("/")
    course = CoursePage.objects.filter(slug=course_slug).first()
    return course and LessonPage.objects.descendant_of(course).filter(slug=lesson_slug).first()
