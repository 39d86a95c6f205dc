"""What every page knows: the host, open incidents, preferences. Apps above add theirs with `register`."""

from collections.abc import Callable

from django.utils.translation import get_language

_providers: list[Callable] = []


def register(provider: Callable) -> Callable:
    """Add a function `request -> dict`; its values should be lazy, since not every page shows them."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def page(request) -> dict:
    """The context processor: preferences, then what the apps registered."""
    preferences = getattr(request, "preferences", None)
    values = {
        "preferences": preferences,
        "reading_font": preferences.font if preferences else "system",
        "LANGUAGE_CODE": get_language(),
    }
    for provider in _providers:
        values.update(provider(request))
    return values
