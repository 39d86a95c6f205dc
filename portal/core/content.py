"""The content that ships: each app registers a loader; `manage.py load_content` runs them, lower layers first.

A loader is safe to run again: it adds what is missing and never overwrites what staff changed.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Loader:
    """`load()` returns what it made, in words, e.g. {"services": 7}.

    `demo` loaders make all that is invented (people, a host, its services and rules in force) and run on no real host.
    """

    name: str
    order: int
    load: Callable[[], dict[str, int]]
    demo: bool = False


_loaders: dict[str, Loader] = {}


def register(name: str, load: Callable[[], dict[str, int]], *, order: int, demo: bool = False) -> None:
    """Register a loader. Order by layer: people 10, organisations 20, services 30, incidents 40, cloud 50, forum 60,
    courses 70, pages 80, transparency 90; demo loaders run after all shipped content."""
    _loaders[name] = Loader(name, order, load, demo)


def loaders(*, demo: bool) -> list[Loader]:
    """The loaders to run, in order."""
    return sorted((one for one in _loaders.values() if one.demo == demo), key=lambda one: one.order)
