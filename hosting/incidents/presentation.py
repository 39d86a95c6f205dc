"""Entries of the log as the components of the look take them."""

from itertools import groupby

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.core.dates import date_format

from .history import in_hours
from .models import Incident, Kind, ServiceState, UpdateState


def state(entry: Incident) -> dict:
    """Where an entry stands, for components/state.html."""
    if entry.is_planned():
        return {"label": _("Planned maintenance") if entry.is_maintenance else _("Announced"), "kind": "plan"}
    if entry.is_ongoing():
        label = _("Under way for %(time)s") % {"time": in_hours(entry.duration())}
        return {"label": label, "kind": "plan" if entry.is_maintenance else "bad"}
    end = UpdateState.DONE if entry.is_maintenance else UpdateState.RESOLVED
    return {"label": capfirst(end.label), "kind": "done"}


def poster(entry: Incident) -> dict:
    """An entry with its messages, for components/incident.html."""
    return {
        "id": entry.number,
        "title": entry.title,
        "url": entry.get_absolute_url(),
        "state": state(entry),
        "log": log(entry),
    }


def log(entry: Incident) -> list[dict]:
    """What was said, newest first, for components/log.html; with states, where they changed while it lasted."""
    updates = sorted(entry.updates.all(), key=lambda one: (one.at, one.pk), reverse=True)
    changes = changes_by_message(entry)
    if changes and updates[-1].pk not in changes:
        begun = [(one.service, ServiceState(one.state)) for one in entry.touched.all()]
        changes[updates[-1].pk] = [(what, state) for what, state in begun if state != ServiceState.OPERATIONAL]
    return [
        {
            "id": f"message-{one.pk}",
            "at": timezone.localtime(one.at),
            "title": capfirst(one.get_state_display()),
            "text": one.text,
            "states": [in_words(service, state) for service, state in changes.get(one.pk, ())],
        }
        for one in updates
    ]


def changes_by_message(entry: Incident) -> dict[int, list]:
    """{key of a message: [(service, its state from then on)]}. No query on an entry `with_details`."""
    found: dict[int, list] = {}
    for touched in entry.touched.all():
        for change in touched.changes.all():
            found.setdefault(change.update_id, []).append((touched.service, ServiceState(change.state)))
    return found


def in_words(what, state: ServiceState) -> str:
    """« Pads : panne partielle »; `what` is a service or a part of one."""
    return _("%(title)s: %(state)s") % {"title": what.name, "state": state.label}


def availability(windows, histories) -> dict:
    """Services by months, latest first (a phone shows these), for components/table.html."""
    return {
        "caption": _("Share of the time operational, by month"),
        "head": [{"text": _("Service")}]
        + [{"text": date_format(timezone.localtime(since), "F Y"), "num": True} for since, _until in windows[::-1]],
        "rows": [
            [{"text": row[0].service.name, "url": reverse("incidents:service", args=[row[0].service.slug])}]
            + [{"text": one.availability or "–", "num": True} for one in row[::-1]]
            for row in histories
        ],
    }


def availability_of_one(windows, histories) -> dict:
    """The months of one service, latest first, for components/table.html."""
    return {
        "caption": _("Share of the time operational, by month"),
        "head": [
            {"text": _("Month")},
            {"text": _("Operational"), "num": True},
            {"text": _("Incidents"), "num": True},
            {"text": _("Time of trouble"), "num": True},
        ],
        "rows": [
            [
                {"text": date_format(timezone.localtime(since), "F Y")},
                {"text": one.availability or "–", "num": True},
                {"text": str(len(one.incidents)) if one.availability else "–", "num": True},
                {"text": in_hours(one.trouble) if one.availability else "–", "num": True},
            ]
            for (since, _until), one in reversed(list(zip(windows, histories, strict=True)))
        ],
    }


def how_it_is_counted() -> str:
    """The rule behind every figure of availability, in words."""
    return _(
        "Counted from this log: the time in which an incident says slowed down, partial outage or major outage is not "
        "operational; where several overlap, it counts once. Planned maintenance is left out, and so is the time "
        "before a service opened. What was never written in the log is not counted."
    )


def dates_in_words(entry: Incident) -> str:
    """From when to when a maintenance lasts, in the language of the log."""
    with override(settings.LANGUAGE_CODE):
        start, end = (
            date_format(timezone.localtime(one), "DATETIME_FORMAT") for one in (entry.starts_at, entry.ends_at)
        )
        return _("Planned from %(start)s to %(end)s.") % {"start": start, "end": end}


def names_beside(title: str, touched) -> list[str]:
    """Names of services that say more than the title does."""
    return [one.service.name for one in touched if one.service.name not in title]


def touched_in_words(entry: Incident) -> str:
    """Services with their state (their worst once it is over) and that of their parts: « Nuage, panne partielle
    (Documents : panne majeure) »."""
    parts: dict[int, list] = {}
    for one in entry.parts.all():
        state = ServiceState(one.state) if entry.is_over else one.state_now()
        parts.setdefault(one.component.service_id, []).append(in_words(one.component, state))
    words = []
    for one in entry.touched.all():
        detail = f" ({', '.join(parts[one.service_id])})" if one.service_id in parts else ""
        state = ""
        if not entry.is_maintenance:
            state = f", {(one.worst_state() if entry.is_over else one.state_now()).label}"
        words.append(one.service.name + state + detail)
    return " · ".join(words)


def states_in_words(entry: Incident, touched) -> str:
    """How its services are as long as an incident lasts: « Pads : panne partielle · Nuage : opérationnel »."""
    if entry.is_maintenance or entry.is_over:
        return ""
    return " · ".join(in_words(one.service, one.state_now()) for one in touched)


def months(incidents) -> list[dict]:
    """Entries, latest first, grouped for components/month.html."""
    groups = groupby(incidents, key=lambda one: timezone.localdate(one.starts_at).replace(day=1))
    return [
        {"date": day, "id": f"month-{day:%Y-%m}", "incidents": [_line(one) for one in found]} for day, found in groups
    ]


def _line(entry: Incident) -> dict:
    touched = ", ".join(one.service.name for one in entry.touched.all())
    length = _("Lasted %(time)s.") % {"time": in_hours(entry.duration())} if entry.ends_at else _("Not over.")
    text = " ".join(part for part in (f"{touched}." if touched else "", length, entry.summary) if part)
    return {
        "title": entry.title,
        "url": entry.get_absolute_url(),
        "at": timezone.localtime(entry.starts_at),
        "text": text,
    }


def facts(entry: Incident) -> list[dict]:
    """The short facts beside an entry, for components/facts.html."""

    def moment(value):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT") if value else ""

    rows = [
        {"term": _("Services touched"), "text": touched_in_words(entry)},
        {"term": _("Start"), "text": moment(entry.starts_at)},
        {"term": _("End"), "text": moment(entry.ends_at)},
        {"term": _("To do on your side"), "text": entry.to_do},
        {"term": _("What it repairs"), "text": entry.fixes},
    ]
    if entry.kind == Kind.INCIDENT:
        lost = _("Yes: see the account") if entry.data_lost else _("No")
        rows.append({"term": _("Severity"), "text": entry.get_severity_display()})
        rows.append({"term": _("Data lost or exposed"), "text": lost})
    return rows
