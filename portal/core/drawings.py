"""Checks SVG drawings before they are kept: shapes and words only; nothing that runs, nothing from elsewhere."""

import re
from xml.parsers import expat

from .directives import one_line

MAX_BYTES = 500_000
ELEMENTS = {
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "title",
    "desc", "defs", "use", "symbol", "marker", "clipPath", "mask", "linearGradient", "radialGradient",
    "stop", "pattern", "view", "style", "metadata",
}  # fmt: skip
_SVG = "http://www.w3.org/2000/svg"
_XLINK_HREF = "http://www.w3.org/1999/xlink href"
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression\s*\(|javascript:|data:|\\", re.IGNORECASE)


class UnsafeDrawing(ValueError):
    """A drawing is refused; `line` says where."""

    def __init__(self, message: str, line: int = 1):
        super().__init__(message)
        self.line = line


def check_svg(content: bytes) -> str:
    """Raise UnsafeDrawing unless these bytes are an SVG drawing that can do no harm. Returns its title, or nothing."""
    if len(content) > MAX_BYTES:
        raise UnsafeDrawing(f"the drawing is larger than {MAX_BYTES // 1000} kB")
    reading = _Reading()
    try:
        reading.parser.Parse(content, True)
    except expat.ExpatError as error:
        raise UnsafeDrawing(f"not XML: {expat.ErrorString(error.code)}", error.lineno) from error
    if reading.root != "svg":
        raise UnsafeDrawing("the file is not an SVG drawing")
    return one_line("".join(reading.title))


class _Reading:
    """One pass of expat, which knows lines and, with these handlers, follows no entity."""

    def __init__(self):
        self.root, self.path, self.title = "", [], []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = self._no_doctype
        self.parser.ProcessingInstructionHandler = self._no_instruction
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _refuse(self, message: str):
        raise UnsafeDrawing(message, self.parser.CurrentLineNumber)

    def _no_doctype(self, *_declared):
        self._refuse("a drawing may not declare a document type or entities")

    def _no_instruction(self, target, _data):
        self._refuse(f"a drawing may not hold the instruction <?{target}?>")

    def _start(self, name, attributes):
        space, _sep, local = name.rpartition(" ")
        if space != _SVG or local not in ELEMENTS:
            self._refuse(f"a drawing may not hold <{local}>")
        self.root = self.root or local
        self.path.append(local)
        for key, value in attributes.items():
            bare = key.rpartition(" ")[2]
            if bare.lower().startswith("on"):
                self._refuse(f"a drawing may not react to events ({bare})")
            if (bare == "href" or key == _XLINK_HREF) and not value.strip().startswith("#"):
                self._refuse("a drawing may only point into itself (href)")
            if _OUTSIDE.search(value):
                self._refuse(f"a drawing may fetch nothing from elsewhere ({bare})")

    def _end(self, _name):
        self.path.pop()

    def _text(self, data):
        if self.path == ["svg", "title"]:
            self.title.append(data)
        if self.path and self.path[-1] == "style" and _OUTSIDE.search(data):
            self._refuse("a drawing may fetch nothing from elsewhere (style)")
