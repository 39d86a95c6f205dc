"""Builds the page tree of an empty database from the shipped files. What exists is never overwritten."""

from datetime import datetime
from pathlib import Path

import yaml
from django.core.files import File
from django.db import transaction
from wagtail.models import Page, Site

from portal.core import directives, markdown, page_cache
from portal.media.models import SiteImage

from .group_rights import let_authors_write
from .models import (
    EventIndexPage,
    EventPage,
    GlossaryTerm,
    HomePage,
    HostSettings,
    NewsIndexPage,
    NewsPage,
    SheetIndexPage,
    StandardPage,
)
from .sheet_files import load_sheets

CONTENT = Path(__file__).parent / "content"
# The page of commitments is made from the criteria of the charter (portal.transparency).
MADE_ELSEWHERE = {"nos-engagements"}
MAP = Path(__file__).parent.parent.parent / "static" / "img" / "map-pays-de-la-loire.svg"


@transaction.atomic
def load() -> dict[str, int]:
    """How many pages, sheets, news, dates and words were added."""
    source = yaml.safe_load((CONTENT / "pages.yaml").read_text(encoding="utf-8"))
    home = home_page(source["home"], source.get("host", {}))
    sheets = _child(home, SheetIndexPage, "fiches", **_index(source, "sheets", "Fiches"))
    news = _child(home, NewsIndexPage, "nouvelles", **_index(source, "news", "Nouvelles de la maison"))
    agenda = _child(home, EventIndexPage, "agenda", **_index(source, "events", "Agenda"))
    let_authors_write(sheets)
    counts = {
        "pages": sum(_standard(home, row) for row in source["pages"] if row["slug"] not in MADE_ELSEWHERE),
        "sheets": load_sheets(sheets),
        "news": sum(_news(news, row) for row in source["news"]),
        "dates": sum(_event(agenda, row) for row in source["events"]),
        "words": sum(_term(row) for row in source["glossary"]),
    }
    page_cache.purge()
    return counts


def load_home() -> dict[str, int]:
    """The home page alone: courses stand below it and are loaded before the pages that name them."""
    existed = HomePage.objects.exists()
    source = yaml.safe_load((CONTENT / "pages.yaml").read_text(encoding="utf-8"))
    home_page(source["home"], source.get("host", {}))
    return {"home page": int(not existed)}


def home_page(words: dict | None = None, host: dict | None = None) -> HomePage:
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
    home = root.add_child(instance=HomePage(title="Accueil", slug="accueil", **_home_fields(words or {})))
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", port=80)
    site.root_page, site.is_default_site = home, True
    site.save()
    if welcome is not None:
        Page.objects.get(pk=welcome.pk).delete()
    if host:
        _host(host)
    return HomePage.objects.get(pk=home.pk)


def _home_fields(words: dict) -> dict:
    first, second = words.get("primary_action", {}), words.get("secondary_action", {})
    services, course = words.get("services", {}), words.get("course", {})
    people = words.get("contacts", {})
    return {
        "stamp": words.get("stamp", ""),
        "headline": words.get("headline", "Bienvenue"),
        "lead": words.get("lead", "").strip(),
        "action_label": first.get("label", ""),
        "action_link": first.get("url", ""),
        "second_action_label": second.get("label", ""),
        "second_action_link": second.get("url", ""),
        "basket_title": services.get("title", ""),
        "basket_intro": services.get("lead", "").strip(),
        "course_title": course.get("title", ""),
        "course_intro": course.get("lead", "").strip(),
        "course_note": course.get("text", "").strip(),
        "news_title": words.get("news", {}).get("title", ""),
        "people_title": people.get("title", ""),
        "people_intro": people.get("lead", "").strip(),
        "people_map": _map() if people else None,
    }


def _map() -> SiteImage:
    origin = f"static/img/{MAP.name}"
    image = SiteImage.objects.filter(origin=origin).first()
    if image is None:
        with MAP.open("rb") as drawing:
            image = SiteImage(title="Carte des départements", origin=origin, file=File(drawing, name=MAP.name))
            image.save()
    return image


def _host(row: dict) -> None:
    """Fill in who the host is, when nobody has yet."""
    settings, created = HostSettings.objects.get_or_create(
        pk=HostSettings.base_queryset().order_by("pk").values_list("pk", flat=True).first() or 1
    )
    if created:
        for name, value in row.items():
            setattr(settings, name, value.strip())
        settings.save()


def _index(source: dict, key: str, title: str) -> dict:
    words = source.get("indexes", {}).get(key, {})
    return {"title": words.get("title", title), "lead": words.get("lead", "").strip()}


def _child(parent, model, slug: str, **fields):
    """The child page with that slug, made when missing; None when another kind of page holds the slug."""
    found = parent.get_children().filter(slug=slug).first()
    if found is not None:
        return found.specific
    return parent.add_child(instance=model(slug=slug, **fields))


def _is_missing(parent, slug: str) -> bool:
    return not parent.get_children().filter(slug=slug).exists()


def _body(text: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in directives.pieces(text.strip()) if piece.kind == "text"]


def _standard(home, row: dict) -> bool:
    if not _is_missing(home, row["slug"]):
        return False
    page = StandardPage(title=row["title"], slug=row["slug"], lead=row.get("summary", ""), body=_body(row["body"]))
    home.add_child(instance=page)
    return True


def _news(parent, row: dict) -> bool:
    if not _is_missing(parent, row["slug"]):
        return False
    fields = {name: row[name] for name in ("title", "slug", "date", "summary")}
    parent.add_child(instance=NewsPage(body=_body(row["body"]), **fields))
    return True


def _event(parent, row: dict) -> bool:
    if not _is_missing(parent, row["slug"]):
        return False
    starts_at: datetime = row["start"]
    parent.add_child(
        instance=EventPage(
            title=row["title"],
            slug=row["slug"],
            starts_at=starts_at,
            ends_at=row.get("end"),
            body=_body(row["body"]),
            summary=row["summary"],
            place=row["place"],
            address=row.get("address", ""),
            places=row.get("places"),
            price=row.get("price", ""),
        )
    )
    return True


def _term(row: dict) -> bool:
    _term, created = GlossaryTerm.objects.get_or_create(
        slug=markdown.anchor(row["term"]),
        defaults={"term": row["term"], "meaning": row["definition"].strip(), "more": row.get("more", "")},
    )
    return created
