"""The figures and accounts of a report beside those of the year before, for the page, the PDF and the open formats."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.core import pdf
from portal.core.dates import date_format
from portal.figures.charts import bar_chart, drawn_in, written

from .accounts_file import COLUMNS
from .models import ActivityReport, ReportLine

SIDES = (ReportLine.Side.INCOME, ReportLine.Side.EXPENDITURE)
NOTHING = "–"


def titles() -> dict[str, str]:
    return {ReportLine.Side.INCOME: _("Income"), ReportLine.Side.EXPENDITURE: _("Expenditure")}


def year_before(report: ActivityReport) -> ActivityReport | None:
    """The published report of the year before."""
    reports = ActivityReport.objects.published().prefetch_related("figures", "lines")
    return reports.filter(year=report.year - 1).first()


def charts(report: ActivityReport, before: ActivityReport | None = None) -> list[dict]:
    """A chart, and the table that holds it, for the accounts and for each group of figures."""
    groups = [_accounts(report, before, side) for side in SIDES if report.lines_of(side)]
    named: dict[str, list] = {}
    for figure in report.figures.all():
        named.setdefault(figure.chart, []).append(figure)
    for title, figures in named.items():
        if title:
            rows = [(one.label, one.value, one.unit) for one in figures]
            chart = bar_chart(title, rows)
            table = drawn_in(_of_figures(title, figures, report, before), chart)
            groups.append({"chart": chart, "table": table})
    return groups


def other_figures(report: ActivityReport, before: ActivityReport | None = None) -> dict | None:
    """A table of the figures that stand in no chart."""
    figures = [one for one in report.figures.all() if not one.chart]
    return _of_figures(_("Other figures"), figures, report, before) if figures else None


def result(report: ActivityReport, before: ActivityReport | None) -> str:
    """Income less expenditure, in words."""
    words = _("Income less expenditure: %(result)s.") % {"result": written(report.result, "€")}
    if before is None or not before.lines.all():
        return words
    then = _("In %(year)s: %(result)s.") % {"year": before.year, "result": written(before.result, "€")}
    return f"{words} {then}"


def _accounts(report: ActivityReport, before: ActivityReport | None, side: str) -> dict:
    title, lines = titles()[side], report.lines_of(side)
    former = before.lines_of(side) if before else []
    amounts = {_same_label(line.label): line.amount for line in former}
    rows = [(line.label, line.amount, "€", amounts.get(_same_label(line.label))) for line in lines]
    labels = {_same_label(line.label) for line in lines}
    # what there was the year before and no longer is belongs to the comparison too
    rows += [(line.label, None, "€", line.amount) for line in former if _same_label(line.label) not in labels]
    table = _table(title, rows, report.year if former else None)
    then = before.total(side) if former else None
    table["foot"] = _row(_("Total"), report.total(side), "€", then, compared=bool(former))
    chart = bar_chart(title, [(line.label, line.amount, "€") for line in lines])
    return {"chart": chart, "table": drawn_in(table, chart)}


def _same_label(label: str) -> str:
    return " ".join(label.casefold().split())


def _of_figures(caption: str, figures, report: ActivityReport, before: ActivityReport | None) -> dict:
    former = {_stable(one.name): one.value for one in before.figures.all()} if before else {}
    rows = [(one.label, one.value, one.unit, former.get(_stable(one.name))) for one in figures]
    return _table(caption, rows, report.year if any(row[3] is not None for row in rows) else None)


def _stable(name: str) -> str:
    """Names were written with either sign."""
    return name.replace("-", "_")


def _table(caption: str, rows, year: int | None) -> dict:
    """For components/table.html, out of (label, value, unit, value of the year before); with a year, both years and
    their difference stand in it."""
    heads = (str(year), str(year - 1), _("Difference")) if year else (pgettext("a number", "Figure"),)
    return {
        "caption": caption,
        "head": [{"text": caption}, *({"text": head, "num": True} for head in heads)],
        "rows": [_row(*row, compared=bool(year)) for row in rows],
    }


def _row(label: str, value, unit: str, then, *, compared: bool) -> list[dict]:
    cells = [_shown(value, unit)]
    if compared:
        cells += [_shown(then, unit), _difference(value, then, unit)]
    return [{"text": label}, *({"text": cell, "num": True} for cell in cells)]


def _shown(value, unit: str) -> str:
    return NOTHING if value is None else written(value, unit)


def _difference(value: Decimal | None, then: Decimal | None, unit: str) -> str:
    """With its sign: « + 12 », « − 3 », « = »."""
    if value is None or then is None:
        return NOTHING
    if value == then:
        return "="
    sign = "+" if value > then else "\N{MINUS SIGN}"
    return f"{sign}\N{NO-BREAK SPACE}{written(abs(value - then), unit)}"


def as_data(report: ActivityReport) -> dict:
    """The stable open form of a report (JSON). Amounts are in euros; numbers are strings with a point. `group` is the
    title of the chart: of answers to a survey, their question, without which « Oui » says nothing."""
    return {
        "year": report.year,
        "revision": report.revision,
        "correction": report.correction,
        "published_on": report.published_on.isoformat(),
        "title": report.title,
        "figures": [
            {
                "name": one.name,
                "label": one.label,
                "value": format(one.value.normalize(), "f"),
                "unit": one.unit,
                "group": one.chart,
            }
            for one in report.figures.all()
        ],
        "income": _lines(report, ReportLine.Side.INCOME),
        "expenditure": _lines(report, ReportLine.Side.EXPENDITURE),
    }


def _lines(report: ActivityReport, side: str) -> list[dict]:
    return [{"label": line.label, "amount": str(line.amount)} for line in report.lines_of(side)]


def as_rows(report: ActivityReport) -> list[list[str]]:
    """The same as lines of a table (CSV): kind, name, label, value, unit, group."""
    rows = [["kind", "name", "label", "value", "unit", "group"]]
    rows += [["figure", one.name, one.label, str(one.value), one.unit, one.chart] for one in report.figures.all()]
    rows += [[line.side, "", line.label, str(line.amount), "EUR", ""] for line in report.lines.all()]
    return rows


def account_rows(report: ActivityReport) -> list[list[str]]:
    """Income and expenditure alone (CSV), as `accounts_file` reads them."""
    words = {ReportLine.Side.INCOME: "recette", ReportLine.Side.EXPENDITURE: "dépense"}
    return [list(COLUMNS), *([words[line.side], line.label, str(line.amount)] for line in report.lines.all())]


def as_pdf(report: ActivityReport, host_name: str) -> bytes:
    """The report as a tagged PDF: its words, then every chart with its table."""
    before = year_before(report)
    blocks = [*pdf.blocks_of(report.body), pdf.blocks.heading(_("Figures and accounts"))]
    if report.lines.all():
        blocks.append(pdf.blocks.paragraph(result(report, before)))
    for group in charts(report, before):
        blocks += [pdf.blocks.heading(group["chart"]["title"], level=3), _drawn(group["chart"]), _laid(group["table"])]
    if other := other_figures(report, before):
        blocks += [pdf.blocks.heading(other["caption"], level=3), _laid(other)]
    lines = [host_name, _("Published on %(day)s") % {"day": date_format(report.published_on, "j F Y")}]
    if report.correction:
        lines.append(_("Corrected: %(what)s") % {"what": report.correction})
    return pdf.document(title=report.title, author=host_name, blocks=blocks, lines=tuple(lines))


def _drawn(chart: dict) -> dict:
    """The chart of a page as a block of a PDF."""
    longest = max(chart["bars"], key=lambda bar: bar.width)
    words = _("Bar chart: %(title)s. The longest bar: %(label)s, %(value)s. The table below says all of them.")
    alternative = words % {"title": chart["title"], "label": longest.label, "value": longest.shown}
    rows = [(bar.label, bar.width / chart["width"], bar.shown) for bar in chart["bars"]]
    return pdf.blocks.bars(rows, alternative=alternative)


def _laid(table: dict) -> dict:
    """The table of a page as a block of a PDF."""
    head, *rows = [
        [cell["text"] for cell in row]
        for row in (table["head"], *table["rows"], *([table["foot"]] if table.get("foot") else []))
    ]
    return pdf.blocks.table(head, rows, numbers=True)
