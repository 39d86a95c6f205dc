"""Tables as CSV files, as office programs open and save them."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Problem:
    """What is wrong in a cell; line 1 holds the names of the columns, an empty column means the whole line."""

    line: int
    column: str
    text: str


class Unreadable(Exception):
    """No table, from this line on."""

    def __init__(self, line: int, text: str):
        super().__init__(text)
        self.line, self.text = line, text


def rows_of(data: bytes, separators: str = ";,") -> Iterator[tuple[int, list[str]]]:
    """(number of the line where it begins, cells) of each row, the names of the columns first. The separator is the one
    that these hold most of. Raises Unreadable, while it is read."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Unreadable(line, _("This is not UTF-8: save the table as “CSV UTF-8”.")) from error
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(separators, key=head.count))
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(reader.line_num, _("This line cannot be read: %(error)s") % {"error": error}) from error


def cell(text: str) -> str:
    """Office programs run a cell that begins like a formula: an apostrophe makes it text."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def csv_answer(rows: list[list], name: str) -> HttpResponse:
    """A file to download, with the mark by which office programs know UTF-8."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.write("\ufeff")
    csv.writer(response).writerows([cell(one) if isinstance(one, str) else one for one in row] for row in rows)
    return response
