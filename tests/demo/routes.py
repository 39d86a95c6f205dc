"""Every address that the resolver knows, as one flat list: what the table of access rules is held against."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

_PARAMETER = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")
# For addresses of the administration, where only the refusal matters.
_ANY = {"int": "1", "uuid": "00000000-0000-0000-0000-000000000000", "slug": "x", "str": "1", "path": "x", None: "1"}


@dataclass(frozen=True)
class Route:
    """`pattern` is the whole route as written; `name` is namespaced."""

    pattern: str
    name: str
    is_regex: bool

    def path(self, samples: dict[str, str] | None = None) -> str:
        """An address of this route: sample values by parameter name, any value of the right kind otherwise."""
        samples = samples or {}
        route = self.pattern
        if self.is_regex:
            route = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", lambda found: f"<{found.group(1)}>", route)
            route = re.sub(r"[\^$?\\]", "", route)
        return "/" + _PARAMETER.sub(
            lambda found: str(samples.get(found["name"], _ANY.get(found["converter"], "1"))), route
        )


def routes(
    resolver: URLResolver | None = None, prefix: str = "", space: str = "", regex: bool = False
) -> Iterator[Route]:
    """All leaves below a resolver (the whole program), in the order in which Django tries them."""
    for entry in (resolver or get_resolver()).url_patterns:
        is_regex = regex or not isinstance(entry.pattern, RoutePattern)
        whole = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Route(whole, ":".join(filter(None, (space, entry.name))), is_regex)
        else:
            yield from routes(entry, whole, ":".join(filter(None, (space, entry.namespace))), is_regex)
