"""Names and words of strangers as the directory compares them."""

import re
import unicodedata
from functools import cache
from pathlib import Path

import yaml

KINDS = Path(__file__).parent / "content" / "kinds.yaml"
_WORD = re.compile(r"[a-z0-9]+")


def plain(text: str) -> str:
    """Small letters without accents, one space between words."""
    letters = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("æ", "ae")).casefold()
    return " ".join(_WORD.findall("".join(one for one in letters if not unicodedata.combining(one))))


def words(text: str, *, most: int = 6) -> list[str]:
    """The words of a question."""
    return plain(text[:200]).split()[:most]


@cache
def kinds() -> dict[str, str]:
    """Names of the kinds of services by their short names, in the order of the file."""
    return {one["slug"]: one["name"] for one in _rows()}


def kind_of(software: str, name: str) -> str:
    """Short name of the kind of a service; empty for one that no word tells."""
    for text in (plain(software), plain(name)):
        for one in _rows():
            if any(f" {word} " in f" {text} " for word in one["plain"]):
                return one["slug"]
    return ""


@cache
def _rows() -> list[dict]:
    rows = yaml.safe_load(KINDS.read_text(encoding="utf-8"))["kinds"]
    return [{**one, "plain": [plain(word) for word in one["words"]]} for one in rows]
