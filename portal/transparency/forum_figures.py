"""The forum of a year in figures: tables and charts for staff, and lines for the activity report."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from forum.support.figures import Line, Year
from portal.core.dates import date_format
from portal.figures.charts import numbered_chart
from portal.figures.small_groups import AT_LEAST, told

from .figure_labels import FIGURES
from .models import ActivityReport
from .report_actions import put_figures

NOTHING = "—"
# Words of the report, hence French.
BY_MONTH = "Remontées et questions par mois (comptées par cinq)"
BY_SERVICE = "Remontées de bug par service (comptées par cinq)"
HOUR = timedelta(hours=1)


def spoken(delay: timedelta | None) -> str:
    """« 40 min », « 5 h », « 3 jours »: as exact as a median deserves."""
    if delay is None:
        return NOTHING
    if delay < 2 * HOUR:
        return _("%(count)s min") % {"count": round(delay / timedelta(minutes=1))}
    if delay < 48 * HOUR:
        return _("%(count)s h") % {"count": round(delay / HOUR)}
    days = round(delay / timedelta(days=1))
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def tables(year: Year) -> list[dict]:
    """Months, then services, for components/table.html. The whole year stands under the months, exact from five on."""
    months = [(_month(year, number), line) for number, line in year.months.items()]
    services = sorted(year.services.items(), key=lambda row: (row[0] == "", row[0]))
    by_month = _table(_("Month by month, %(year)s") % {"year": year.number}, _("Month"), months)
    by_month["foot"] = _row(_("Whole year"), year.whole, exact=True)
    rows = [(name or _("No service in particular"), line) for name, line in services]
    return [by_month, _table(_("Service by service, %(year)s") % {"year": year.number}, _("Service"), rows)]


def charts(year: Year) -> list[dict]:
    """The months; a bar has the number of its month, as the table has."""
    lines = {_month(year, number): line for number, line in year.months.items()}

    def chart(title: str, value, shown) -> dict:
        return numbered_chart(title, [(name, value(line), shown(line)) for name, line in lines.items()])

    return [
        chart(
            pgettext("topics of a period", "Opened"), lambda line: line.opened_told, lambda line: told(line.opened_told)
        ),
        chart(
            pgettext("topics of a period", "Solved"), lambda line: line.solved_told, lambda line: told(line.solved_told)
        ),
        chart(_("First answer"), lambda line: _hours(line.first_answer), lambda line: spoken(line.first_answer)),
        chart(_("Solution"), lambda line: _hours(line.solution), lambda line: spoken(line.solution)),
    ]


def _table(caption: str, of: str, lines: list[tuple[str, Line]]) -> dict:
    titles = (
        pgettext("topics of a period", "Opened"),
        pgettext("topics of a period", "Solved"),
        _("First answer (median)"),
        _("Solution (median)"),
    )
    return {
        "caption": caption,
        "head": [{"text": of}, *({"text": title, "num": True} for title in titles)],
        "rows": [_row(name, line) for name, line in lines],
    }


def _row(name: str, line: Line, *, exact: bool = False) -> list[dict]:
    def count(value: int, by_fives: int | None) -> str:
        return str(value) if exact and value >= AT_LEAST else told(by_fives)

    cells = (
        count(line.opened, line.opened_told),
        count(line.solved, line.solved_told),
        spoken(line.first_answer),
        spoken(line.solution),
    )
    return [{"text": name}, *({"text": cell, "num": True} for cell in cells)]


def _month(year: Year, number: int) -> str:
    return capfirst(date_format(date(year.number, number, 1), "F"))


def _hours(delay: timedelta | None) -> Decimal | None:
    return None if delay is None else Decimal(round(delay / HOUR, 1)).quantize(Decimal("0.1"))


# For the report


def draft_of(year: int) -> ActivityReport | None:
    """The report of that year that nobody has published yet."""
    return ActivityReport.objects.filter(year=year, published_on=None).order_by("-revision").first()


def put_in_report(*, report: ActivityReport, year: Year) -> int:
    """Write the figures of the year into a draft, in place of what stood there of the forum; how many. What is about
    fewer than five is left out."""
    return put_figures(report=report, rows=_report_rows(year), prefixes=("forum_",))


def _report_rows(year: Year):
    """(name, label, value or None, unit, chart); labels are content, in French."""
    whole = year.whole
    for name, value in (
        ("forum_opened", whole.opened if whole.opened >= AT_LEAST else None),
        ("forum_solved", whole.solved if whole.solved >= AT_LEAST else None),
        ("forum_first_answer_hours", _hours(whole.first_answer)),
        ("forum_solution_hours", _hours(whole.solution)),
    ):
        label, unit, chart = FIGURES[name]
        yield name, label, value, unit, chart
    for number, line in year.months.items():
        name = f"forum_opened_month_{number:02d}"
        yield name, _month(year, number), line.opened_told, "", BY_MONTH
    for number, (service, line) in enumerate(sorted(year.services.items()), start=1):
        if service:
            yield f"forum_opened_service_{number}", service, line.opened_told, "", BY_SERVICE
