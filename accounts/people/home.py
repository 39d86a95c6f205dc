"""The home of an account, filled by the apps above: sections (« my associations », « my courses ») and what waits.

    home.register("cloud", template="cloud/home_section.html", values=home_section, order=30)
    home.register_task(tasks_of_person)

`values(request) -> dict | None` gives the section's template its values; None leaves the section out.
A task is something that the person must do: {"title", "line", "url", "label"}.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    key: str
    template: str
    values: Callable
    order: int


_sections: dict[str, Section] = {}
_task_providers: list[Callable] = []


def register(key: str, *, template: str, values: Callable, order: int) -> None:
    """Order: courses 10, organisations 20, cloud 30, forum 40, events 50, texts 60."""
    _sections[key] = Section(key, template, values, order)


def register_task(provider: Callable[[object], Iterable[dict]]) -> None:
    """`provider(request)` says what waits for the person."""
    if provider not in _task_providers:
        _task_providers.append(provider)


def sections_for(request) -> list[dict]:
    """The sections to show, in order, each with `template` and `values`."""
    shown = []
    for section in sorted(_sections.values(), key=lambda one: one.order):
        values = section.values(request)
        if values is not None:
            shown.append({"key": section.key, "template": section.template, "values": values})
    return shown


def tasks_for(request) -> list[dict]:
    """What waits for the person, from all apps."""
    return [task for provider in _task_providers for task in provider(request)]
