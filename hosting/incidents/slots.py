"""What apps above show on the page of an incident: it knows nothing of them.

    slots.register(reports_of)

`provider(incident) -> {"template", "values"} | None`; the same for every reader, since visitors' pages are cached.
"""

from collections.abc import Callable

_providers: list[Callable] = []


def register(provider: Callable) -> None:
    """Called when an app is ready."""
    if provider not in _providers:
        _providers.append(provider)


def of(incident) -> list[dict]:
    """What there is to show beside an entry of the log."""
    return [found for provider in _providers if (found := provider(incident))]
