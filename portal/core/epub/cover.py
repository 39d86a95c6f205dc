"""The cover: a page set in type by typst, with the watering can of the garden. PNG, which every shelf shows."""

import json
from pathlib import Path

import typst
from django.conf import settings

TEMPLATE = Path(__file__).parent / "cover.typ"
DRAWING = "static/img/watering-can.svg"
PIXELS_PER_INCH = 160  # 400 × 600 points give 889 × 1333 pixels


def cover(*, title: str, author: str, language: str) -> bytes:
    """The picture of a cover; the same words give the same bytes."""
    words = {"title": title, "author": author, "language": language}
    data = words | {"drawing": (settings.BASE_DIR / DRAWING).read_text()}
    return typst.compile(
        TEMPLATE.read_bytes(), format="png", ppi=PIXELS_PER_INCH, sys_inputs={"cover": json.dumps(data)}
    )
