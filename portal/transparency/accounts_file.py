"""Income and expenditure from a table saved as CSV: all that is wrong told at once, by line, and nothing written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.figures.spreadsheets import Problem, Unreadable, rows_of

from .models import ReportLine

# The first line of the file; content of the host's, hence French, and as our own files name it.
SIDE, LABEL, AMOUNT = COLUMNS = ("sens", "libellé", "montant")
SAME_COLUMN = {
    "sens": SIDE,
    "kind": SIDE,
    "side": SIDE,
    "libellé": LABEL,
    "libelle": LABEL,
    "label": LABEL,
    "montant": AMOUNT,
    "value": AMOUNT,
    "amount": AMOUNT,
}
SIDES = {
    **dict.fromkeys(("recette", "recettes", "produit", "produits", "income"), ReportLine.Side.INCOME),
    **dict.fromkeys(("dépense", "dépenses", "depense", "depenses"), ReportLine.Side.EXPENDITURE),
    **dict.fromkeys(("charge", "charges", "expenditure"), ReportLine.Side.EXPENDITURE),
}
FIGURE = "figure"  # of our own file of a whole report: no money
AMOUNT_WRITTEN = re.compile(r"\d{1,10}(?:[.,]\d{1,2})?", re.ASCII)
LARGEST = 1024 * 1024  # bytes
MOST_LINES = 500


@dataclass
class AccountsFile:
    """`lines` of (side, label, amount) serve only where there are no `problems`."""

    lines: list[tuple[str, str, Decimal]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, line: int, column: str, text: str) -> None:
        self.problems.append(Problem(line, column, text))


def read_accounts(data: bytes) -> AccountsFile:
    """Read and check a whole file."""
    found = AccountsFile()
    if len(data) > LARGEST or data.count(b"\n") > MOST_LINES:
        found.wrong(1, "", _("This file is too large: cut it in parts."))
        return found
    try:
        _read(rows_of(data, separators=";,\t"), found)
    except Unreadable as error:
        found.wrong(error.line, "", error.text)
    if not found.problems and not found.lines:
        found.wrong(1, "", _("This table holds no amount."))
    return found


def _read(table: Iterator[tuple[int, list[str]]], found: AccountsFile) -> None:
    _line_number, first = next(table, (1, []))
    names = [SAME_COLUMN.get(name.strip().casefold(), "") for name in first]
    for name in COLUMNS:
        if names.count(name) != 1:
            found.wrong(1, name, _("This column is missing."))
    if found.problems:
        return
    for line, cells in table:
        row = {name: " ".join(cell.split()) for name, cell in zip(names, cells, strict=False)}
        if any(row.values()) and row.get(SIDE, "").casefold() != FIGURE:
            _line(line, {name: row.get(name, "") for name in COLUMNS}, found)


def _line(number: int, row: dict[str, str], found: AccountsFile) -> None:
    before = len(found.problems)
    side = SIDES.get(row[SIDE].casefold())
    if side is None:
        found.wrong(number, SIDE, _("“%(word)s” is neither “recette” nor “dépense”.") % {"word": row[SIDE][:40]})
    label = row[LABEL]
    if label.startswith(("'=", "'+", "'-", "'@")):  # as our own files write what looks like a formula
        label = label[1:]
    if not label:
        found.wrong(number, LABEL, _("Say what this amount is."))
    elif len(label) > ReportLine._meta.get_field("label").max_length or not label.isprintable():
        found.wrong(number, LABEL, _("This is too long, or holds a sign that cannot be kept."))
    elif label.casefold().startswith("total"):
        found.wrong(number, LABEL, _("Leave totals out: they are computed."))
    amount = "".join(row[AMOUNT].split()).removesuffix("€").strip()
    if not AMOUNT_WRITTEN.fullmatch(amount):
        words = _("“%(word)s” is no amount. Write it as 1234,50, without a sign: what is taken away is an expenditure.")
        found.wrong(number, AMOUNT, words % {"word": row[AMOUNT][:40]})
    if len(found.problems) == before:
        found.lines.append((side, label, Decimal(amount.replace(",", "."))))
