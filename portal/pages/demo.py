"""What the demonstration host says of itself: home page, name, pages, news, dates. Never loaded on a real host.

Words that ship are replaced only while nobody has changed them.
"""

from datetime import datetime
from pathlib import Path

import yaml
from django.core.files import File
from django.db import transaction

from hosting.services.models import Service
from portal.core import page_cache, written_files
from portal.media.models import SiteImage

from .content_loader import CONTENT, home_page, shipped
from .models import EventIndexPage, EventPage, FaqEntry, HomePage, HostSettings, NewsIndexPage, NewsPage, StandardPage
from .page_rows import body, child, home_fields, is_missing, standard, standard_fields

MAP = Path(__file__).parent.parent.parent / "static" / "img" / "map-pays-de-la-loire.svg"


@transaction.atomic
def load() -> dict[str, int]:
    """How many pages were made or given the demonstration's words, news, dates."""
    source = yaml.safe_load((CONTENT / "demo.yaml").read_text(encoding="utf-8"))
    home = home_page(shipped()["home"])
    news = child(home, NewsIndexPage, "nouvelles", title="Nouvelles de la maison")
    agenda = child(home, EventIndexPage, "agenda", title="Agenda")
    counts = {
        "host": int(_name_host(source["host"])),
        "home page": int(_dress_home(home, source["home"])),
        "pages": sum(standard(home, row) or _dress(home, row) for row in source["pages"]),
        "questions": sum(_question(row) for row in source["questions"]),
        "news": sum(_news(news, row) for row in source["news"]),
        "dates": sum(_event(agenda, row) for row in source["events"]),
    }
    page_cache.purge()
    return counts


def _question(row: dict) -> bool:
    service = Service.objects.filter(slug=row.get("service", "")).first()
    words = {"question": row["question"], "answer": row["answer"].strip(), "service": service, "is_published": True}
    _entry, is_new = FaqEntry.objects.get_or_create(slug=row["slug"], defaults=words)
    return is_new


def _name_host(row: dict) -> bool:
    """Fill in who the host is, when nobody has yet."""
    settings, fresh = HostSettings.load(), HostSettings()
    if any(getattr(settings, name) != getattr(fresh, name) for name in row):
        return False
    for name, value in row.items():
        setattr(settings, name, value.strip())
    settings.save()
    return True


def _dress_home(home: HomePage, words: dict) -> bool:
    """The demonstration's words, unless somebody has written others already."""
    if any(getattr(home, name) != value for name, value in home_fields(shipped()["home"]).items()):
        return False
    for name, value in home_fields(words).items():
        setattr(home, name, value)
    home.people_map = home.people_map or _map()
    home.save()
    return True


def _dress(home, row: dict) -> bool:
    """Give a page that ships to every host the demonstration's words, while it still has the shipped ones."""
    ours = next((one for one in shipped()["pages"] if one["slug"] == row["slug"]), None)
    page = StandardPage.objects.child_of(home).filter(slug=row["slug"]).first()
    if ours is None or page is None or _words_of(page) != _words_of(StandardPage(**standard_fields(ours))):
        return False
    for name, value in standard_fields(row).items():
        setattr(page, name, value)
    page.save()
    return True


def _words_of(page: StandardPage) -> tuple:
    return page.title, page.lead, [(block.block_type, str(block.value)) for block in page.body]


def _map() -> SiteImage:
    origin = f"static/img/{MAP.name}"
    image = SiteImage.objects.filter(origin=origin).first()
    if image is None:
        with MAP.open("rb") as drawing:
            image = SiteImage(title="Carte des départements", origin=origin, file=File(drawing, name=MAP.name))
            image.save()
            written_files.note(image.file)
    return image


def _news(parent, row: dict) -> bool:
    if not is_missing(parent, row["slug"]):
        return False
    fields = {name: row[name] for name in ("title", "slug", "date", "summary")}
    parent.add_child(instance=NewsPage(body=body(row["body"]), **fields))
    return True


def _event(parent, row: dict) -> bool:
    if not is_missing(parent, row["slug"]):
        return False
    starts_at: datetime = row["start"]
    parent.add_child(
        instance=EventPage(
            title=row["title"],
            slug=row["slug"],
            starts_at=starts_at,
            ends_at=row.get("end"),
            body=body(row["body"]),
            summary=row["summary"],
            place=row["place"],
            address=row.get("address", ""),
            places=row.get("places"),
            price=row.get("price", ""),
        )
    )
    return True
