"""What each page of a course shows, gathered in a bounded number of queries (counted by the tests)."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from . import asking, attestations, durations, outline, quiz
from .learners import reader_of
from .models import Answer, Attestation, CourseIndexPage, LessonPage
from .shared import shared_lesson

NAV = {"nav_section": "mooc"}


def course_list(page, request) -> dict:
    """Every course, with the learner's progress and the door to go on."""
    reader = reader_of(request)
    courses = outline.all_outlines(page, reader)
    return NAV | {
        "cards": _cards(courses, reader),
        "band": {"title": page.title, "field": "leaf", "lead": page.search_description},
    }


def home_section(request) -> dict | None:
    """« My courses » on the account's home: those begun, and where to go on; none before a first course exists."""
    page = CourseIndexPage.objects.live().first()
    if page is None:
        return None
    reader = reader_of(request)
    begun = [course for course in outline.all_outlines(page, reader) if course.begun]
    return {
        "cards": _cards(begun, reader),
        "url": reverse("courses:index"),
        "attestations": list(Attestation.objects.of_person(request.user).valid()),
    }


def _cards(courses: list[outline.Outline], reader) -> list[dict]:
    nexts = [course.next_lesson for course in courses if course.begun and course.next_lesson]
    anchors = outline.first_unanswered(reader, [lesson.pk for lesson in nexts if lesson.state == outline.DOING])
    return [
        {"course": course, "facts": durations.course_facts(course), "door": _door(course, anchors)}
        for course in courses
    ]


def _door(course: outline.Outline, anchors: dict[int, str]) -> dict | None:
    """« Commencer », « Reprendre » at the exact place, or the course again once finished."""
    lesson = course.next_lesson
    if not course.lessons:
        return None
    if course.finished:
        done = {"title": _("You have finished this course"), "bed": course.bed, "line": ""}
        if course.attests:
            return done | {"label": _("My attestation"), "url": f"{course.url}attestation/"}
        return done | {"label": _("Read it again"), "url": course.lessons[0].url}
    place = f"#{quiz.anchor(anchors[lesson.pk])}" if lesson.pk in anchors else ""
    return {
        "title": lesson.title,
        "line": durations.left_line(course) if course.begun else _("First lesson"),
        "bed": course.bed if course.begun else None,
        "label": _("Go on") if course.begun else _("Begin"),
        "url": lesson.url + place,
    }


def course(page, request) -> dict:
    """A course: its outline with states in words, progress in numbers, the door to the next thing."""
    reader = reader_of(request)
    plan = outline.course_outline(page.path, reader) or outline.Outline(
        page.pk, page.title, page.get_url(request) or "", page.summary, page.licence
    )
    (card,) = _cards([plan], reader)
    return NAV | {
        "plan": plan,
        "door": card["door"],
        "offline": settings.OFFLINE_LESSONS,
        "progress": durations.progress_line(plan) if plan.begun else "",
        "attestation": _attestation(page),
        "band": {
            "title": page.title,
            "field": "leaf",
            "lead": page.summary,
            "crumbs": [courses_crumb()],
            "facts": [*card["facts"], durations.licence_label(page.licence)],
        },
    }


def _attestation(page) -> dict | None:
    """What the course asks for its attestation, and where one asks for it."""
    rule = attestations.rule_of(page)
    return {"rule": rule.words, "url": attestations.address(page)} if rule else None


def sequence(page, request) -> dict:
    """A sequence: its lessons, in the course's outline."""
    plan = outline.course_outline(_course_path(page), reader_of(request))
    here = next((one for one in plan.sequences if one.pk == page.pk), None) if plan else None
    return NAV | {
        "plan": plan,
        "sequence": here,
        "band": {
            "title": page.title,
            "field": "leaf",
            "lead": page.summary,
            "crumbs": [courses_crumb(), *([{"title": plan.title, "url": plan.url}] if plan else [])],
        },
    }


@dataclass(frozen=True)
class LessonFacts:
    """What the page of a lesson shows of its reader: where they stand in the course, what they answered (by uid), what
    they may read of what was asked. Read in a bounded number of queries."""

    plan: outline.Outline | None
    here: outline.Lesson | None
    answers: dict[str, Answer]
    asked: dict | None


def lesson_facts(page: LessonPage, request) -> LessonFacts:
    """All that depends on who asks."""
    reader = reader_of(request)
    plan = outline.course_outline(_course_path(page), reader)
    here = plan.lesson(page.pk) if plan else None
    answers = Answer.objects.of(reader).filter(lesson_id=page.pk) if reader else ()
    asked = asking.under_lesson(page.pk, plan.board, request.user) if plan else None
    return LessonFacts(plan, here, {one.uid: one for one in answers}, asked)


def lesson(page: LessonPage, request, facts: LessonFacts) -> dict:
    """A lesson with its outline, quiz and the doors to its neighbours. No query but for what everybody is shown."""
    plan, here = facts.plan, facts.here
    shared = shared_lesson(page, here.url if here else "")
    questions = shared.questions
    if here:
        here.current = True
        plan.unfold_only(page.pk)
    return NAV | {
        "outline": plan,
        "here": here,
        "body": shared.body,
        "quiz": quiz.build(page.quiz_title, questions, facts.answers, request.GET) if questions else None,
        "asked": facts.asked,
        "doors": _doors(plan, page),
        "licence": page.licence or (plan.licence if plan else ""),
        "band": _lesson_band(page, plan, here),
        "worker": reverse("courses:offline-worker") if here and settings.OFFLINE_LESSONS else "",
    }


def _course_path(page) -> str:
    """Tree path of the course above a sequence (one level up) or a lesson (two)."""
    levels = 2 if isinstance(page, LessonPage) else 1
    return page.path[: -levels * page.steplen]


def courses_crumb() -> dict:
    """The way back to the list of courses."""
    return {"title": _("Learn"), "url": reverse("courses:index")}


def _lesson_band(page, plan, here) -> dict:
    crumbs, facts = [courses_crumb()], []
    if plan:
        crumbs.append({"title": plan.title, "url": plan.url})
        above = plan.sequence_of(page.pk)
        crumbs += [{"title": above.title, "url": above.url}] if above else []
    if here:
        facts.append(_("Lesson %(number)s of %(total)s") % {"number": here.number, "total": len(plan.lessons)})
    facts.append(durations.spoken(page.minutes))
    licence = page.licence or (plan.licence if plan else "")
    if licence:
        facts.append(durations.licence_label(licence))
    art = {"art": "img/watering-can.svg", "art_width": 400, "art_height": 240}
    return {"title": page.title, "field": "leaf", "crumbs": crumbs, "facts": facts, **art}


def _doors(plan, page) -> dict | None:
    if plan is None:
        return None
    before, after = plan.neighbours(page.pk)
    doors = {"label": _("Neighbouring lessons")}
    if before:
        line = _("Lesson %(number)s, previous") % {"number": before.number}
        doors["previous"] = {"title": before.title, "url": before.url, "line": line}
    if after:
        line = _("Lesson %(number)s, next") % {"number": after.number}
        doors["next"] = {"title": after.title, "url": after.url, "line": line}
    elif before or plan.lessons:
        doors["next"] = {"title": plan.title, "url": plan.url, "line": _("End of the course, back to its outline")}
    return doors


def keep_private(response, request):
    """A page that shows someone's answers is for their eyes only."""
    if reader_of(request) is not None:
        patch_cache_control(response, private=True, no_cache=True)
    return response
