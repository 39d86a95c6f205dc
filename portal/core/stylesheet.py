"""The one stylesheet that is delivered, built from the many files of ``static/css``.

``build(source_dir)`` returns CSS text for ``css/site.css``. It runs in
development at each request and in a collectstatic step alike. The order and the cascade layers are those of
``index.txt`` beside the sources.
"""

import posixpath
import re
from itertools import groupby
from pathlib import Path

import rcssmin

MANIFEST = "index.txt"
UNLAYERED = "-"


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
        body = rcssmin.cssmin("\n".join(_rebased(source_dir, name) for _, name in group))
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
