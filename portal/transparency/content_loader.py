"""Loads what every host starts with: the dated texts as drafts to read and change, the criteria to check.

Nothing of it is published: what a host says of itself is for its staff to say. The demonstration's is in `demo`.
"""

from pathlib import Path

import yaml
from django.db import transaction
from django.utils.text import slugify

from portal.core import directives, page_cache

from .models import CharterEdition, Criterion, DatedText, TextVersion
from .models.texts import ROOT_SLUGS

CONTENT = Path(__file__).parent / "content"


@transaction.atomic
def load() -> dict[str, int]:
    """How many drafts of texts and criteria were added."""
    counts = {
        "texts to read again": sum(_draft(position, slug) for position, slug in enumerate(ROOT_SLUGS)),
        "criteria": _criteria(),
    }
    page_cache.purge()
    return counts


def text_file(slug: str) -> tuple[dict, list[directives.Piece]] | None:
    """The front matter and pieces of a shipped text, None when there is none."""
    path = CONTENT / slug / "1.md"
    if not path.exists():
        return None
    front, body, line = directives.split_front_matter(path.read_text(encoding="utf-8"), path=f"{slug}/1.md")
    return front, list(directives.pieces(body, first_line=line, path=f"{slug}/1.md"))


def draft_fields(front: dict, pieces: list[directives.Piece]) -> dict:
    """The columns of the shipped draft; days and reason are the demonstration's, so they are left out."""
    return {
        "short": "\n\n".join(piece.text for piece in pieces if piece.kind == "short"),
        "full": "\n\n".join(piece.text for piece in pieces if piece.kind == "text"),
        "acceptance_required": front["acceptance_required"],
    }


def _draft(position: int, slug: str) -> bool:
    found = text_file(slug)
    if found is None or DatedText.objects.filter(slug=slug).exists():
        return False
    document = DatedText.objects.create(slug=slug, title=found[0]["title"], position=position)
    TextVersion.objects.create(document=document, number=1, **draft_fields(*found))
    return True


def charter_file() -> dict:
    """{"charter": {version, url, …}, "criteria": […]}, as the file has them."""
    return yaml.safe_load((CONTENT / "charter.yaml").read_text(encoding="utf-8"))


def _criteria() -> int:
    """Every criterion to check, without evidence: that is each host's own. A host that answers to another edition than
    the shipped one is left alone."""
    source = charter_file()
    edition = CharterEdition.objects.current() or _edition(source["charter"])
    if edition.slug != slugify(source["charter"]["version"]):
        return 0
    known = set(edition.criteria.values_list("code", flat=True))
    rows = [
        Criterion(
            edition=edition,
            code=row["id"],
            part=row["part"],
            level=row["level"],
            text=row["text"],
            position=position,
        )
        for position, row in enumerate(source["criteria"])
        if row["id"] not in known
    ]
    Criterion.objects.bulk_create(rows)
    return len(rows)


def _edition(charter: dict) -> CharterEdition:
    return CharterEdition.objects.create(
        name=charter["version"],
        slug=slugify(charter["version"]),
        source=charter["url"],
        status=CharterEdition.Status.CURRENT,
    )
