"""An EPUB 3.3 of blocks as `portal.core.pdf.blocks` makes them, with what EPUB Accessibility 1.1 asks to be said.

Written with zipfile and ElementTree: EbookLib stamps the hour into every file, so that no two archives of one book are
alike, and leaves pages and accessibility to whoever calls it; pypandoc brings 100 MB.
"""

import io
import zipfile
from functools import cache
from pathlib import Path

from . import package
from .cover import cover
from .xhtml import Page, element, written

__all__ = ["document"]

HERE = Path(__file__).parent
MIMETYPE = "application/epub+zip"
DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip archive can tell: the same content gives the same bytes
DOCTYPE = "<!DOCTYPE html>\n"


@cache
def _style() -> bytes:
    return (HERE / "book.css").read_bytes()


def document(**book) -> bytes:
    """The archive of a book.

    `title`, `author`, `language`, `description`, `rights`, `source`, `accessibility` and `contents` (heading of the
    table) are words, `identifier` a UUID, `date` a day and `modified` a moment, both as ISO writes them. `chapters`
    have a `name` (their file), a `title`, a `kind` of `package.LANDMARKS` and `blocks`, whose headings begin at
    level 2; `files` are the pictures that the blocks name.
    """

    def page(title: str, elements: list, **attributes) -> bytes:
        return _page(book["language"], title, elements, **attributes)

    chapters = _Chapters(book)
    pictures = {name: content for name, content in sorted(book["files"].items()) if name in chapters.pictures}
    drawn = element("img", src="cover.png", alt=book["title"])
    names = [f"{chapter['name']}.xhtml" for chapter in book["chapters"]]
    files = {
        "cover.xhtml": page(book["title"], [element("section", drawn, epub__type="cover", class_="cover")]),
        "nav.xhtml": package.navigation(book, page),
        **{
            name: page(chapter["title"], [root])
            for name, chapter, root in zip(names, book["chapters"], chapters.roots, strict=True)
        },
        "book.css": _style(),
        "cover.png": cover(title=book["title"], author=book["author"], language=book["language"]),
        **pictures,
    }
    spine = ["cover.xhtml", "nav.xhtml", *names]
    return _zipped(files, package.package(book | {"files": pictures}, files, spine=spine, cover="cover.png"))


class _Chapters:
    """Every chapter's tree, with no link left that leads nowhere."""

    def __init__(self, book: dict):
        self.roots, self.pictures, ids = [], set(), {}
        for chapter in book["chapters"]:
            shown = Page()
            shown.ids.add("title")
            self.roots.append(_section(chapter, shown.elements(chapter["blocks"])))
            self.pictures |= shown.pictures
            ids[f"{chapter['name']}.xhtml"] = shown.ids
        for chapter, root in zip(book["chapters"], self.roots, strict=True):
            for link in root.iter("a"):
                _keep_if_it_leads_somewhere(link, f"{chapter['name']}.xhtml", ids)


def _section(chapter: dict, elements: list):
    kind = chapter["kind"]
    return element(
        "section",
        element("h1", chapter["title"], id="title"),
        *elements,
        epub__type=kind,
        role=package.LANDMARKS[kind][0],
        aria_labelledby="title",
    )


def _keep_if_it_leads_somewhere(link, here: str, ids: dict[str, set[str]]) -> None:
    if ":" in link.get("href"):
        return
    name, _hash, anchor = link.get("href").partition("#")
    target = ids.get(name or here)
    if target is None or (anchor and anchor not in target):
        link.tag = "span"
        link.attrib.clear()


def _page(language: str, title: str, elements: list, **attributes) -> bytes:
    head = element("head", element("title", title), element("link", rel="stylesheet", type="text/css", href="book.css"))
    root = element("html", head, element("body", *elements, **attributes), lang=language, xml__lang=language)
    root.set("xmlns", "http://www.w3.org/1999/xhtml")
    root.set("xmlns:epub", "http://www.idpf.org/2007/ops")
    return written(root, doctype=DOCTYPE)


def _zipped(files: dict[str, bytes], opf: bytes) -> bytes:
    """The type stands first and uncompressed, so that it can be read without unpacking anything."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        _put(packed, "mimetype", MIMETYPE.encode(), zipfile.ZIP_STORED)
        _put(packed, "META-INF/container.xml", package.container())
        _put(packed, package.PACKAGE, opf)
        for name, content in files.items():
            _put(packed, f"EPUB/{name}", content)
    return archive.getvalue()


def _put(packed: zipfile.ZipFile, name: str, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> None:
    entry = zipfile.ZipInfo(name, DATE)
    entry.compress_type, entry.external_attr, entry.create_system = method, 0o644 << 16, 3
    packed.writestr(entry, content, compresslevel=9)
