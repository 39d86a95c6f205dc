"""Hosts and their services as the components of the look take them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from portal.core.dates import date_format

from . import naming
from .models import Host, Hosted

NAMES_SHOWN = 8
# Values of the format (`service.registration`) as people read them.
WAYS = {
    "none": gettext_lazy("without an account"),
    "free": gettext_lazy("with a free account"),
    "member": gettext_lazy("for members"),
    "client": gettext_lazy("for customers"),
}
KINDS = {
    "ASSOCIATION": gettext_lazy("association"),
    "INFORMAL": gettext_lazy("informal group"),
    "COOPERATIVE": gettext_lazy("cooperative"),
    "MICROCOMPANY": gettext_lazy("one-person company"),
    "COMPANY": gettext_lazy("company"),
    "INDIVIDUAL": gettext_lazy("one person"),
}
LEVELS = {"IDLE": gettext_lazy("at rest"), "AWAY": gettext_lazy("has left the collective")}
STATES = {
    "WARNING": (gettext_lazy("Slowed down"), "bad"),
    "ALERT": (gettext_lazy("Partial outage"), "bad"),
    "ERROR": (gettext_lazy("Major outage"), "bad"),
    "OVER": (pgettext_lazy("service", "closed"), "bad"),
}


def host_entry(host: Host) -> dict:
    """For components/entries.html; `host.offered` holds the services that are asked for."""
    names = [one.name for one in host.offered[:NAMES_SHOWN]]
    more = len(host.offered) - len(names)
    if more:
        names.append(ngettext("%(count)s other", "%(count)s others", more) % {"count": more})
    return {
        "title": host.name,
        "url": host.get_absolute_url(),
        "text": host.description,
        "meta": ", ".join(names),
        "facts": [one for one in (where(host),) if one],
        "state": {"label": LEVELS[host.level], "kind": ""} if host.level in LEVELS else None,
    }


def where(host: Host) -> str:
    """The place, with the country where the address does not say it."""
    named = naming.plain(host.country) in naming.plain(host.address)
    return ", ".join(one for one in (host.address, "" if named else host.country) if one)


def host_facts(host: Host) -> list[dict]:
    """For components/facts.html."""
    return [
        {"term": _("Kind"), "text": KINDS.get(host.kind, "")},
        {"term": _("Place"), "text": where(host)},
        {"term": _("Since"), "text": _year(host.started_on)},
        {"term": _("Member of the collective since"), "text": _year(host.member_since)},
        {"term": _("Site"), "text": _short(host.website), "url": host.website},
        {"term": _("To reach the host"), "text": _short(host.contact_url), "url": host.contact_url},
        {"term": _("Legal notice"), "text": _short(host.legal_url), "url": host.legal_url},
    ]


def service_row(one: Hosted, host: Host) -> dict:
    """A service on the page of its host."""
    label, kind = STATES.get(one.level, ("", ""))
    ways = [str(WAYS[way]) for way in one.ways.split(",") if way in WAYS]
    if one.load == "FULL":
        ways.append(_("full for now"))
    meta = [naming.kinds().get(one.kind, ""), " · ".join(part for part in (one.software, one.licence) if part)]
    if one.read_at < host.read_at:
        meta.append(_("read on %(day)s") % {"day": date_format(one.read_at, "j F Y")})
    return {
        "id": f"service-{one.pk}",
        "name": one.name,
        "url": one.website,
        "text": one.description,
        "meta": ". ".join(part for part in meta if part),
        "facts": ways,
        "state": {"label": label, "kind": kind} if label else None,
    }


def _year(day) -> str:
    return str(day.year) if day else ""


def _short(address: str) -> str:
    """An address as people say it."""
    return address.partition("//")[2].rstrip("/")[:80]
