"""« Mes données » and « Supprimer mon compte »: for oneself alone, after typing one's password again."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import storages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.core.dates import date_format

from . import leaving
from .actions import departures, exports
from .exporting import fate_of
from .forms import LeaveForm
from .library_words import title_of
from .models import Access
from .registry import Erasure, registered

ACCESSES_SHOWN = 50


def _band(title: str, lead: str = "") -> dict:
    return {
        "title": title,
        "lead": lead,
        "field": "pale",
        "crumbs": [{"title": _("My account"), "url": reverse("account_home")}],
    }


@login_required
@never_cache
def my_data(request):
    """What is held and why, and the archive: asked here, prepared by a worker, fetched here."""
    if request.method == "POST":
        exports.ask_for_export(person=request.user)
        return redirect("privacy:data")
    export = request.user.data_exports.first()
    context = {
        "export": export,
        "can_fetch": request.user.data_exports.to_fetch().exists(),
        "held": [_told(one) for one in registered().values()],
        "days": settings.DATA_EXPORT_DAYS,
        "band": _band(_("My data"), _("Everything that this site holds on you, in one archive that you can keep.")),
        "nav_section": "account",
    }
    return render(request, "privacy/data.html", context)


@login_required
@require_safe
@never_cache
def accesses(request):
    """Who of the team or of the referents opened or changed what concerns whoever asks."""
    rows = Access.objects.concerning(request.user)
    page = Paginator(rows, ACCESSES_SHOWN).get_page(request.GET.get("page"))
    band = _band(
        _("Who looked at my data"), _("Each page about you that your referents or the team opened, for a year.")
    )
    band["crumbs"].append({"title": _("My data"), "url": reverse("privacy:data")})
    context = {
        "accesses": list(page),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "band": band,
        "nav_section": "account",
    }
    return render(request, "privacy/accesses.html", context)


def _told(declared) -> dict:
    return {
        "title": title_of(declared.model),
        "purpose": capfirst(str(declared.purpose)),
        "fate": fate_of(declared),
    }


@login_required
@require_safe
@never_cache
@reauthentication_required
def fetch_archive(request):
    """The file, to whose it is, as long as it is kept."""
    export = request.user.data_exports.to_fetch().first()
    storage = storages["private"]
    if export is None or not storage.exists(export.file_name):
        raise Http404
    name = f"mes-donnees-{localtime(export.ready_at):%Y-%m-%d}.zip"
    return FileResponse(
        storage.open(export.file_name), as_attachment=True, filename=name, content_type="application/zip"
    )


@login_required
@never_cache
def leave(request):
    """The way back for whoever has asked already, without a password; else what goes, what stays, and the wish."""
    pending = departures.pending_of(request.user)
    if pending is not None and request.method != "POST":
        until = date_format(localtime(pending.due_at), "DATETIME_FORMAT")
        return render(request, "privacy/leave.html", _leaving(pending=pending, until=until))
    return _ask_to_leave(request)


@reauthentication_required
def _ask_to_leave(request):
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            departures.ask_to_leave(person=request.user, keep_words=form.cleaned_data["words"] == "keep")
        except departures.HandOverFirst:
            messages.error(request, _("First hand over what others need you for."))
        return redirect("privacy:leave")
    context = _leaving(form=form, obstacles=leaving.obstacles_of(request.user))
    return render(request, "privacy/leave.html", context)


def _leaving(*, pending=None, until: str = "", form=None, obstacles=()) -> dict:
    """What templates/privacy/leave.html takes."""
    return {
        "form": form,
        "pending": pending,
        "until": until,
        "obstacles": obstacles,
        "days": settings.DEPARTURE_DAYS,
        **_what_becomes_of_it(),
        "band": _band(_("Delete my account")),
        "nav_section": "account",
    }


def _what_becomes_of_it() -> dict:
    """Titles of what is deleted and of what stays without a name; what is kept apart, with the reason."""
    found = {"deleted": [], "nameless": [], "kept": []}
    names = {Erasure.DELETE: "deleted", Erasure.ANONYMISE: "nameless", Erasure.KEEP: "kept"}
    for declared in registered().values():
        told = _told(declared) | {"why": declared.keep_for}
        if told["title"] not in {one["title"] for one in found[names[declared.on_erasure]]}:
            found[names[declared.on_erasure]].append(told)
    return found


@login_required
@require_POST
@never_cache
def stay(request):
    """Cancel. No password is asked for: nothing is lost by staying."""
    pending = departures.pending_of(request.user)
    if pending is not None:
        try:
            departures.stay(departure=pending)
            messages.success(request, _("Your account stays. Nothing was deleted."))
        except departures.TooLate:
            messages.error(request, _("The deletion has begun: it can no longer be cancelled."))
    return redirect("account_home")
