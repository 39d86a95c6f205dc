"""Builds the page tree of an empty database from the shipped files. What exists is never overwritten.

Nothing in it speaks of one host: the demonstration's own words are in `demo`.
"""

from pathlib import Path

import yaml
from django.conf import settings
from django.db import transaction
from wagtail.models import Page, Site

from portal.core import markdown, page_cache

from .group_rights import let_authors_write
from .models import EventIndexPage, GlossaryTerm, HomePage, NewsIndexPage, SheetIndexPage
from .page_rows import child, home_fields, standard
from .sheet_files import load_sheets

CONTENT = Path(__file__).parent / "content"


def shipped() -> dict:
    """The words that every host starts with."""
    return yaml.safe_load((CONTENT / "pages.yaml").read_text(encoding="utf-8"))


@transaction.atomic
def load() -> dict[str, int]:
    """How many pages, sheets and words were added."""
    source = shipped()
    home = home_page(source["home"])
    sheets = child(home, SheetIndexPage, "fiches", **_index(source, "sheets", "Fiches"))
    child(home, NewsIndexPage, "nouvelles", **_index(source, "news", "Nouvelles de la maison"))
    child(home, EventIndexPage, "agenda", **_index(source, "events", "Agenda"))
    let_authors_write(sheets)
    counts = {
        "pages": sum(standard(home, row) for row in source["pages"]),
        "sheets": load_sheets(sheets),
        "words": sum(_term(row) for row in source["glossary"]),
    }
    page_cache.purge()
    return counts


def load_home() -> dict[str, int]:
    """The home page alone: courses stand below it and are loaded before the pages that name them."""
    existed = HomePage.objects.exists()
    home_page(shipped()["home"])
    return {"home page": int(not existed)}


def home_page(words: dict | None = None) -> HomePage:
    """The home page, made in place of Wagtail's welcome page when there is none."""
    home = HomePage.objects.order_by("path").first()
    if home is not None:
        return home
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    welcome = root.get_children().filter(content_type__model="page").first()
    if welcome is not None:
        # The address must be free for ours, and the site must not fall with the welcome page.
        Page.objects.filter(pk=welcome.pk).update(slug="wagtail-welcome")
    root = Page.objects.get(pk=root.pk)
    home = root.add_child(instance=HomePage(title="Accueil", slug="accueil", **home_fields(words or {})))
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", port=80)
    site.root_page, site.is_default_site = home, True
    site.site_name = site.site_name or settings.WAGTAIL_SITE_NAME
    site.save()
    if welcome is not None:
        Page.objects.get(pk=welcome.pk).delete()
    return HomePage.objects.get(pk=home.pk)


def _index(source: dict, key: str, title: str) -> dict:
    words = source.get("indexes", {}).get(key, {})
    return {"title": words.get("title", title), "lead": words.get("lead", "").strip()}


def _term(row: dict) -> bool:
    _term, created = GlossaryTerm.objects.get_or_create(
        slug=markdown.anchor(row["term"]),
        defaults={"term": row["term"], "meaning": row["definition"].strip(), "more": row.get("more", "")},
    )
    return created
