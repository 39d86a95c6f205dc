"""The notification centre: what a person has been told, what of it is unread, and marking it as read."""

from django.db.models import Count
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import kinds, unread
from .models import Notice

PER_PAGE = 20
_KEPT = "_unread_notices"


def unread_count(request) -> int:
    """How many notices this person has not read (`unread.count`), asked once a request; 0 for a visitor."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return 0
    if not hasattr(request, _KEPT):
        setattr(request, _KEPT, unread.count(person.pk))
    return getattr(request, _KEPT)


def page_context(request) -> dict:
    """`unread_notices`, for the masthead; asked for only where it is shown."""
    return {"unread_notices": SimpleLazyObject(lambda: unread_count(request))}


def mark_read(*, person, **which) -> int:
    """Mark a person's notices as read; all, or those that `which` filters. Returns how many were unread."""
    count = Notice.objects.unread().filter(person=person, **which).update(read_at=timezone.now())
    unread.forget([person.pk])
    return count


def read_here(request, *, thread: str, up_to=None) -> None:
    """The person has this conversation before their eyes, up to a moment; writes only when something was unread."""
    if not unread_count(request):
        return
    moment = {"created_at__lte": up_to} if up_to else {}
    count = mark_read(person=request.user, thread=thread, **moment)
    setattr(request, _KEPT, max(unread_count(request) - count, 0))


def rows(person, notices) -> list[dict]:
    """Notices as the page shows them; of what this person may no longer read, only that there was something."""
    told = kinds.resolve(person, notices)
    unread_by_fold = _unread_in(person, notices)
    shown = []
    for notice in notices:
        count = unread_by_fold.get((notice.kind, notice.thread), 0) if notice.thread else int(notice.read_at is None)
        one = told.get(notice.pk)
        kind = kinds.get(notice.kind)
        shown.append(
            {
                "number": notice.pk,
                "title": one.title if one else _("This is no longer available."),
                "line": one.line if one else "",
                "place": (one.place if one else "") or (kind.group if kind else ""),
                "is_open": bool(one and one.url),
                "is_unread": count > 0,
                "more": ngettext("and %(count)d more unread", "and %(count)d more unread", count - 1)
                % {"count": count - 1}
                if count > 1
                else "",
                "at": notice.created_at,
            }
        )
    return shown


def _unread_in(person, notices) -> dict[tuple[str, str], int]:
    """How many are unread, by kind and conversation."""
    threads = {notice.thread for notice in notices} - {""}
    found = Notice.objects.unread().filter(person=person, thread__in=threads).values_list("kind", "thread")
    return {(kind, thread): count for kind, thread, count in found.annotate(count=Count("pk"))}


def open_one(notice) -> str:
    """Where it leads, at the first that is unread of those that fold into it; all of them are read from then on."""
    beside = Notice.objects.beside(notice)
    first = beside.unread().select_related("person").order_by("created_at", "pk").first() or notice
    mark_beside(notice)
    return address_of(first) or address_of(notice)


def mark_beside(notice) -> None:
    Notice.objects.unread().beside(notice).update(read_at=timezone.now())
    unread.forget([notice.person_id])


def address_of(notice) -> str:
    """Where a notice leads today; "" when this person may no longer read it."""
    told = kinds.resolve(notice.person, [notice]).get(notice.pk)
    return told.url if told else ""
