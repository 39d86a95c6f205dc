"""Blocks, as `portal.core.pdf.blocks` makes them, as XHTML elements. Trees all the way: what comes out is well-formed
whatever the words hold.

What a page of a book has and paper has not: `anchor` on a heading, `id` on blocks kept together, the kind `glossary`
(`entries`: id, term, blocks) and links into other chapters.
"""

import re
from xml.etree import ElementTree

_INLINE = {"strong": "strong", "emph": "em", "strike": "s", "span": "span"}
_SCHEMES = ("http://", "https://", "mailto:", "tel:")
# Characters that XML does not know.
_UNKNOWN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(tag: str, *content, **attributes) -> ElementTree.Element:
    """An element with texts and elements in it. `class_` gives « class », `epub__type` « epub:type », `aria_label`
    « aria-label »; an attribute that is None is left out."""
    made = ElementTree.Element(tag)
    for name, value in attributes.items():
        if value is not None:
            made.set(name.rstrip("_").replace("__", ":").replace("_", "-"), _UNKNOWN.sub("", str(value)))
    for one in content:
        _add(made, one)
    return made


def written(root: ElementTree.Element, *, doctype: str = "") -> bytes:
    """The file of a tree."""
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{doctype}{text}\n'.encode()


def _add(parent: ElementTree.Element, one) -> None:
    if not isinstance(one, str):
        parent.append(one)
    elif len(parent):
        parent[-1].tail = (parent[-1].tail or "") + _UNKNOWN.sub("", one)
    else:
        parent.text = (parent.text or "") + _UNKNOWN.sub("", one)


def inline(nodes: list[dict]) -> list:
    """Texts and elements of a paragraph."""
    found = []
    for node in nodes:
        if node["kind"] == "text":
            found.append(node["text"])
        elif node["kind"] == "break":
            found.append(element("br"))
        elif node["kind"] == "code":
            found.append(element("code", node["text"]))
        elif node["kind"] == "link":
            found.append(_link(node))
        else:
            found.append(element(_INLINE[node["kind"]], *inline(node["content"])))
    return found


def _link(node: dict) -> ElementTree.Element:
    """A link of ours carries `inside`; any other must lead to the web, a mail or a telephone."""
    content = inline(node["content"])
    if not node.get("inside") and not node["href"].startswith(_SCHEMES):
        return element("span", *content)
    types = {"epub__type": node["type"], "role": f"doc-{node['type']}"} if node.get("type") else {}
    return element("a", *content, href=node["href"], **types)


class Page:
    """The elements of one file, whose ids are each given once."""

    def __init__(self):
        self.ids: set[str] = set()
        self.pictures: set[str] = set()

    def elements(self, blocks: list[dict]) -> list[ElementTree.Element]:
        return [one for block in blocks for one in self._block(block)]

    def _block(self, block: dict) -> list[ElementTree.Element]:
        """What is only about paper (the end of a page) is nothing here."""
        make = getattr(self, f"_{block['kind']}", None)
        if make:
            return [make(block)]
        return [self._paragraph(block)] if "content" in block else []

    def _id(self, wanted: str | None) -> str | None:
        """The id that was asked for, unless something earlier has it."""
        if not wanted or wanted in self.ids:
            return None
        self.ids.add(wanted)
        return wanted

    def _new_id(self, wanted: str) -> str:
        number = 1
        while f"{wanted}-{number}" in self.ids:
            number += 1
        return self._id(f"{wanted}-{number}")

    def _heading(self, block):
        return element(f"h{block['level']}", *inline(block["content"]), id=self._id(block.get("anchor")))

    def _paragraph(self, block):
        return element("p", *inline(block["content"]), class_=block.get("look"))

    def _code(self, block):
        return element("pre", element("code", block["text"]))

    def _quote(self, block):
        return element("blockquote", *self.elements(block["blocks"]))

    def _list(self, block):
        items = [element("li", *self._item(item)) for item in block["items"]]
        if not block["ordered"]:
            return element("ul", *items)
        return element("ol", *items, type="a" if block.get("lettered") else None)

    def _item(self, blocks: list[dict]) -> list:
        """A line that is all there is in its item needs no paragraph around it."""
        if len(blocks) == 1 and blocks[0]["kind"] == "paragraph":
            return inline(blocks[0]["content"])
        return self.elements(blocks)

    def _table(self, block):
        head = element("tr", *(element("th", *inline(cell), scope="col") for cell in block["head"]))
        rows = [element("tr", *(element("td", *inline(cell)) for cell in row)) for row in block["rows"]]
        caption = [element("caption", block["caption"])] if block["caption"] else []
        return element("table", *caption, element("thead", head), *([element("tbody", *rows)] if rows else []))

    def _box(self, block):
        return element("div", *self._named(block), *self.elements(block["blocks"]), class_="box")

    def _named(self, block) -> list:
        label = [element("p", block["label"], class_="kind")] if block["label"] else []
        title = [element("p", *inline(block["title"]), class_="name")] if block["title"] else []
        return label + title

    def _figure(self, block):
        """The words stand under the drawing, open, and the drawing says that they are there."""
        self.pictures.add(block["file"])
        words = self._new_id("words")
        picture = element("img", src=block["file"], alt=block["alt"], aria_details=words)
        told = [element("p", block["label"], class_="kind"), *self.elements(block["blocks"])]
        return element(
            "div",
            element("figure", picture, element("figcaption", *inline(block["caption"]))),
            element("div", *told, id=words, class_="words"),
        )

    def _together(self, block):
        return element("div", *self.elements(block["blocks"]), class_="together", id=self._id(block.get("id")))

    def _glossary(self, block):
        rows = []
        for entry in block["entries"]:
            term = element("dfn", entry["term"])
            rows.append(element("dt", term, id=self._id(entry["id"]), epub__type="glossterm"))
            rows.append(element("dd", *self.elements(entry["blocks"]), epub__type="glossdef"))
        return element("dl", *rows, epub__type="glossary")
