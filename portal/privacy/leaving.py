"""What apps above have to say when somebody leaves.

    register_closer("cloud", close=close_accounts, settle=settle_accounts)
    register_obstacle(organisations_without_manager)

`close(person) -> list[int]` asks for the person's accounts elsewhere to be closed, in a transaction, and names them by
number; safe to call again. `settle(numbers) -> bool`, asked again and again once the person is gone, forgets what is
closed and says whether all is. An obstacle, `(person) -> iterable of Obstacle`, is something to do before leaving.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Closer:
    close: Callable[[object], list[int]]
    settle: Callable[[list[int]], bool]


@dataclass(frozen=True)
class Obstacle:
    """What to do first, and where."""

    text: str
    url: str
    label: str


_closers: dict[str, Closer] = {}
_obstacles: list[Callable[[object], Iterable[Obstacle]]] = []


def register_closer(key: str, *, close, settle) -> None:
    _closers[key] = Closer(close, settle)


def register_obstacle(provider: Callable[[object], Iterable[Obstacle]]) -> None:
    if provider not in _obstacles:
        _obstacles.append(provider)


def obstacles_of(person) -> list[Obstacle]:
    return [one for provider in _obstacles for one in provider(person)]


def close_outside(person) -> dict[str, list[int]]:
    """Ask every closer; what is being closed, by closer."""
    asked = {key: closer.close(person) for key, closer in _closers.items()}
    return {key: numbers for key, numbers in asked.items() if numbers}


def settle_outside(outside: dict[str, list[int]]) -> dict[str, list[int]]:
    """What is still being closed."""
    return {key: numbers for key, numbers in outside.items() if key in _closers and not _closers[key].settle(numbers)}
