"""What a stranger's file says, as columns: plain words of a bounded length, right addresses and days, or nothing."""

from datetime import date

from .chatonsinfos import checking
from .chatonsinfos.properties import Properties, plain
from .chatonsinfos.rules import rules
from .models import Host, Hosted
from .naming import kind_of
from .naming import plain as comparable


def host_columns(found: Properties) -> dict:
    """Columns of a Host; only what is right is taken over."""
    address = _text(found, "organization.geolocation.address", Host, "address")
    country = _text(found, "organization.country.name", Host, "country")
    where = comparable(f"{address} {country} {_word(found, 'organization.country.code')}")
    return {
        "name": _text(found, "organization.name", Host, "name"),
        "description": _text(found, "organization.description", Host, "description"),
        "kind": _word(found, "organization.type"),
        "level": _word(found, "organization.memberof.chatons.status.level"),
        "website": _url(found, "organization.website"),
        "contact_url": _url(found, "organization.contact.url"),
        "legal_url": _url(found, "organization.legal.url"),
        "country": country,
        "address": address,
        "place_words": where[: Host._meta.get_field("place_words").max_length],
        "started_on": _day(found, "organization.startdate"),
        "member_since": _day(found, "organization.memberof.chatons.startdate"),
    }


def service_columns(found: Properties) -> dict:
    """Columns of a Hosted."""
    name = _text(found, "service.name", Hosted, "name")
    software = _text(found, "software.name", Hosted, "software")
    ways = _word(found, "service.registration").lower().replace(";", ",").split(",")
    joined = ",".join(dict.fromkeys(way for one in ways if (way := one.strip())))
    return {
        "name": name,
        "description": _text(found, "service.description", Hosted, "description"),
        "website": _url(found, "service.website"),
        "kind": kind_of(software, name),
        "software": software,
        "licence": _text(found, "software.license.name", Hosted, "licence"),
        "ways": f",{joined}," if joined else "",
        "load": _word(found, "service.registration.load"),
        "level": _word(found, "service.status.level"),
        "started_on": _day(found, "service.startdate"),
    }


def _text(found: Properties, path: str, model, column: str) -> str:
    return plain(found.get(path), model._meta.get_field(column).max_length)


def _word(found: Properties, path: str) -> str:
    """One of the values that the format knows, as it writes them; empty for another one."""
    field, value = rules().fields[path], found.get(path)
    if not value or not checking.is_right(field, value):
        return ""
    return value if field.kind == "list" else value.upper()


def _url(found: Properties, path: str) -> str:
    value = found.get(path)
    return value if checking.is_url(value) and len(value) <= 400 else ""


def _day(found: Properties, path: str) -> date | None:
    return checking.as_date(found.get(path)) if found.get(path) else None
