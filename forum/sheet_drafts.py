"""« Make a sheet of it »: what an answer of the forum can become, told by the apps above; the forum knows no page.

    sheet_drafts.register("fiche", label=_("Make a sheet of it"), may=may_add, make=make_sheet, published=published)

`may(person) -> bool`; `make(solution, by) -> key` writes something that is not published and returns what finds it
again; `edit_url(key)` is where it is finished; `published(key) -> {"title", "url"} | None` once everybody can read it.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Solution:
    """A question of a public board with its answers, in Markdown, and the public names of who wrote them."""

    title: str
    answers: list[str]
    asked_by: str
    answered_by: list[str]
    url: str
    topic_id: int


@dataclass(frozen=True)
class Maker:
    kind: str
    label: str
    begun_label: str
    made_label: str
    may: Callable
    make: Callable
    edit_url: Callable
    published: Callable


_makers: dict[str, Maker] = {}


def register(kind: str, *, label, begun_label, made_label, may, make, edit_url, published) -> None:
    """Make a kind of draft known; called when an app is ready. `begun_label` says « finish the sheet »,
    `made_label` « became a sheet »."""
    _makers[kind] = Maker(kind, label, begun_label, made_label, may, make, edit_url, published)


def makers() -> list[Maker]:
    return list(_makers.values())


def maker(kind: str) -> Maker | None:
    return _makers.get(kind)
