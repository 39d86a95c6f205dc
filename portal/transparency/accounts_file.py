"""Income and expenditure from a table saved as CSV: all that is wrong told at once, by line, and nothing written."""

import csv
import io
import re
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

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


@dataclass(frozen=True)
class Problem:
    line: int
    column: str
    text: str


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
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        found.wrong(line, "", _("This is no UTF-8: save the table as « CSV UTF-8 »."))
        return found
    if len(data) > LARGEST or text.count("\n") > MOST_LINES:
        found.wrong(1, "", _("This file is too large: cut it in parts."))
        return found
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=head.count))
    try:
        _read(reader, found)
    except csv.Error as error:
        found.wrong(reader.line_num, "", _("This line cannot be read: %(error)s") % {"error": error})
    if not found.problems and not found.lines:
        found.wrong(1, "", _("This table holds no amount."))
    return found


def _read(reader, found: AccountsFile) -> None:
    names = [SAME_COLUMN.get(name.strip().casefold(), "") for name in next(reader, [])]
    for name in COLUMNS:
        if names.count(name) != 1:
            found.wrong(1, name, _("This column is missing."))
    if found.problems:
        return
    begins = reader.line_num + 1
    for cells in reader:
        line, begins = begins, reader.line_num + 1
        row = {name: " ".join(cell.split()) for name, cell in zip(names, cells, strict=False)}
        if any(row.values()) and row.get(SIDE, "").casefold() != FIGURE:
            _line(line, {name: row.get(name, "") for name in COLUMNS}, found)


def _line(number: int, row: dict[str, str], found: AccountsFile) -> None:
    before = len(found.problems)
    side = SIDES.get(row[SIDE].casefold())
    if side is None:
        found.wrong(number, SIDE, _("“%(word)s” is neither « recette » nor « dépense ».") % {"word": row[SIDE][:40]})
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
