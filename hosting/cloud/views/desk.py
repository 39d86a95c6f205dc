"""/territoire/: the desk of referents (their subtrees) and staff (everything)."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.organisations import host
from accounts.organisations.models import Membership, Organisation, Referent
from accounts.organisations.rules import in_care_of
from accounts.organisations.views.shared import words_asked
from accounts.people import journal
from accounts.people.roles import Role, has_role
from portal.core.dates import date_format

from .. import rules
from ..actions import requests
from ..forms import DecisionForm
from ..models import AccountRequest
from ..sizes import space_in_words
from ..trail import folder_in_words, gauge_of_folder, notes_of, state_of, state_of_folder, trail_of
from .lists import desk_crumb, filters_of, list_page, show_of

SHOWS = {
    "waiting": (AccountRequest.State.SUBMITTED,),
    "question": (AccountRequest.State.QUESTION,),
    "approved": (AccountRequest.State.APPROVED, AccountRequest.State.PROVISIONING),
    "confirm": (AccountRequest.State.CONFIRM,),
    "all": tuple(AccountRequest.State),
}


def desk_page(view):
    """For referents and staff alone."""

    @login_required
    @wraps(view)
    def checked(request, *args, **kwargs):
        if not rules.may_enter_desk(request.user):
            raise PermissionDenied(_("The desk is for the referents of a territory and for the team."))
        return view(request, *args, **kwargs)

    return checked


@desk_page
def desk(request):
    """Requests of my territories, those that wait first, oldest first."""
    show = show_of(request, SHOWS)
    mine = rules.requests_at_desk_of(request.user)
    titles = {"waiting": _("To decide"), "question": _("Question asked"), "approved": _("In work")}
    titles |= {"confirm": _("On the telephone"), "all": _("All")}
    journal.note_list(request.user, AccountRequest)
    return list_page(
        request,
        mine.filter(state__in=SHOWS[show]).for_list().oldest_first(),
        entry=_entry,
        band={"title": _("The desk"), "lead": scope_of(request.user), "links": _links()},
        empty={"title": _("Nobody waits"), "text": _("New requests of your territory come up here.")},
        filters=filters_of(mine, label=_("Requests"), titles=titles, shows=SHOWS, show=show),
    )


def scope_of(person) -> str:
    if has_role(person, Role.STAFF):
        return _("All territories")
    names = Referent.objects.held_by(person).values_list("territory__name", flat=True)
    return ", ".join(names)


def _links() -> list[dict]:
    of_associations = [
        {"label": _("List of my associations"), "url": reverse("cloud:desk_organisations")},
        {"label": _("Spaces of associations"), "url": reverse("cloud:desk_folders")},
    ]
    return [
        {"label": _("Open a request on the telephone"), "url": reverse("cloud:telephone")},
        {"label": _("Accounts on the cloud"), "url": reverse("cloud:desk_accounts")},
        *(of_associations if host.has_organisations() else []),
        {"label": _("Figures by territory"), "url": reverse("cloud:figures")},
    ]


def _entry(one: AccountRequest) -> dict:
    return {
        "title": f"{one.organisation_name}, {one.wish}",
        "url": reverse("cloud:desk_request", args=[one.number]),
        "text": one.reason[:200],
        "meta": _("No. %(number)s, %(territory)s, asked by %(person)s %(age)s ago")
        % {"number": one.number, "territory": one.territory, "person": one.asked_by, "age": timesince(one.created_at)},
        "state": state_of(one),
    }


def _request_at_desk(request, number: int) -> AccountRequest:
    """404 for what lies in somebody else's territory: it is not theirs to know of."""
    mine = rules.requests_at_desk_of(request.user)
    return get_object_or_404(mine.for_list().select_related("account__server", "opened_by"), pk=number)


@desk_page
def request_page(request, number):
    """One request; the form decides."""
    found = _request_at_desk(request, number)
    form = DecisionForm(request.POST if request.method == "POST" else None, request=found)
    if request.method == "POST" and form.is_valid():
        return _decide(request, found, form)
    journal.note_read(request.user, found)
    events = list(found.events.select_related("by"))
    account = _account_at_desk(request.user, found)
    context = {
        "found": found,
        "account": account,
        "state": state_of(found),
        "trail": trail_of(found, events),
        "notes": notes_of(found, events),
        "facts": _facts(found, account),
        "folder": folder_of(found),
        "form": form if found.is_waiting and rules.may_decide(request.user, found) else None,
        "may_end": found.state == AccountRequest.State.ACTIVE,
        "may_fulfil": found.state == AccountRequest.State.APPROVED
        and not found.service.connector
        and rules.may_decide(request.user, found),
        "band": {
            "title": found.organisation_name,
            "field": "leaf",
            "state": state_of(found),
            "facts": [_("Request no. %(number)s") % {"number": found.number}, found.territory.name],
            "crumbs": [desk_crumb()],
        },
        "nav_section": "account",
    }
    return render(request, "cloud/desk_request.html", context, status=400 if form.errors else 200)


def folder_of(found: AccountRequest) -> dict | None:
    """The space of its association: what it is, how it stands, how full it is; None without one, and for a service
    that is elsewhere."""
    if not found.service.connector:
        return None
    folder = found.organisation and found.organisation.team_folders.living().select_related("server").first()
    if not folder:
        return None
    return {
        "folder": folder,
        "state": state_of_folder(folder),
        "words": folder_in_words(folder),
        "gauge": gauge_of_folder(folder),
    }


