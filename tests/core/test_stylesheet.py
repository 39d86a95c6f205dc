"""The delivered stylesheet: one file, light, fit for the oldest browsers we promise, in colours that can be read."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

from portal.core.stylesheet import StylesheetError, build, read_manifest

SOURCES = Path(settings.BASE_DIR) / "static" / "css"
# What Firefox 115, Chrome 109 or Safari 15.4 do not know, or know only in part.
TOO_NEW = ["light-dark(", "color-mix(", ":has(", "@container", "@starting-style", "@scope", ":popover-open", "oklch("]
TOO_NEW += ["float:inline-", "width>=", "width<=", "@property", "field-sizing", "&"]


def write(folder: Path, name: str, text: str):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_files_are_delivered_in_the_order_and_layers_of_the_manifest(tmp_path):
    write(tmp_path, "index.txt", "# order\n- faces.css\nbase b.css\nbase a.css\n\nprint p.css # last\n")
    write(tmp_path, "faces.css", "@font-face { font-family: X; }")
    write(tmp_path, "a.css", ".a { color: red; } /* gone */")
    write(tmp_path, "b.css", ".b { margin: 0 calc(1px + 2px); }")
    write(tmp_path, "p.css", ".p > a { color: blue }")
    assert build(tmp_path).strip() == (
        "@layer base,print;@font-face{font-family:X}"
        "@layer base{.b{margin:0 calc(1px + 2px)}.a{color:red}}@layer print{.p>a{color:blue}}"
    )


def test_addresses_are_counted_from_the_delivered_file(tmp_path):
    write(tmp_path, "index.txt", "base parts/deep/a.css")
    write(tmp_path, "parts/deep/a.css", ".a { background: url('../../../img/a.svg') } .b { mask: url(#here) }")
    assert "url(../img/a.svg)" in build(tmp_path)
    assert "url(#here)" in build(tmp_path)


def test_a_file_that_is_missing_is_named(tmp_path):
    write(tmp_path, "index.txt", "base gone.css")
    with pytest.raises(StylesheetError, match=r"gone\.css"):
        build(tmp_path)


def test_a_manifest_line_without_its_layer_is_refused(tmp_path):
    write(tmp_path, "index.txt", "only.css")
    with pytest.raises(StylesheetError, match="line 1"):
        build(tmp_path)


def test_every_source_is_delivered_once():
    named = [name for _, name in read_manifest(SOURCES)]
    assert sorted(named) == sorted(str(path.relative_to(SOURCES)) for path in SOURCES.rglob("*.css"))


def test_it_weighs_little():
    assert len(gzip.compress(build(SOURCES).encode(), 9)) <= 9.6 * 1024


@pytest.mark.parametrize("novelty", TOO_NEW)
def test_it_asks_nothing_that_our_oldest_browsers_lack(novelty):
    assert novelty not in build(SOURCES).replace(": ", ":")


def test_every_address_leads_to_a_file():
    for address in re.findall(r"url\(([^)#]+)\)", build(SOURCES)):
        assert (SOURCES / address).resolve().is_file(), address


def test_every_opened_brace_is_closed():
    css = build(SOURCES)
    assert css.count("{") == css.count("}")


# --- colours ---------------------------------------------------------------------------------


def palette(night: bool) -> dict[str, str]:
    """Every plain colour token, by day or by night."""
    text = (SOURCES / "tokens.css").read_text()
    day, dark = text.split("@media screen and (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", day))
    return {**found, **dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark))} if night else found


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two #rrggbb colours."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


READABLE = [
    *(("ink", field, 7) for field in ["paper", "sheet", "pale", "sun", "orange", "mint"]),
    *(("ink-2", field, 7) for field in ["paper", "sheet", "pale"]),
    *(("head", field, 4.5) for field in ["paper", "sun", "orange"]),
    *(("cream", field, 7) for field in ["leaf", "night"]),
    *(("ochre-ink", field, 4.5) for field in ["paper", "sheet"]),
    ("brick", "paper", 4.5),
    ("brick", "sheet", 4.5),
    ("brick", "brick-pale", 4.5),
    ("green-ink", "mint", 4.5),
    ("flap-ink", "flap-back", 7),
    ("gold", "night", 7),
    ("edge", "sheet", 3),
    ("edge", "paper", 3),
    ("ok", "paper", 3),
    ("down", "paper", 3),
]


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
@pytest.mark.parametrize(("front", "back", "least"), READABLE)
def test_colours_can_be_read(front, back, least, night):
    colours = palette(night)
    assert contrast(colours[front], colours[back]) >= least
