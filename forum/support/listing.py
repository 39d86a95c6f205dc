"""The ways to narrow the list of a board (`?etat=`): by the state of reports, what questions still lack, the fate of
ideas."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from forum.machina.forum.models import Forum
from forum.machina.forum_conversation.models import Topic

from . import presentation
from .models import BugReport


@dataclass(frozen=True)
class Way:
    """`title` is the link, `narrow` takes the topics of the board in list order."""

    title: str
    narrow: Callable


def _decided(outcome: str) -> Callable:
    return lambda topics: topics.filter(outcome=outcome)


QUESTIONS = {
    "sans-solution": Way(_("Without an accepted answer"), lambda topics: topics.unsolved().oldest_first()),
    "sans-reponse": Way(_("Without any answer"), lambda topics: topics.unanswered().oldest_first()),
    "resolues": Way(_("Solved ones"), lambda topics: topics.filter(solved_at__isnull=False)),
}
IDEAS = {
    "votes": Way(_("Most wanted"), lambda topics: topics.most_wanted_first()),
    "retenues": Way(_("Retained"), _decided(Topic.Outcome.RETAINED)),
    "faites": Way(_("Done"), _decided(Topic.Outcome.DONE)),
    "pas-retenues": Way(_("Not retained"), _decided(Topic.Outcome.DECLINED)),
}
WAYS = {Forum.Kind.HELP: QUESTIONS, Forum.Kind.IDEAS: IDEAS}
LABELS = {Forum.Kind.HELP: _("Questions by state"), Forum.Kind.IDEAS: _("Ideas by votes and decision")}
# What may stand in the address, for the cache of pages.
KNOWN = (*BugReport.State.values, *QUESTIONS, *IDEAS)


def narrowed(topics, board: Forum, name: str):
    """The topics of a board that a filter keeps. Raises Http404 for one that this kind of board does not have."""
    if board.kind == Forum.Kind.BUGS and name in BugReport.State.values:
        return topics.filter(bug_report__state=name)
    way = WAYS.get(board.kind, {}).get(name)
    if way is None:
        raise Http404
    return way.narrow(topics)


def filters(board: Forum, current: str) -> dict | None:
    """What components/filters.html takes; None for a board without filters."""
    ways = WAYS.get(board.kind)
    if ways is None:
        return presentation.state_filters(board, current)
    return {"label": LABELS[board.kind], "choices": choices(ways, current, board.get_absolute_url())}


def choices(ways: dict[str, Way], current: str, address: str) -> list[dict]:
    """« All », then each way."""
    links = [{"title": _("All"), "url": address, "current": not current, "count": None}]
    for name, way in ways.items():
        links.append({"title": way.title, "url": f"{address}?etat={name}", "current": name == current, "count": None})
    return links
