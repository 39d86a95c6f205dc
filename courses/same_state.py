"""The page of a lesson for learners, made once for all who stand at the same place in the course.

It names nobody: it shows where its reader stands, what they chose in the quiz and what was asked about the lesson. Most
who open a lesson have done the ones before it and answered nothing yet, so most get the same bytes. Whoever answered in
words of their own, carries a message or comes back from a form gets a page made for them alone, which is not kept.
"""

from portal.core import page_cache, same_state
from portal.notifications.centre import unread_count

from . import grading

CACHE = same_state.CACHE


def kept_or_made(page, request, facts, make):
    """The page of a lesson for whoever reads it with these `facts` (page_contexts.LessonFacts); `make()` renders it."""
    return same_state.kept_or_made(request, _state(page, request, facts), make)


def _state(page, request, facts) -> str | None:
    """The name of all that the page depends on; None when it is for one reader alone."""
    generation = getattr(page, "read_in", None)
    if generation is None or request.GET or _in_own_words(page, facts):
        return None
    return same_state.state(
        "lesson",
        request,
        generation,
        page=page.pk,
        unread=unread_count(request),
        lessons=[[one.pk, one.state, one.score] for one in (facts.plan.lessons if facts.plan else [])],
        answers=[
            [one.uid, one.fingerprint, one.given, one.score, one.best_score]
            for _uid, one in sorted(facts.answers.items())
        ],
        asked=facts.asked,
    )


def _in_own_words(page, facts) -> bool:
    def typed() -> frozenset[str]:
        return frozenset(one.uid for one in page.questions.all() if grading.kind(one.kind).typed)

    return bool(facts.answers) and not facts.answers.keys().isdisjoint(page_cache.remember(f"typed:{page.pk}", typed))
