"""Builds the one stylesheet that is delivered from the sources in static/css, in the order of index.txt."""

from pathlib import Path

import rcssmin


def build(source_dir: Path) -> str:
    """The minified stylesheet. `index.txt` names one source file a line."""
    index = source_dir / "index.txt"
    names = index.read_text().split() if index.exists() else []
    return rcssmin.cssmin("\n".join((source_dir / name).read_text() for name in names))
