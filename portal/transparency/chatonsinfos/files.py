"""The text of our own files, from the catalogue, the host's page in /cms/, open incidents and nightly figures.

What the host has not said is left out, never guessed.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from hosting.directory.chatonsinfos.properties import write
from hosting.directory.chatonsinfos.rules import rules
from hosting.services.models import Service
from hosting.services.states import OPERATIONAL, attach

from ..models import DatedText, PublishedFacts, StandingPage
from . import measures
from .own import own

GENERATOR = "Chatière"
Rows = list[tuple[str, str]]
SPDX = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")


class House:
    """What every file says of the host. `absolute` makes an address whole; `host` is the row of /cms/."""

    def __init__(self, host, absolute: Callable[[str], str]):
        self.host = host
        self.absolute = absolute
        self.facts = PublishedFacts.load().values
        self.texts = set(DatedText.objects.readable().values_list("slug", flat=True))

    def text(self, slug: str) -> str:
        """Whole address of a dated text that can be read."""
        return self.absolute(f"/{slug}/") if slug in self.texts else ""

    def said(self, *sections: str) -> Rows:
        """What staff have said, below these sections."""
        return [(path, value) for path, value in self.facts.items() if path.startswith(sections)]


def organisation(house: House) -> str:
    """The organisation's file."""
    host, absolute = house.host, house.absolute
    name = host.name if host.name != host._meta.get_field("name").default else ""
    infrastructure = StandingPage.objects.filter(slug="infrastructure").exists()
    rows = [
        ("organization.name", name),
        ("organization.description", host.tagline),
        ("organization.website", absolute("/")),
        ("organization.logo", absolute(host.logo_url) if host.logo_url else ""),
        ("organization.contact.url", absolute(reverse("pages:contact"))),
        ("organization.contact.email", host.email),
        ("organization.legal.url", house.text("mentions-legales")),
        ("organization.guide.technical", absolute(reverse("transparency:infrastructure")) if infrastructure else ""),
        ("organization.geolocation.address", host.place),
    ]
    address = absolute(reverse("transparency:chatonsinfos"))
    services = Service.objects.in_catalogue().order_by("position", "name")
    subs = [(key, absolute(_address(one))) for key, one in _keys(services)]
    if measures.of_organisation():
        subs.append(("subs.metrics", absolute(reverse("transparency:chatonsinfos_metrics"))))
    return _whole("organization", address, [("Organisation", rows + house.said("organization.")), ("Subs", subs)])


def service(house: House, slug: str) -> str:
    """A service's file. Raises Service.DoesNotExist for one that is not in the catalogue."""
    [one] = attach([Service.objects.in_catalogue().get(slug=slug)])
    page = house.absolute(one.get_absolute_url())
    is_spdx = SPDX.fullmatch(one.licence)
    service_rows = [
        ("service.name", one.name),
        ("service.description", one.summary),
        ("service.website", one.address or page),
        ("service.legal.url", house.text("cgu")),
        ("service.guide.user", page),
        ("service.contact.url", house.absolute(reverse("pages:contact"))),
        ("service.startdate", _day(one.opened_on)),
        ("service.status.level", own()["states"]["values"].get(one.state_now.code, "")),
        ("service.status.description", "" if one.state_now is OPERATIONAL else str(one.state_now.label)),
        ("service.registration", own()["access"].get(one.access, "")),
        ("service.registration.load", own()["openness"].get(one.openness, "")),
    ]
    software = [
        ("software.name", one.software),
        ("software.website", one.software_url),
        ("software.license.name", one.licence),
        ("software.license.url", f"https://spdx.org/licenses/{one.licence}.html" if is_spdx else ""),
        ("software.version", one.version),
        ("software.source.url", one.source_url),
    ]
    metrics = house.absolute(reverse("transparency:chatonsinfos_service_metrics", args=[one.slug]))
    return _whole(
        "service",
        house.absolute(_address(one)),
        [
            ("Service", service_rows),
            ("Software", software),
            ("Host", house.said("host.")),
            ("Subs", [("subs.metrics", metrics)] if measures.of_service(one) else []),
        ],
    )


def organisation_metrics(house: House) -> str:
    """The organisation's metrics; empty when nothing is counted."""
    rows = measures.of_organisation()
    return (
        _whole("metrics", house.absolute(reverse("transparency:chatonsinfos_metrics")), [("Metrics", rows)])
        if rows
        else ""
    )


def service_metrics(house: House, slug: str) -> str:
    """A service's metrics; empty when nothing is counted of it. Raises Service.DoesNotExist."""
    one = Service.objects.in_catalogue().get(slug=slug)
    rows = measures.of_service(one)
    address = house.absolute(reverse("transparency:chatonsinfos_service_metrics", args=[one.slug]))
    return _whole("metrics", address, [("Metrics", rows)]) if rows else ""


def _whole(file_class: str, address: str, sections: Iterable[tuple[str, Rows]]) -> str:
    """With the head that every file has. Its date is the moment since which it says the same."""
    body = write(sections)
    head = [
        ("file.class", file_class),
        ("file.protocol", rules().raw["protocol"]["value"]),
        ("file.datetime", _same_since(address, body)),
        ("file.generator", GENERATOR),
        ("file.url", address),
    ]
    return f"{write([('File', head)])}\n{body}"


def _same_since(address: str, body: str) -> str:
    """Kept in the cache: where that is emptied, the date moves once, and nothing else."""
    digest = hashlib.sha256(body.encode()).hexdigest()
    key = f"chatonsinfos:{hashlib.sha256(address.encode()).hexdigest()}"
    known = cache.get(key)
    if not known or known[0] != digest:
        moment = timezone.localtime().strftime(rules().raw["datetimes"]["write"]["value"])
        known = (digest, moment)
        cache.set(key, known, timeout=None)
    return known[1]


def _address(one: Service) -> str:
    return reverse("transparency:chatonsinfos_service", args=[one.slug])


def _keys(services) -> list[tuple[str, Service]]:
    """A key of its own for each service: the format wants small letters and « _ » only."""
    taken: set[str] = set()
    named = []
    for one in services:
        key = re.sub(r"[^a-z]+", "_", one.slug.lower()).strip("_") or "service"
        while key in taken or key == "metrics":
            key = f"{key}_x"
        taken.add(key)
        named.append((f"subs.{key}", one))
    return named


def _day(day: date | None) -> str:
    return day.strftime(rules().raw["dates"]["write"]["value"]) if day else ""


def as_written(value) -> str:
    """An answer of staff as the format writes it."""
    if isinstance(value, date):
        return _day(value)
    return str(value.normalize()) if isinstance(value, Decimal) else str(value).strip()
