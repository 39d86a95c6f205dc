"""What the home page gathers from the apps below: services, course, news, next date, people nearby."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import CoursePage, LessonPage
from hosting.services.models import Service
from hosting.services.presentation import stalls
from hosting.services.states import attach

from .people_nearby import places
from .presentation import news_items, ticket

SERVICES_SHOWN = 8
NEWS_SHOWN = 3


def front_page(home) -> dict:
    """Everything the home page shows beside its own words, in a bounded number of queries."""
    from .models import EventPage, NewsPage

    event = EventPage.upcoming().first()
    return {
        "poster": _poster(home),
        "services": stalls(attach(Service.objects.in_catalogue()[:SERVICES_SHOWN])),
        "door": _door(),
        "news": news_items(NewsPage.latest()[:NEWS_SHOWN]),
        "ticket": ticket(event, heading=_("Next date")) if event else None,
        "places": places(),
    }


def _poster(home) -> dict:
    actions = [
        {"label": home.action_label, "url": home.action_link, "kind": ""},
        {"label": home.second_action_label, "url": home.second_action_link, "kind": "quiet"},
    ]
    return {
        "stamp": home.stamp,
        "title": home.headline,
        "lead": home.lead,
        "actions": [one for one in actions if one["label"] and one["url"]],
    }


def _door() -> dict | None:
    """The first lesson of the first course, as a door; None while there is no course."""
    course = CoursePage.objects.live().public().order_by("path").first()
    if course is None:
        return None
    lessons = LessonPage.objects.live().public().descendant_of(course).order_by("path")
    first = lessons.first()
    if first is None:
        return {"line": "", "title": course.title, "bed": None, "label": _("See the course"), "url": course.get_url()}
    count = lessons.count()
    line = ngettext("%(count)s lesson, read without an account", "%(count)s lessons, read without an account", count)
    return {
        "line": line % {"count": count},
        "title": first.title,
        "bed": None,
        "label": _("Begin with lesson 1"),
        "url": first.get_url(),
    }
