"""Sheets from their files: front matter, blocks between fences, a line of ---page--- between the two sides."""

import re
from collections.abc import Iterator
from pathlib import Path

from wagtail.models import Page

from portal.core import blocks, directives

from .models import SheetPage
from .models.sheets import SheetRelatedPage

FOLDER = Path(__file__).parent / "content" / "sheets"
PAGE_LINE = "---page---"


def load_sheets(index) -> int:
    """Add the sheets that are missing below the index page; how many."""
    known = set(index.get_children().values_list("slug", flat=True))
    added = 0
    for path in sorted(FOLDER.glob("*.md")):
        front, body, line = directives.split_front_matter(path.read_text(encoding="utf-8"), path=path.name)
        if front["slug"] in known:
            continue
        page = index.add_child(instance=_page(front, body, line, path.name))
        _relate(page, front.get("related_lessons", ()))
        added += 1
    return added


def _page(front: dict, body: str, line: int, path: str) -> SheetPage:
    pieces = _sides(body, line, path)

    def find_image(name, at):
        raise directives.ContentError(f"sheets ship no images yet: {name}", line=at, path=path)

    stream = blocks.stream_from_pieces(pieces, blocks.SHEET_BLOCKS, find_image=find_image, path=path)
    return SheetPage(
        title=front["title"],
        slug=front["slug"],
        number=front.get("number"),
        about=front.get("kind", SheetPage.About.TOOL),
        theme=front.get("theme", ""),
        lead=front["summary"],
        software=front.get("software", ""),
        software_licence=front.get("licence_of_software", ""),
        source_url=front.get("source_url", ""),
        art="" if front.get("art") in (None, "none") else front["art"],
        checked_on=front.get("updated"),
        body=stream,
    )


def _sides(body: str, line: int, path: str) -> Iterator[directives.Piece]:
    """The pieces of each side, a page break between them."""
    for position, side in enumerate(re.split(rf"^{PAGE_LINE}[ \t]*$", body, flags=re.MULTILINE)):
        if position:
            yield directives.Piece("pagebreak", "", "", line)
        yield from directives.pieces(side, first_line=line, path=path)
        line += side.count("\n")


def _relate(page: SheetPage, slugs) -> None:
    """Lessons by slug, in the order of the file; a lesson that is not there is left out."""
    found = {one.slug: one for one in Page.objects.live().filter(slug__in=slugs, depth__gt=4)}
    SheetRelatedPage.objects.bulk_create(
        SheetRelatedPage(sheet=page, page=found[slug], sort_order=position)
        for position, slug in enumerate(slugs)
        if slug in found
    )
