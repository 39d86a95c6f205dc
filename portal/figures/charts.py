"""Bar charts as plain numbers for an SVG that the server writes; the table beside says the same in words."""

from dataclasses import dataclass

from django.utils.formats import number_format

WIDTH = 600
NARROW = 360  # with numbers before the bars, which must stay readable on a telephone
MARGIN = 36  # for these numbers
BAR = 22
GAP = 10


@dataclass(frozen=True)
class Bar:
    label: str
    shown: str  # the value, ready to read
    x: int
    y: int
    width: int
    number: int | None = None  # of the row of the table that it draws
    baseline: int = 0


def written(value, unit: str = "") -> str:
    """A number in the reader's language, without decimals that say nothing."""
    places = 0 if value == int(value) else 2
    number = number_format(value, decimal_pos=places, force_grouping=True)
    return f"{number}\N{NO-BREAK SPACE}{unit}" if unit else number


def bar_chart(title: str, rows: list[tuple]) -> dict:
    """A chart for components/bar_chart.html out of (label, value or None, unit); no value is below zero. Nothing is
    drawn for None."""
    bars = [(label, value, "" if value is None else written(value, unit), None) for label, value, unit in rows]
    return _chart(title, bars, width=WIDTH, margin=0)


def numbered_chart(title: str, rows: list[tuple], *, most: int | None = None) -> dict:
    """The same with a number before each bar, that of the row in the table, out of (label, value or None, shown).
    Nothing is drawn for None. `most` is what a bar of the whole width stands for."""
    bars = [(label, value, shown, number) for number, (label, value, shown) in enumerate(rows, start=1)]
    return _chart(title, bars, width=NARROW, margin=MARGIN, most=most)


def drawn_in(table: dict, chart: dict) -> dict:
    """The table (components/table.html) with each bar of a `bar_chart` in the row it draws; rows stand in its order."""
    for row, bar in zip(table["rows"], chart["bars"], strict=False):
        row[0]["bar"] = bar.width
    return table


def _chart(title: str, rows: list[tuple], *, width: int, margin: int, most: int | None = None) -> dict:
    most = most or max((value for _label, value, _shown, _number in rows if value is not None), default=0) or 1
    bars = [
        Bar(label, shown, margin, at, _length(value, most, width - margin), number, at + BAR - 6)
        for at, (label, value, shown, number) in zip(range(0, len(rows) * (BAR + GAP), BAR + GAP), rows, strict=True)
    ]
    height = max(len(bars) * (BAR + GAP) - GAP, 1)
    return {"title": title, "bars": bars, "width": width, "height": height, "bar": BAR}


def _length(value, most, whole: int) -> int:
    """At least a line for what there is; nothing for zero, and for what is not told."""
    return 0 if not value else max(round(whole * float(value) / float(most)), 2)
