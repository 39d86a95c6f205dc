"""The page tree."""

from datetime import timedelta

from django.utils import timezone

from portal.pages.content_loader import home_page
from portal.pages.models import (
    EventIndexPage,
    EventPage,
    NewsIndexPage,
    NewsPage,
    SheetIndexPage,
    SheetPage,
    StandardPage,
)


def home():
    """The home page of the default site."""
    return home_page({"headline": "Vos fichiers entre de bonnes pattes", "lead": "Un hébergeur."})


def _index(model, slug: str):
    parent = home()
    found = parent.get_children().filter(slug=slug).first()
    return found.specific if found else parent.add_child(instance=model(title=slug.capitalize(), slug=slug))


def sheet(title: str = "Les pads", slug: str = "pads", body=(), **fields) -> SheetPage:
    index = _index(SheetIndexPage, "fiches")
    return index.add_child(instance=SheetPage(title=title, slug=slug, lead="Une feuille.", body=list(body), **fields))


def news(title: str = "Du neuf", slug: str = "du-neuf", **fields) -> NewsPage:
    index = _index(NewsIndexPage, "nouvelles")
    return index.add_child(instance=NewsPage(title=title, slug=slug, summary="En une phrase.", **fields))


def event(title: str = "Un atelier", slug: str = "un-atelier", *, days: float = 3, **fields) -> EventPage:
    """A date that starts in so many days (or so many ago, when negative) and lasts two hours."""
    start = timezone.now() + timedelta(days=days)
    fields = {"starts_at": start, "ends_at": start + timedelta(hours=2), "place": "Foyer rural", **fields}
    index = _index(EventIndexPage, "agenda")
    return index.add_child(instance=EventPage(title=title, slug=slug, summary="On vient.", **fields))


def standard(title: str = "Qui sommes-nous", slug: str = "qui", **fields) -> StandardPage:
    return home().add_child(instance=StandardPage(title=title, slug=slug, **fields))
