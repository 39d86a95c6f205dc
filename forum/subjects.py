"""What a topic is about, told by the apps above: a lesson registers here and the forum knows nothing of lessons.

    subjects.register("lecon", find=find_lesson, of=lesson_of_topic)

`find(name, request, board) -> Subject | None` answers `?sujet=lecon-12` on the form of a new topic of this board; the
name comes from an address, so anything may stand there. `of(topic, person) -> dict | None` gives a topic's page the
template to show beside the conversation and its values: the same for all members, who share the page.
"""

from collections.abc import Callable
from dataclasses import dataclass

QUESTION = "sujet"


@dataclass(frozen=True)
class Subject:
    """`beginning` is put in the title of the new topic, `line` stands above the form; `bind(topic)` keeps the link, and
    is safe to call twice."""

    beginning: str
    line: str
    url: str
    bind: Callable


@dataclass(frozen=True)
class _Source:
    find: Callable
    of: Callable


_sources: dict[str, _Source] = {}


def register(kind: str, *, find: Callable, of: Callable) -> None:
    """Make a kind of subject known; called when an app is ready."""
    _sources[kind] = _Source(find, of)


def address(kind: str, name: object) -> str:
    """The query that opens the form of a new topic about this."""
    return f"{QUESTION}={kind}-{name}"


def asked_for(request, board) -> Subject | None:
    """What the topic being written is about; None when the address names nothing that this reader may see."""
    kind, _hyphen, name = request.GET.get(QUESTION, "").partition("-")
    source = _sources.get(kind)
    return source.find(name, request, board) if source and name else None


def about(topic, person) -> dict | None:
    """{"template", "values"} of what a topic is about, for its page."""
    for source in _sources.values():
        if found := source.of(topic, person):
            return found
    return None
