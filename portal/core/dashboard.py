"""What waits for the team, on the home of /cms/. Each app says what it knows:

    dashboard.register(provider)      # provider(request) -> iterable of Waiting

Only what somebody must do; figures belong elsewhere. A provider asks its own permissions and costs few queries.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Waiting:
    """`label` is a whole phrase with its number (« 3 demandes attendent »); nothing is shown for a count of zero.
    `urgent` puts it first, as trouble; `detail` says what is wrong."""

    label: str
    count: int
    url: str
    urgent: bool = False
    detail: str = ""


_providers: list[Callable[[object], Iterable[Waiting]]] = []


def register(provider: Callable[[object], Iterable[Waiting]]) -> Callable:
    """Add a provider; registering one twice changes nothing."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def waiting_for(request) -> list[Waiting]:
    """Everything that waits for whoever looks, trouble first, then as registered."""
    found = [one for provider in _providers for one in provider(request) if one.count]
    return sorted(found, key=lambda one: not one.urgent)
