"""Sound and moving pictures on paper: what they say in words, and where to hear and see them."""

from django.conf import settings
from django.utils.translation import gettext as _

from portal.core.pdf import blocks
from portal.media.models import SiteDocument

KINDS = ("audio", "video", "peertube")


def documents(lessons) -> dict[int, SiteDocument]:
    """The recordings of all lessons by number, in one query."""
    heard = {
        block["value"]["file"]
        for lesson in lessons
        for block in lesson.body.raw_data
        if block["type"] in ("audio", "video")
    }
    return SiteDocument.objects.in_bulk(heard) if heard else {}


def in_words(kind: str, value, known: dict[int, SiteDocument], words: list[dict]) -> dict:
    """The block of a recording; `words` are those of its transcript."""
    label = _("The recording in words") if kind == "audio" else _("The video in words")
    address = _address(kind, value, known)
    return blocks.box([*words, *([blocks.link(address)] if address else [])], label=label, title=value["title"])


def _address(kind: str, value, known: dict[int, SiteDocument]) -> str:
    if kind == "peertube":
        return value["address"]
    document = known.get(value["file"])
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + document.url if document else ""
