"""Figures, night after night: what was counted last, and everything of a year as a file."""

from datetime import timedelta

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.core.dates import date_format
from portal.figures import registry
from portal.figures.charts import written
from portal.figures.models import Figure
from portal.figures.small_groups import told
from portal.figures.spreadsheets import csv_answer

DAYS = 366  # in the file: this day a year ago can be looked up


def figures(request):
    """Of the last night, beside a year before. 3 queries."""
    last = Figure.objects.order_by("-day").values_list("day", flat=True).first()
    band = {
        "title": _("Figures, night after night"),
        "lead": _("Counted every night without following anybody."),
        "crumbs": [{"title": _("Transparency"), "url": reverse("transparency:overview")}],
        "links": [{"label": _("Download the table (CSV)"), "url": reverse("transparency:figures_csv")}],
    }
    table = _table(last) if last else None
    context = {"nav_section": "none", "band": band, "table": table, "invented": settings.DEMO}
    return render(request, "transparency/figures.html", context)


def _table(last) -> dict:
    """For components/table.html; the column of the year before is there once there was one."""
    before = last - timedelta(days=365)
    days = [day for day in (last, before) if Figure.objects.filter(day=day).exists()]
    heads = [{"text": date_format(day, "j F Y"), "num": True} for day in days]
    rows = Figure.objects.filter(territory="", day__in=days).values_list("name", "day", "value")
    values = {(name, day): value for name, day, value in rows}
    return {
        "caption": _("Figures of %(day)s") % {"day": date_format(last, "j F Y")},
        "head": [{"text": pgettext("a number", "Figure")}, *heads],
        "rows": [
            [{"text": one.label}, *({"text": _shown(values, one, day), "num": True} for day in days)]
            for one in sorted(registry.counters(), key=lambda counter: counter.name.startswith("visits"))
            if (one.name, last) in values
        ],
    }


def _shown(values: dict, counter: registry.Counter, day) -> str:
    if (counter.name, day) not in values:
        return "–"
    value = values[counter.name, day]
    return told(None) if value is None else written(value, counter.unit)


def figures_csv(request):
    """A year of nights: name, day, territory (empty for the whole), value (empty where it is about too few), unit."""
    units = {one.name: one.unit for one in registry.counters()}
    since = timezone.localdate() - timedelta(days=DAYS)
    kept = Figure.objects.filter(day__gte=since, name__in=units).order_by("day", "name", "territory")
    rows = [["name", "day", "territory", "value", "unit"]]
    for name, day, territory, value in kept.values_list("name", "day", "territory", "value"):
        rows.append([name, day, territory, "" if value is None else format(value.normalize(), "f"), units[name]])
    return csv_answer(rows, "chiffres")
