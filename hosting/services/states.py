"""How services are doing: the catalogue asks, whoever knows (the incident log) answers. No import upward or sideways.

states.register_provider(lambda: {service_id: State("slow", "bad")})
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class State:
    """`code` is stable (`operational`, `slow`, …), `label` is read, `kind` is the look of components/state.html."""

    code: str
    label: str
    kind: str


OPERATIONAL = State("operational", _("Operational"), "done")

_providers: list[Callable[[], Mapping[int, State]]] = []


def register_provider(provider: Callable[[], Mapping[int, State]]) -> None:
    """Add a function that gives the states of the services which are not operational, by id, in one query."""
    if provider not in _providers:
        _providers.append(provider)


def attach(services) -> list:
    """The services as a list, each with its `state_now`."""
    troubled: dict[int, State] = {}
    for provider in _providers:
        troubled.update(provider())
    services = list(services)
    for service in services:
        service.state_now = troubled.get(service.pk, OPERATIONAL)
    return services
