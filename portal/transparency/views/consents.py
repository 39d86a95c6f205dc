"""Accepting what asks for it, and seeing what one accepted: a personal page, never cached."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.core.dates import date_format

from .. import asking, consents
from ..models import TextVersion

CHOSEN = "accepted_version"  # a name that no other form has: their fields pass through this one


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request):
    """`?next=` is where it leads on to; with `resend`, what was typed there goes along (`ask_before`)."""
    then = _safe(request, request.GET.get("next", ""))
    if request.method != "POST":
        return _page(request, then)
    chosen = set(request.POST.getlist(CHOSEN))
    accepted = [one for one in asking.waiting_for(request) if str(one.pk) in chosen]
    if consents.record_consents(person=request.user, versions=accepted):
        messages.success(request, _("Thank you: it is noted, with the date and the exact words."))
    if any(one.is_in_force_already for one in asking.waiting_for(request)):
        # another version came out while this page was read
        return redirect(asking.address(then))
    if "resend" in request.GET and asking.is_locked(then):
        # the browser sends the same fields again, to where they were typed
        return HttpResponse(status=307, headers={"Location": then})
    return redirect(then or reverse("account_home"))


@never_cache
def ask_before(request):
    """The answer to a form that waits for the acceptance: the question, with what was typed beneath it."""
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in ("csrfmiddlewaretoken", CHOSEN)
    ]
    return _page(request, request.get_full_path(), typed=typed, files=bool(request.FILES), status=403)


def _safe(request, then: str) -> str:
    return then if url_has_allowed_host_and_scheme(then, allowed_hosts={request.get_host()}) else ""


def _page(request, then: str, *, typed=(), files: bool = False, status: int = 200):
    waiting = asking.waiting_for(request)
    entries = consents.accepted_by(request.user)
    here = {"next": then} | ({"resend": "1"} if typed else {})
    context = {
        "nav_section": "account",
        "band": _band(waiting),
        "asked": [_question(one, entries) for one in waiting],
        "is_locked": any(one.is_in_force_already for one in waiting),
        "chosen_name": CHOSEN,
        "action": f"{reverse('transparency:accept')}?{urlencode(here)}",
        "then": "" if asking.is_locked(then) else then,
        "typed": typed,
        "files": files,
        "table": _table(entries) if entries else None,
    }
    return render(request, "transparency/accept.html", context, status=status)


def _band(waiting: list[TextVersion]) -> dict:
    count = len(waiting)
    title = (
        ngettext("A text to accept", "%(count)s texts to accept", count) % {"count": count}
        if waiting
        else _("What I accepted")
    )
    return {
        "title": title,
        "field": "pale",
        "crumbs": [{"title": _("My account"), "url": reverse("account_home")}],
    }


def _question(version: TextVersion, entries: list[dict]) -> dict:
    """What is asked about one version; what changes is told from the version that this person accepted last."""
    before = [one["number"] for one in entries if one["url"].startswith(version.document.get_absolute_url())]
    since = max((number for number in before if number < version.number), default=None)
    changes = f"{version.document.get_absolute_url()}{since}-{version.number}/" if since else ""
    return {
        "version": version,
        "changes": changes or version.get_differences_url(),
        "is_in_force": version.is_in_force_already,
    }


def _table(entries: list[dict]) -> dict:
    return {
        "caption": _("Texts accepted, latest first"),
        "head": [
            {"text": _("Text")},
            {"text": _("Version"), "num": True},
            {"text": _("Accepted on")},
            {"text": _("Digest (SHA-256)")},
        ],
        "rows": [
            [
                {"text": one["title"], "url": one["url"]},
                {"text": str(one["number"]), "num": True},
                {"text": date_format(localtime(one["given_at"]), "j F Y, H:i")},
                {"text": one["digest"]},
            ]
            for one in entries
        ],
    }