def _account_at_desk(person, found: AccountRequest):
    """Its account, as long as it is in the reader's care: it may be used elsewhere alone by now."""
    here = found.account_id and rules.accounts_at_desk_of(person).filter(pk=found.account_id).exists()
    return found.account if here else None


def _facts(found: AccountRequest, account) -> list[dict]:
    has_many = host.has_organisations() and not found.is_for_space
    return [
        *(_facts_of_organisation(found) if host.has_organisations() else _facts_of_member(found)),
        {"term": _("Asked by"), "text": found.asked_by},
        {"term": _("Opened on the telephone by"), "text": found.opened_by.public_name if found.opened_by else ""},
        {"term": _("Service"), "text": found.service.name},
        *(_facts_of_account(account) if found.is_for_space else []),
        {"term": _("Accounts"), "text": found.accounts_wanted if has_many else ""},
        {"term": _("Space asked for") if found.is_for_space else _("Space"), "text": space_in_words(found.quota_bytes)},
        {"term": _("Space of the association"), "text": found.folder_in_words},
        {"term": _("User name you would like"), "text": found.wished_id},
    ]


def _facts_of_organisation(found: AccountRequest) -> list[dict]:
    return [
        {"term": _("Association"), "text": found.organisation_name},
        {"term": _("Known already"), "text": _("yes") if found.organisation else _("no, approval creates it")},
        {"term": _("Town"), "text": found.organisation.town if found.organisation else found.new_organisation_town},
    ]


def _facts_of_member(found: AccountRequest) -> list[dict]:
    membership = host.membership_of(found.person) if found.person else None
    if membership is None:
        return [{"term": _("Member"), "text": _("no, approval makes them one")}]
    until = date_format(membership.until, "j F Y") if membership.until else _("yes")
    return [{"term": _("Member until"), "text": until}]


def _facts_of_account(account) -> list[dict]:
    """What whoever grants more space wants to know."""
    if account is None:
        return []
    used = "" if account.used_bytes is None else space_in_words(account.used_bytes)
    return [
        {"term": _("Account"), "text": account.uid, "url": reverse("cloud:desk_account", args=[account.pk])},
        {"term": _("Space granted"), "text": account.get_quota_bytes_display()},
        {"term": _("Used"), "text": used},
    ]


def _decide(request, found, form):
    acts = {
        DecisionForm.APPROVE: (
            requests.approve_request,
            _("Approved. The new space is on its way.")
            if found.is_for_space
            else _("Approved. The account is on its way."),
        ),
        DecisionForm.ASK: (requests.ask_back, _("Your question has been sent.")),
        DecisionForm.REFUSE: (requests.refuse_request, _("Refused. The person has been told why.")),
    }
    decision = form.cleaned_data["decision"]
    act, said = acts[decision]
    granted = form.granted() if decision == DecisionForm.APPROVE else {}
    try:
        act(request=found, by=request.user, note=form.cleaned_data["note"], **granted)
        journal.note_change(request.user, found)
        messages.success(request, said)
    except requests.WrongState:
        messages.error(request, _("Somebody else has decided in the meantime: nothing was done twice."))
        return redirect("cloud:desk_request", number=found.number)
    except requests.PersonGone:
        messages.error(request, _("Whoever asked has no account here any more: the request can only be refused."))
        return redirect("cloud:desk_request", number=found.number)
    return redirect("cloud:desk")


@desk_page
@require_POST
def fulfil(request, number):
    """Tick off a service that is set up by hand."""
    found = _request_at_desk(request, number)
    try:
        requests.fulfil_by_hand(request=found, by=request.user)
        journal.note_change(request.user, found)
        messages.success(request, _("Done. The person has been told."))
    except requests.WrongState:
        messages.error(request, _("Somebody else has decided in the meantime: nothing was done twice."))
    return redirect("cloud:desk_request", number=found.number)


@desk_page
def organisations(request):
    """The associations of my territories, by name or town."""
    found = in_care_of(request.user).still_open()
    if asked := words_asked(request):
        found = found.filter(Q(name__icontains=asked) | Q(town__icontains=asked))
    found = found.select_related("territory").annotate(
        people=_count_beside(Membership.objects, "pk"), accounts=_count_beside(AccountRequest.objects, "account")
    )
    journal.note_list(request.user, Organisation)
    return list_page(
        request,
        found.order_by("name", "pk"),
        entry=_organisation,
        band={"title": _("Associations"), "lead": scope_of(request.user), "crumbs": [desk_crumb()]},
        empty={"title": _("No association here"), "text": _("Approving a request creates one.")},
        search=_("Name or town of the association"),
    )


def _count_beside(rows, what: str) -> Coalesce:
    """How many different `what` an association's rows name: asked for the lines of a page, not for the whole list."""
    theirs = rows.filter(organisation=OuterRef("pk")).order_by().values("organisation")
    return Coalesce(Subquery(theirs.annotate(count=Count(what, distinct=True)).values("count")), 0)


def _organisation(one: Organisation) -> dict:
    return {
        "title": one.name,
        "url": reverse("organisations:organisation", args=[one.slug]),
        "text": one.purpose,
        "meta": ", ".join(part for part in (one.town, one.territory.name) if part),
        "facts": [
            ngettext("%(count)s person", "%(count)s people", one.people) % {"count": one.people},
            ngettext("%(count)s account", "%(count)s accounts", one.accounts) % {"count": one.accounts},
        ],
    }
