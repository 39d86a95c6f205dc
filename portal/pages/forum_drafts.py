"""A sheet begun from an answer of the forum: title and text, with whom it is owed to. An author finishes it."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from forum.sheet_drafts import Solution

from .models import SheetIndexPage, SheetPage


def _index() -> SheetIndexPage | None:
    return SheetIndexPage.objects.first()


def may_add(person) -> bool:
    """Whoever may add a sheet in the administration."""
    index = _index()
    return index is not None and index.permissions_for_user(person).can_add_subpage()


@transaction.atomic
def make_sheet(solution: Solution, by) -> str:
    """An unpublished sheet; its key is the number of the page."""
    credit = _("After a question of %(asked)s and the answer of %(answered)s in the forum: [%(title)s](%(url)s).") % {
        "asked": _plain(solution.asked_by),
        "answered": _plain(", ".join(solution.answered_by)),
        "title": _plain(solution.title),
        "url": solution.url,
    }
    texts = [*solution.answers, credit]
    sheet = SheetPage(
        title=solution.title, lead=solution.title, body=[("text", text) for text in texts], live=False, owner=by
    )
    _index().add_child(instance=sheet)
    sheet.save_revision(user=by)
    return str(sheet.pk)


def _plain(words: str) -> str:
    """Words of members inside our own Markdown: letters, not markup."""
    return "".join(f"\\{char}" if char in r"\`*_{}[]()<>#!|&" else char for char in words)


def edit_url(key: str) -> str:
    return reverse("wagtailadmin_pages:edit", args=[int(key)])


def published(key: str) -> dict | None:
    """Its title and address once everybody can read it."""
    sheet = SheetPage.objects.live().public().filter(pk=int(key)).first()
    return {"title": sheet.title, "url": sheet.get_url()} if sheet else None
