"""/territoire/espaces/: the spaces of a referent's associations, and what can be done to each."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.organisations.views.shared import words_asked
from portal.core.dates import date_format

from .. import rules
from ..actions import folders, requests
from ..forms import FolderForm
from ..models import TeamFolder
from ..models.requests import GIGABYTE
from ..trail import folder_in_words, gauge_of_folder, life_of, room_of, state_of_folder
from .desk import desk_page, scope_of
from .lists import desk_crumb, filters_of, list_page, show_of

State = TeamFolder.State
SHOWS = {
    "all": (State.WANTED, State.ACTIVE, State.FAILED, State.CLOSING),
    "closing": (State.CLOSING,),
    "failed": (State.FAILED,),
    "deleted": (State.DELETED,),
}


@desk_page
def folder_list(request):
    """Spaces by association, town or name on the server."""
    mine, show = rules.folders_at_desk_of(request.user), show_of(request, SHOWS)
    found = mine.filter(state__in=SHOWS[show])
    if asked := words_asked(request):
        of_association = Q(organisation__name__icontains=asked) | Q(organisation__town__icontains=asked)
        found = found.filter(of_association | Q(mount_point__icontains=asked))
    titles = {
        "all": _("On the server"),
        "closing": _("To be closed"),
        "failed": _("Failed"),
        "deleted": _("Deleted spaces"),
    }
    return list_page(
        request,
        found.select_related("organisation__territory", "server").order_by("organisation__name", "pk"),
        entry=_entry,
        band={"title": _("Spaces of associations"), "lead": scope_of(request.user), "crumbs": [desk_crumb()]},
        empty={"title": _("No space here"), "text": _("A space appears once a request that asks for one is approved.")},
        filters=filters_of(mine, label=_("Spaces of associations"), titles=titles, shows=SHOWS, show=show),
        search=_("Name or town of the association"),
    )


def _entry(one: TeamFolder) -> dict:
    organisation = one.organisation
    return {
        "title": organisation.name,
        "url": one.get_absolute_url(),
        "text": ", ".join(part for part in (organisation.town, organisation.territory.name) if part),
        "meta": one.server.name,
        "facts": room_of(one),
        "state": state_of_folder(one),
    }


@desk_page
def folder_page(request, pk):
    """One space; 404 for what lies in somebody else's territory."""
    mine = rules.folders_at_desk_of(request.user)
    folder = get_object_or_404(mine.select_related("organisation__territory", "server"), pk=pk)
    initial = {"gigabytes": folder.quota_bytes // GIGABYTE}
    form = FolderForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _act(request, folder, form.cleaned_data)
    organisation = folder.organisation
    context = {
        "folder": folder,
        "words": folder_in_words(folder),
        "gauge": gauge_of_folder(folder),
        "facts": _facts(folder),
        "trail": life_of(folder, folder.events.select_related("by")),
        "form": form if folder.state != TeamFolder.State.DELETED else None,
        "band": {
            "title": _("Space of %(name)s") % {"name": organisation.name},
            "field": "leaf",
            "state": state_of_folder(folder),
            "crumbs": [desk_crumb(), {"title": _("Spaces of associations"), "url": reverse("cloud:desk_folders")}],
        },
        "nav_section": "account",
    }
    return render(request, "cloud/desk_folder.html", context, status=400 if form.errors else 200)


def _facts(folder: TeamFolder) -> list[dict]:
    def day(moment):
        return date_format(moment, "j F Y") if moment else ""

    organisation = folder.organisation
    return [
        {
            "term": _("Association"),
            "text": organisation.name,
            "url": reverse("organisations:organisation", args=[organisation.slug]),
        },
        {"term": _("Server"), "text": folder.server.name},
        {"term": _("Name in Files"), "text": folder.mount_point},
        {"term": _("Active since"), "text": day(folder.activated_at)},
        {"term": _("Space granted"), "text": folder.get_quota_bytes_display()},
        {"term": _("Used"), "text": folder.get_used_bytes_display()},
        {"term": _("Figures of"), "text": day(folder.seen_at)},
        {"term": _("Deleted after"), "text": day(folder.delete_after)},
    ]


def _act(request, folder, said):
    acts = {
        FolderForm.SPACE: (folders.resize, {"gigabytes": said["gigabytes"]}, _("The new space is on its way.")),
        FolderForm.CLOSE: (
            folders.close,
            {},
            _("It will be deleted after the grace period. The managers have been told."),
        ),
        FolderForm.KEEP: (folders.keep, {}, _("It stays. The managers have been told.")),
    }
    act, values, done = acts[said["act"]]
    try:
        act(folder=folder, by=request.user, note=said["note"], **values)
        messages.success(request, done)
    except requests.WrongState:
        messages.error(request, _("This space has changed in the meantime: nothing was done twice."))
    return redirect(folder)
