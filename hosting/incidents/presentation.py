"""Entries of the log as the components of the look take them."""

from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.dates import date_format

from .history import in_hours
from .models import Incident, Kind


def state(entry: Incident) -> dict:
    """Where an entry stands, for components/state.html."""
    if entry.is_planned():
        return {"label": _("Planned maintenance") if entry.is_maintenance else _("Announced"), "kind": "plan"}
    if entry.is_ongoing():
        label = _("Under way for %(time)s") % {"time": in_hours(entry.duration())}
        return {"label": label, "kind": "plan" if entry.is_maintenance else "bad"}
    return {"label": _("Over"), "kind": "done"}


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
    """What was said, newest first, for components/log.html."""
    updates = sorted(entry.updates.all(), key=lambda one: (one.at, one.pk), reverse=True)
    return [
        {
            "id": f"message-{one.pk}",
            "at": timezone.localtime(one.at),
            "title": one.get_state_display().capitalize(),
            "text": one.text,
        }
        for one in updates
    ]


def availability(windows, histories) -> dict:
    """Services by months, latest first (a phone shows these), for components/table.html."""
    return {
        "caption": _("Share of the time in order, by month"),
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
        "caption": _("Share of the time in order, by month"),
        "head": [
            {"text": _("Month")},
            {"text": _("In order"), "num": True},
            {"text": _("Incidents"), "num": True},
            {"text": _("Time of trouble"), "num": True},
        ],
        "rows": [
            [
                {"text": date_format(timezone.localtime(since), "F Y")},
                {"text": one.availability or "–", "num": True},
                {"text": str(len(one.incidents)), "num": True},
                {"text": in_hours(one.trouble), "num": True},
            ]
            for (since, _until), one in reversed(list(zip(windows, histories, strict=True)))
        ],
    }


def how_it_is_counted() -> str:
    """The rule behind every figure of availability, in words."""
    return _(
        "Counted from this log: the time in which an incident says slowed down, partly down or down is not in order, "
        "also where several overlap, which count once. Planned maintenance is left out, and so is the time before a "
        "service opened. What was never written in the log is not counted."
    )


def touched_in_words(entry: Incident) -> str:
    """Services with their worst state, and their parts: « Nuage, coupé en partie (Documents : coupé) »."""
    parts: dict[int, list] = {}
    for one in entry.parts.all():
        parts.setdefault(one.component.service_id, []).append(f"{one.component.name} : {one.get_state_display()}")
    words = []
    for one in entry.touched.all():
        detail = f" ({', '.join(parts[one.service_id])})" if one.service_id in parts else ""
        state = "" if entry.is_maintenance else f", {one.get_state_display()}"
        words.append(f"{one.service.name}{state}{detail}")
    return " · ".join(words)


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
