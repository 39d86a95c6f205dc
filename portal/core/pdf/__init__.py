"""Tagged PDF (PDF/UA-1) of Markdown, by typst. Words travel as data, never as typst source: nothing in them is run."""

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from .blocks import blocks_of

__all__ = ["DocumentError", "blocks_of", "document"]

TEMPLATE = Path(__file__).parent / "document.typ"
MAIN = "main.typ"


class DocumentError(ValueError):
    """A document that cannot be laid out."""


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def document(
    *,
    title: str,
    blocks: list[dict],
    author: str = "",
    language: str = "fr",
    lines: tuple = (),
    outline: str = "",
    files: dict[str, bytes] | None = None,
) -> bytes:
    """A PDF with a title, short lines under it (dates, version), and blocks as `blocks_of` makes them.

    `outline` is the heading of a table of contents, none when empty. `files` are the pictures that blocks of the kind
    « figure » name. Raises DocumentError when typst cannot lay it out (a picture that is none).
    """
    data = {"title": title, "author": author, "language": language, "lines": list(lines), "blocks": blocks}
    words = json.dumps(data | {"outline": outline}, ensure_ascii=False)
    try:
        return _compiled(words, files or {})
    except RuntimeError as error:  # also typst.TypstError
        raise DocumentError(str(error)) from error


def _compiled(words: str, files: dict[str, bytes]) -> bytes:
    """Pictures lie beside the template in a folder of their own, the only one that typst may read: given as bytes, it
    takes them for text."""
    with TemporaryDirectory() as folder:
        for name, content in {MAIN: _template(), **files}.items():
            (Path(folder) / name).write_bytes(content)
        return typst.compile(
            str(Path(folder) / MAIN),
            root=folder,
            format="pdf",
            pdf_standards=["ua-1"],
            sys_inputs={"document": words},
        )
