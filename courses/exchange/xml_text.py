"""Writes XML. Elements are named with their prefix; the namespaces stand on the root as attributes."""

import re
from xml.etree import ElementTree

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: ElementTree.Element, tag: str, text: str = "", **attributes: str) -> ElementTree.Element:
    """A new element below `parent`; signs that XML forbids are left out."""
    child = ElementTree.SubElement(parent, tag, {name: clean(value) for name, value in attributes.items()})
    child.text = clean(text) or None
    return child


def clean(text: str) -> str:
    """The text without the control characters that no XML file may hold."""
    return _NOT_XML.sub("", text)


def document(root: ElementTree.Element) -> bytes:
    """The file, indented; the same element gives the same bytes."""
    ElementTree.indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="utf-8") + b"\n"
