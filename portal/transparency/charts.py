"""Bar charts as plain numbers for an SVG that the server writes; the table beside says the same in words."""

from dataclasses import dataclass

from django.utils.formats import number_format

WIDTH = 600
BAR = 22
GAP = 10


@dataclass(frozen=True)
class Bar:
    label: str
    shown: str  # the value, ready to read
    y: int
    width: int


def written(value, unit: str = "") -> str:
    """A number in the reader's language, without decimals that say nothing."""
    places = 0 if value == value.to_integral_value() else 2
    number = number_format(value, decimal_pos=places, force_grouping=True)
    return f"{number}\N{NO-BREAK SPACE}{unit}" if unit else number


def bar_chart(title: str, rows: list[tuple]) -> dict:
    """A chart for components/bar_chart.html out of (label, value, unit); None of the values is below zero."""
    most = max((value for _label, value, _unit in rows), default=0) or 1
    bars = [
        Bar(label, written(value, unit), position * (BAR + GAP), max(round(WIDTH * float(value) / float(most)), 2))
        for position, (label, value, unit) in enumerate(rows)
    ]
    return {
        "title": title,
        "bars": bars,
        "width": WIDTH,
        "height": max(len(bars) * (BAR + GAP) - GAP, 1),
        "bar": BAR,
    }
