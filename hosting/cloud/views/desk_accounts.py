"""/territoire/comptes/: the accounts of a referent's territories, and what can be done to each."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.people import journal
from portal.core.dates import date_format

from .. import rules
from ..actions import life, requests
from ..forms import AccountForm
from ..models import AccountRequest, CloudAccount
from ..models.requests import GIGABYTE
from ..sizes import space_in_words
from ..trail import life_of, state_of_account
from .desk import PAGE_SIZE, desk_page, scope_of

State = CloudAccount.State
SHOWS = {
    "all": (State.WANTED, State.ACTIVE, State.SUSPENDED, State.FAILED, State.CLOSING),
    "suspended": (State.SUSPENDED,),
    "closing": (State.CLOSING,),
    "failed": (State.FAILED,),
    "deleted": (State.DELETED,),
}


def desk_crumb() -> dict:
    return {"title": _("The desk"), "url": reverse("cloud:desk")}


@desk_page
def account_list(request):
    """Accounts by user name, person or association; those that fill up first."""
    mine = rules.accounts_at_desk_of(request.user)
    show = request.GET.get("show") if request.GET.get("show") in SHOWS else "all"
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = mine.filter(state__in=SHOWS[show])
    if asked:
        named = Q(uid__icontains=asked) | Q(person__public_name__icontains=asked)
        found = found.filter(named | Q(requests__organisation__name__icontains=asked)).distinct()
    found = found.select_related("person", "server").order_by("uid", "pk")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    journal.note_list(request.user, CloudAccount)
    counts = dict(mine.order_by().values_list("state").annotate(Count("pk", distinct=True)))
    context = {
        "entries": [_entry(one) for one in page],
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "query": f"show={show}&" + (f"q={asked}&" if asked else ""),
        "search": {"q": asked, "url": reverse("cloud:desk_accounts"), "label": _("User name, person or association")},
        "filters": _filters(show, counts),
        "empty": {"title": _("No account here"), "text": _("Accounts appear once a request is approved.")},
        "band": {
            "title": _("Accounts on the cloud"),
            "field": "leaf",
            "lead": scope_of(request.user),
            "crumbs": [desk_crumb()],
        },
        "nav_section": "account",
    }
    return render(request, "cloud/desk_accounts.html", context)


def _filters(show: str, counts: dict) -> dict:
    titles = {
        "all": _("On the server"),
        "suspended": _("Suspended"),
        "closing": _("To be closed"),
        "failed": _("Failed"),
        "deleted": _("Deleted accounts"),
    }
    return {
        "label": _("Accounts"),
        "choices": [
            {
                "title": title,
                "url": f"?show={key}",
                "current": key == show,
                "count": sum(counts.get(state, 0) for state in SHOWS[key]),
            }
            for key, title in titles.items()
        ],
    }


def _entry(one: CloudAccount) -> dict:
    percent = one.percent_used
    return {
        "title": one.uid,
        "url": reverse("cloud:desk_account", args=[one.pk]),
        "text": one.person.public_name if one.person else _("deleted account"),
        "meta": "" if percent is None else _("%(percent)s %% used") % {"percent": percent},
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
