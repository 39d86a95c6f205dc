"""Durations, progress and licences in words people say."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_LICENCES = {"CC-BY-SA-4.0": "CC BY-SA 4.0", "CC-BY-4.0": "CC BY 4.0", "CC0-1.0": "CC0 1.0"}


def spoken(minutes: int) -> str:
    """« 25 minutes », « 1 h », « 1 h 10 »."""
    if minutes < 60:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    hours, rest = divmod(minutes, 60)
    return (
        _("%(hours)s h %(minutes)02d") % {"hours": hours, "minutes": rest}
        if rest
        else _("%(hours)s h") % {"hours": hours}
    )


def lessons_of(done: int, total: int) -> str:
    """« 1 leçon sur 4 »."""
    return ngettext("%(done)s lesson of %(total)s", "%(done)s lessons of %(total)s", done) % {
        "done": done,
        "total": total,
    }


def progress_line(course) -> str:
    """« 1 leçon sur 4, environ 1 h 10 restantes », or that the course is finished."""
    numbers = lessons_of(**course.bed)
    if course.finished:
        return _("%(numbers)s: course finished") % {"numbers": numbers}
    return _("%(numbers)s, about %(time)s left") % {"numbers": numbers, "time": spoken(course.minutes_left)}


def left_line(course) -> str:
    """« environ 1 h 10 restantes »."""
    return _("about %(time)s left") % {"time": spoken(course.minutes_left)}


def course_facts(course) -> list[str]:
    """« 4 leçons », « environ 1 h 40 »."""
    count = len(course.lessons)
    lessons = ngettext("%(count)s lesson", "%(count)s lessons", count) % {"count": count}
    return [lessons, _("about %(time)s") % {"time": spoken(course.minutes)}] if count else []


def licence_label(spdx: str) -> str:
    """« Licence CC BY-SA 4.0 » for an SPDX identifier."""
    return _("Licence %(name)s") % {"name": _LICENCES.get(spdx, spdx)}
