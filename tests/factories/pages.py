"""Pages of the tree, below the home page; each call makes one, published unless `live=False`."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from portal.pages.content_loader import home_page
from portal.pages.models import (
    EventIndexPage,
    EventPage,
    GlossaryTerm,
    NewsIndexPage,
    NewsPage,
    SheetIndexPage,
    SheetPage,
    StandardPage,
)

_numbers = count(1)
WORDS = [("text", "Quelques mots **utiles**.")]


def _index(model, slug: str):
    found = model.objects.first()
    return found or home_page({"headline": "Bonjour"}).add_child(instance=model(title=slug.title(), slug=slug))


def _child(parent, model, **fields):
    number = next(_numbers)
    fields = {"title": f"Page {number}", "slug": f"page-{number}", **fields}
    return parent.add_child(instance=model(**fields))


def make_page(**fields):
    return _child(home_page({"headline": "Bonjour"}), StandardPage, **{"body": WORDS, **fields})


def make_sheet(**fields):
    fields = {"lead": "Un outil libre.", "body": WORDS, "theme": "Écrire", **fields}
    return _child(_index(SheetIndexPage, "fiches"), SheetPage, **fields)


def make_news(**fields):
    fields = {"summary": "Une nouvelle.", "body": WORDS, **fields}
    return _child(_index(NewsIndexPage, "nouvelles"), NewsPage, **fields)


def make_event(begins=timedelta(days=3), lasts=timedelta(hours=2), **fields):
    """A date; `begins` counts from now."""
    starts_at = timezone.now() + begins
    fields = {"summary": "Une soirée.", "place": "Maison des associations", "body": WORDS, **fields}
    return _child(_index(EventIndexPage, "agenda"), EventPage, starts_at=starts_at, ends_at=starts_at + lasts, **fields)


def make_term(**fields):
    number = next(_numbers)
    fields = {"term": f"Mot {number}", "slug": f"mot-{number}", "meaning": "Ce qu’il veut dire.", **fields}
    return GlossaryTerm.objects.create(**fields)
