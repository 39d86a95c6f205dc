"""The figures and accounts of a report, for the page, the PDF and the open formats."""

from django.utils.translation import gettext as _

from portal.core import pdf
from portal.core.dates import date_format
from portal.figures.charts import bar_chart, written

from .models import ActivityReport, ReportLine

SIDES = (ReportLine.Side.INCOME, ReportLine.Side.EXPENDITURE)


def titles() -> dict[str, str]:
    return {ReportLine.Side.INCOME: _("Income"), ReportLine.Side.EXPENDITURE: _("Expenditure")}


def charts(report: ActivityReport) -> list[dict]:
    """A chart with its table for the accounts and for each group of figures."""
    groups = [_accounts(report, side) for side in SIDES if report.lines_of(side)]
    named: dict[str, list] = {}
    for figure in report.figures.all():
        named.setdefault(figure.chart, []).append(figure)
    for title, figures in named.items():
        if title:
            rows = [(one.label, one.value, one.unit) for one in figures]
            groups.append({"chart": bar_chart(title, rows), "table": _table(title, rows)})
    return groups


def _accounts(report: ActivityReport, side: str) -> dict:
    title = titles()[side]
    rows = [(line.label, line.amount, "€") for line in report.lines_of(side)]
    table = _table(title, rows)
    table["foot"] = [{"text": _("Total")}, {"text": written(report.total(side), "€"), "num": True}]
    return {"chart": bar_chart(title, rows), "table": table}


def other_figures(report: ActivityReport) -> dict | None:
    """A table of the figures that stand in no chart."""
    rows = [(one.label, one.value, one.unit) for one in report.figures.all() if not one.chart]
    return _table(_("Other figures"), rows) if rows else None


def _table(caption: str, rows) -> dict:
    """For components/table.html."""
    return {
        "caption": caption,
        "head": [{"text": caption}, {"text": _("Figure"), "num": True}],
        "rows": [[{"text": label}, {"text": written(value, unit), "num": True}] for label, value, unit in rows],
    }


def as_data(report: ActivityReport) -> dict:
    """The stable open form of a report (JSON). Amounts are in euros; numbers are strings with a point."""
    return {
        "year": report.year,
        "revision": report.revision,
        "published_on": report.published_on.isoformat(),
        "title": report.title,
        "figures": [
            {"name": one.name, "label": one.label, "value": format(one.value.normalize(), "f"), "unit": one.unit}
            for one in report.figures.all()
        ],
        "income": _lines(report, ReportLine.Side.INCOME),
        "expenditure": _lines(report, ReportLine.Side.EXPENDITURE),
    }


def _lines(report: ActivityReport, side: str) -> list[dict]:
    return [{"label": line.label, "amount": str(line.amount)} for line in report.lines_of(side)]


def as_rows(report: ActivityReport) -> list[list[str]]:
    """The same as lines of a table (CSV): kind, name, label, value, unit."""
    rows = [["kind", "name", "label", "value", "unit"]]
    rows += [["figure", one.name, one.label, str(one.value), one.unit] for one in report.figures.all()]
    rows += [[line.side, "", line.label, str(line.amount), "EUR"] for line in report.lines.all()]
    return rows


def as_pdf(report: ActivityReport, host_name: str) -> bytes:
    """The report as a tagged PDF: its words, then every table."""

    blocks = pdf.blocks_of(report.body)
    blocks.append(pdf.blocks.heading(_("Figures and accounts")))
    tables = [group["table"] for group in charts(report)]
    if other := other_figures(report):
        tables.append(other)
    for table in tables:
        rows = [*table["rows"], *([table["foot"]] if table.get("foot") else [])]
        blocks.append(
            pdf.blocks.table(
                [cell["text"] for cell in table["head"]],
                [[cell["text"] for cell in row] for row in rows],
            )
        )
    lines = (host_name, _("Published on %(day)s") % {"day": date_format(report.published_on, "j F Y")})
    return pdf.document(title=report.title, author=host_name, blocks=blocks, lines=lines)
