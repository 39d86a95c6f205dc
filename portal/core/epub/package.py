"""What a reading system opens first: the container, the package with its metadata, the navigation."""

from .xhtml import element, written

LANDMARKS = {
    "introduction": ("doc-introduction", ""),
    "part": ("doc-part", ""),
    "chapter": ("doc-chapter", ""),
    "answers": (None, ""),
    "glossary": ("doc-glossary", "glossary"),
    "colophon": ("doc-colophon", "colophon"),
}
TYPES = {
    "xhtml": "application/xhtml+xml",
    "css": "text/css",
    "png": "image/png",
    "jpg": "image/jpeg",
    "svg": "image/svg+xml",
}
PACKAGE = "EPUB/package.opf"


def container() -> bytes:
    rootfile = element("rootfile", full_path=None)
    rootfile.set("full-path", PACKAGE)
    rootfile.set("media-type", "application/oebps-package+xml")
    xmlns = "urn:oasis:names:tc:opendocument:xmlns:container"
    return written(element("container", element("rootfiles", rootfile), version="1.0", xmlns=xmlns))


def package(book: dict, files: dict[str, bytes], *, spine: list[str], cover: str) -> bytes:
    """The OPF of a book (what `epub.document` was given) whose files, by name, are these."""
    properties = {"nav.xhtml": "nav", cover: "cover-image"}
    items = []
    for name in files:
        item = element("item", id=_item_id(name), href=name, properties=properties.get(name))
        item.set("media-type", TYPES[name.rpartition(".")[2]])
        items.append(item)
    root = element(
        "package",
        _metadata(book),
        element("manifest", *items),
        element("spine", *(element("itemref", idref=_item_id(name)) for name in spine)),
        xmlns="http://www.idpf.org/2007/opf",
        version="3.0",
        xml__lang=book["language"],
    )
    root.set("unique-identifier", "book-id")
    return written(root)


def _item_id(name: str) -> str:
    """A name that XML takes for an id."""
    return "file-" + name.replace("/", "-")


def _metadata(book: dict):
    plain = {
        "dc:title": book["title"],
        "dc:language": book["language"],
        "dc:date": book["date"],
        "dc:creator": book["author"],
        "dc:description": book["description"],
        "dc:rights": book["rights"],
        "dc:source": book["source"],
        "dc:type": "Text",
    }
    metadata = element("metadata", element("dc:identifier", f"urn:uuid:{book['identifier']}", id="book-id"))
    metadata.set("xmlns:dc", "http://purl.org/dc/elements/1.1/")
    metadata.extend(element(name, value) for name, value in plain.items() if value)
    metadata.append(_meta("dcterms:modified", book["modified"]))
    metadata.extend(_accessibility(book))
    return metadata


def _meta(name: str, value: str):
    return element("meta", value, property=name)


def _accessibility(book: dict) -> list:
    """EPUB Accessibility 1.1. No `dcterms:conformsTo`: that is for whoever has read the book with that question."""
    pictures = bool(book["files"])
    features = ["structuralNavigation", "tableOfContents", "readingOrder", "displayTransformability", "unlocked"]
    features += ["alternativeText", "longDescription"] if pictures else []
    return [
        *(_meta("schema:accessMode", mode) for mode in ("textual", "visual")[: 1 + pictures]),
        _meta("schema:accessModeSufficient", "textual"),
        *(_meta("schema:accessibilityFeature", feature) for feature in features),
        _meta("schema:accessibilityHazard", "none"),
        _meta("schema:accessibilitySummary", book["accessibility"]),
    ]


def navigation(book: dict, page) -> bytes:
    """nav.xhtml, which is also the page of contents. `page` makes a whole page of a title and elements."""
    toc = element(
        "nav",
        element("h1", book["contents"], id="contents"),
        _chapters(book["chapters"]),
        epub__type="toc",
        role="doc-toc",
        aria_labelledby="contents",
    )
    toc.set("id", "toc")
    first = book["chapters"][0]
    landmarks = [("cover", "cover.xhtml", book["title"]), ("toc", "nav.xhtml#toc", book["contents"])]
    landmarks.append(("bodymatter", f"{first['name']}.xhtml", first["title"]))
    for chapter in book["chapters"]:
        if LANDMARKS[chapter["kind"]][1]:
            landmarks.append((LANDMARKS[chapter["kind"]][1], f"{chapter['name']}.xhtml", chapter["title"]))
    rows = [element("li", element("a", words, href=href, epub__type=kind)) for kind, href, words in landmarks]
    return page(book["contents"], [toc, element("nav", element("ol", *rows), epub__type="landmarks", hidden="hidden")])


def _chapters(chapters: list[dict]):
    """Chapters in their order, each `chapter` below the part before it."""
    top, inside = element("ol"), None
    for chapter in chapters:
        row = element("li", element("a", chapter["title"], href=f"{chapter['name']}.xhtml"))
        if chapter["kind"] == "chapter" and len(top) and inside is not None:
            inside.append(row)
            continue
        top.append(row)
        inside = element("ol") if chapter["kind"] == "part" else None
        if inside is not None:
            row.append(inside)
    return top
