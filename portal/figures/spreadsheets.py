"""Tables as CSV files that office programs open."""

import csv

from django.http import HttpResponse


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
