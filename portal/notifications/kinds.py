"""The kinds of notices: each app registers its own when it is ready.

    kinds.register("forum-message", label=_("New messages"), group=_("Forum"), announce=…, resolve=…)

A kind without `announce` is told to named people (`telling.tell`); one with it also to followers
(`telling.tell_followers`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .models import Frequency


@dataclass(frozen=True)
class Announcement:
    """What followers of `subjects` are told of an event; the most specific subject first, whose frequency counts.

    `direct()` gives, by kind, the people who are told whether they follow or not (a mention); kept few by the app.
    """

    title: str
    url: str
    thread: str
    subjects: tuple[tuple[str, int], ...]
    text: str = ""
    direct: Callable[[], Mapping[str, list]] = field(default=dict)


@dataclass(frozen=True)
class Told:
    """A notice as its reader sees it now: `title` is what it is about, `line` what happened, `words` the plain words
    that a mail quotes, `seen` that they have it from elsewhere and are not mailed."""

    title: str
    line: str
    url: str
    place: str = ""
    words: str = ""
    seen: bool = False


@dataclass(frozen=True)
class Kind:
    """`resolve(person, notices)` gives the `Told` of each notice by its key; one that it leaves out can no longer be
    read by this person: it is neither shown nor mailed. `mails=False`: the app writes its own mails. `offered()`: False
    for what this host does without, which nobody need choose."""

    name: str
    label: str
    group: str
    default: str = Frequency.AT_ONCE
    mails: bool = True
    announce: Callable | None = None
    resolve: Callable | None = None
    offered: Callable[[], bool] = lambda: True


_kinds: dict[str, Kind] = {}


def register(name: str, **fields) -> None:
    """Make a kind known; see `Kind` for what can be said of it."""
    _kinds[name] = Kind(name, **fields)


def get(name: str) -> Kind | None:
    """None for a kind whose app is no longer here."""
    return _kinds.get(name)


def registered() -> list[Kind]:
    """All of them, in the order of registration."""
    return list(_kinds.values())


def resolve(person, notices) -> dict[int, Told]:
    """What each notice says today, by its key; a constant number of queries a kind."""
    by_kind: dict[str, list] = {}
    for notice in notices:
        by_kind.setdefault(notice.kind, []).append(notice)
    told: dict[int, Told] = {}
    for name, rows in by_kind.items():
        kind = get(name)
        if kind and kind.resolve:
            told |= kind.resolve(person, rows)
        else:
            told |= {one.pk: Told(title=one.title, line=one.text, url=one.url) for one in rows}
    return told
