"""/territoire/comptes/: the accounts of a referent's territories, and what can be done to each."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.organisations import host
from accounts.organisations.views.shared import words_asked
from accounts.people import journal
from portal.core.dates import date_format

from .. import rules
from ..actions import life, requests
from ..forms import AccountForm
from ..models import AccountRequest, CloudAccount
from ..models.requests import GIGABYTE
from ..sizes import space_in_words
from ..trail import life_of, room_of, state_of_account
from .desk import desk_page, scope_of
from .lists import desk_crumb, filters_of, list_page, show_of

State = CloudAccount.State
SHOWS = {
    "all": (State.WANTED, State.ACTIVE, State.SUSPENDED, State.FAILED, State.CLOSING),
    "suspended": (State.SUSPENDED,),
    "closing": (State.CLOSING,),
    "failed": (State.FAILED,),
    "deleted": (State.DELETED,),
}


@desk_page
def account_list(request):
    """Accounts by user name, person or association."""
    mine, show = rules.accounts_at_desk_of(request.user), show_of(request, SHOWS)
    found = mine.filter(state__in=SHOWS[show])
    if asked := words_asked(request):
        named = Q(uid__icontains=asked) | Q(person__public_name__icontains=asked)
        found = found.filter(named | Q(requests__organisation__name__icontains=asked)).distinct()
    titles = {
        "all": _("On the server"),
        "suspended": _("Suspended"),
        "closing": _("To be closed"),
        "failed": _("Failed"),
        "deleted": _("Deleted accounts"),
    }
    journal.note_list(request.user, CloudAccount)
    return list_page(
        request,
        found.select_related("person", "server").order_by("uid", "pk"),
        entry=_entry,
        band={"title": _("Accounts on the cloud"), "lead": scope_of(request.user), "crumbs": [desk_crumb()]},
        empty={"title": _("No account here"), "text": _("Accounts appear once a request is approved.")},
        filters=filters_of(mine, label=_("Accounts"), titles=titles, shows=SHOWS, show=show),
        search=_("User name, person or association") if host.has_organisations() else _("User name or person"),
    )


def _entry(one: CloudAccount) -> dict:
    return {
        "title": one.uid,
        "url": reverse("cloud:desk_account", args=[one.pk]),
        "text": one.person.public_name if one.person else _("deleted account"),
        "meta": one.server.name,
        "facts": room_of(one),
        "state": state_of_account(one),
    }


@desk_page
def account_page(request, pk):
    """One account; 404 for what lies in somebody else's territory."""
    mine = rules.accounts_at_desk_of(request.user)
    account = get_object_or_404(mine.select_related("person", "server"), pk=pk)
    form = AccountForm(request.POST if request.method == "POST" else None, initial=_initial(account))
    if request.method == "POST" and form.is_valid():
        return _act(request, account, form.cleaned_data)
    journal.note_read(request.user, account)
    may_act = rules.may_look_after(request.user, account) and account.origin == CloudAccount.Origin.MADE
    context = {
        "account": account,
        "facts": _facts(account),
        "trail": life_of(account, account.events.select_related("by")),
        "uses": [_use(one) for one in account.requests.for_list()],
        "form": form if may_act and account.state != State.DELETED else None,
        "why_not": _why_not(request.user, account),
        "band": {
            "title": account.uid,
            "field": "leaf",
            "state": state_of_account(account),
            "crumbs": [desk_crumb(), {"title": _("Accounts on the cloud"), "url": reverse("cloud:desk_accounts")}],
        },
        "nav_section": "account",
    }
    return render(request, "cloud/desk_account.html", context, status=400 if form.errors else 200)


def _initial(account: CloudAccount) -> dict:
    return {"gigabytes": account.quota_bytes // GIGABYTE if account.quota_bytes else None}


def _why_not(person, account: CloudAccount) -> str:
    if account.state == State.DELETED:
        return _("It no longer exists on the server.")
    if account.origin == CloudAccount.Origin.LINKED:
        return _("Its owner linked it: the portal neither shuts nor deletes what it did not make.")
    if person.pk == account.person_id:
        return _("This is your own account: somebody else decides.")
    return _("Associations of other territories use it too: only the team can change it.")


def _facts(account: CloudAccount) -> list[dict]:
    def day(moment):
        return date_format(moment, "j F Y") if moment else ""

    used = "" if account.used_bytes is None else space_in_words(account.used_bytes)
    return [
        {"term": _("Person"), "text": account.person.public_name if account.person else _("deleted account")},
        {"term": _("Server"), "text": account.server.name},
        {"term": _("Active since"), "text": day(account.activated_at)},
        {"term": _("Space granted"), "text": account.get_quota_bytes_display()},
        {"term": _("Used"), "text": used},
        {"term": _("Last sign-in"), "text": day(account.last_login_at)},
        {"term": _("Figures of"), "text": day(account.seen_at)},
        {"term": _("Deleted after"), "text": day(account.delete_after)},
    ]


def _use(one: AccountRequest) -> dict:
    return {
        "title": one.organisation_name,
        "url": reverse("cloud:desk_request", args=[one.number]),
        "text": one.wish,
        "meta": one.territory.name,
        "state": {"label": one.get_state_display()},
    }


def _act(request, account, said):
    note = said["note"]
    acts = {
        AccountForm.SPACE: (life.grant_space, {"gigabytes": said["gigabytes"]}, _("The new space is on its way.")),
        AccountForm.SUSPEND: (life.suspend, {}, _("Suspended. The person has been told why.")),
        AccountForm.RESUME: (life.resume, {}, _("Open again. The person has been told.")),
        AccountForm.CLOSE: (life.close, {}, _("It will be deleted after the grace period. The person has been told.")),
        AccountForm.KEEP: (life.keep, {}, _("It stays. The person has been told.")),
    }
    act, values, done = acts[said["act"]]
    try:
        act(account=account, by=request.user, note=note, **values)
        journal.note_change(request.user, account)
        messages.success(request, done)
    except requests.WrongState:
        messages.error(request, _("This account has changed in the meantime: nothing was done twice."))
    except life.NotOurs:
        messages.error(request, _("Its owner linked it: the portal neither shuts nor deletes what it did not make."))
    return redirect("cloud:desk_account", pk=account.pk)
