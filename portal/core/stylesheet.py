"""The one stylesheet that is delivered, built from the many files of ``static/css``.

``build(source_dir)`` returns CSS text for ``css/site.css``. It needs nothing but the standard library, so it runs in
development at each request and in a collectstatic step alike. The order and the cascade layers are those of
``index.txt`` beside the sources.
"""

import posixpath
import re
from itertools import groupby
from pathlib import Path

MANIFEST = "index.txt"
UNLAYERED = "-"

# A string, a comment or a url() is one token: white space and punctuation inside are not ours to touch.
_TOKEN = re.compile(
    r"""(?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
    r"""|(?P<comment>/\*.*?\*/)"""
    r"""|(?P<url>url\(\s*[^"')\s]+\s*\))"""
    r"""|(?P<space>\s+)"""
    r"""|(?P<mark>[{};,:()>])"""
    r"""|(?P<word>[^\s"'{};,:()>/]+|/)""",
    re.DOTALL,
)


class StylesheetError(ValueError):
    """A source, or the manifest, cannot be read as CSS; the message names the file."""


def build(source_dir):
    """The whole stylesheet as one minified string.

    ``source_dir`` is the folder that holds ``index.txt``. Relative ``url()`` addresses are rewritten from the file
    that holds them to that folder, so the result must be served from there (``css/site.css``).
    """
    source_dir = Path(source_dir)
    entries = list(read_manifest(source_dir))
    layers = list(dict.fromkeys(layer for layer, _ in entries if layer != UNLAYERED))
    parts = [f"@layer {','.join(layers)};"] if layers else []
    for layer, group in groupby(entries, key=lambda entry: entry[0]):
        body = "".join(minify(_rebased(source_dir, name), name=name) for _, name in group)
        parts.append(body if layer == UNLAYERED else f"@layer {layer}{{{body}}}")
    return "".join(parts) + "\n"


def read_manifest(source_dir):
    """Pairs (layer, path relative to ``source_dir``) in order of delivery."""
    lines = (Path(source_dir) / MANIFEST).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        words = line.split("#")[0].split()
        if not words:
            continue
        if len(words) != 2:
            raise StylesheetError(f"{MANIFEST}, line {number}: expected a layer and a file, found {line!r}")
        yield words[0], words[1]


def minify(css, *, name="css"):
    """Strip comments and the white space that no browser needs; the meaning stays the same.

    Descendant combinators, the spaces of ``calc()`` and of media queries, strings and addresses are kept.
    """
    out = []
    position, parentheses = 0, 0
    while position < len(css):
        match = _TOKEN.match(css, position)
        if match is None:
            raise StylesheetError(f"{name}: cannot read {css[position : position + 40]!r}")
        position, kind, text = match.end(), match.lastgroup, match.group()
        if kind == "comment":
            continue
        if kind == "mark":
            parentheses += (text == "(") - (text == ")")
        _push(out, kind, text, inside=parentheses > 0)
    if parentheses:
        raise StylesheetError(f"{name}: unbalanced parentheses")
    return _shortened("".join(out)).strip()


def _push(out, kind, text, *, inside):
    """Append one token, dropping the space before or after it where a browser does not need it."""
    last = out[-1][-1] if out else ""
    if kind == "space":
        if last and last not in "{};,( " and not (last == ">" and not inside):
            out.append(" ")
        return
    if kind == "mark" and last == " " and (text in "{};,)" or (text == ">" and not inside)):
        out.pop()
        last = out[-1][-1] if out else ""
    if text == "}" and last == ";":
        out.pop()
    out.append(text)


# A property name follows "{", ";" or the start; its colon takes no space. A selector's ": " does not occur.
_AFTER_COLON = re.compile(r"([{;][\w-]+:) (?=\S)")


def _shortened(css):
    return _AFTER_COLON.sub(r"\1", css).replace(" !important", "!important")


_URL = re.compile(r"""url\(\s*(["']?)(?!data:|https?:|/|#)([^"')]+)\1\s*\)""")


def _rebased(source_dir, name):
    """The text of one source, its relative addresses counted from ``source_dir``."""
    path = source_dir / name
    try:
        css = path.read_text(encoding="utf-8")
    except OSError as error:
        raise StylesheetError(f"{MANIFEST} names {name}, which cannot be read: {error}") from error
    folder = posixpath.dirname(name)
    return _URL.sub(lambda found: f"url({posixpath.normpath(posixpath.join(folder, found[2]))})", css)
