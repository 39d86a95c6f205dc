"""Tagged PDF (PDF/UA-1) of Markdown, by typst. Words travel as data, never as typst source: nothing in them is run."""

import json
from functools import cache
from pathlib import Path

import typst

from .blocks import blocks_of

__all__ = ["blocks_of", "document"]

TEMPLATE = Path(__file__).parent / "document.typ"


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def document(*, title: str, blocks: list[dict], author: str = "", language: str = "fr", lines: tuple = ()) -> bytes:
    """A PDF with a title, short lines under it (dates, version), and blocks as `blocks_of` makes them."""
    data = {"title": title, "author": author, "language": language, "lines": list(lines), "blocks": blocks}
    return typst.compile(
        _template(),
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"document": json.dumps(data, ensure_ascii=False)},
    )
