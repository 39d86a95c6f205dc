"""What other apps show on the page of an association.

    sections.register("cloud", template="cloud/organisation_section.html", values=section)

`values(request, organisation)` gives the template's `section`, for somebody who may see the association; nothing is
shown where it is empty. Constant number of queries, please.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    template: str
    values: Callable


_registry: dict[str, Section] = {}


def register(name: str, *, template: str, values: Callable) -> None:
    _registry[name] = Section(template, values)


def shown(request, organisation) -> list[dict]:
    """In the order of their registration: template and values of each that has something to show."""
    found = ((one.template, one.values(request, organisation)) for one in _registry.values())
    return [{"template": template, "values": values} for template, values in found if values]
