"""/compte/cloud/: what a person has, asks for and is told."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.organisations.host import has_organisations
from accounts.organisations.models import Referent
from accounts.organisations.rules import answers_for, may_see
from accounts.people import journal
from portal.core.qr import qr_drawing

from .. import rules
from ..actions import requests, space
from ..forms import AccountRequestForm, MessageForm, SpaceForm
from ..models import AccountRequest, CloudAccount, RelyingParty
from ..trail import gauge_of, notes_of, state_of, trail_of
from .desk import folder_of

SHOWN = 20


def crumbs(*more) -> list[dict]:
    return [{"title": _("My account"), "url": reverse("account_home")}, *more]


def cloud_crumb() -> dict:
    return {"title": _("My cloud"), "url": reverse("cloud:overview")}


@login_required
def overview(request):
    """My accounts with how to connect, what is under way, my requests."""
    accounts = list(CloudAccount.objects.of_person(request.user).living())
    by_portal = RelyingParty.objects.all().servers() if accounts else ()
    for account in accounts:
        account.gauge = gauge_of(account)
        account.by_portal = account.server_id in by_portal
        account.more_space = space_of(request.user, account)
        account.unfinished = account.changes.exclude(state="done").first()
        account.may_be_kept = account.state == CloudAccount.State.CLOSING and rules.may_keep(request.user, account)
    own = list(AccountRequest.objects.of_person(request.user).for_list()[:SHOWN])
    context = {
        "accounts": accounts,
        "entries": [_entry(one) for one in own],
        "band": {
            "title": _("My cloud"),
            "lead": _("Files, agenda and contacts of your associations, on our own servers.")
            if has_organisations()
            else _("Files, agenda and contacts, on our own servers."),
            "crumbs": crumbs(),
        },
        "nav_section": "account",
    }
    return render(request, "cloud/overview.html", context)


@login_required
@never_cache
def address_drawing(request, pk):
    """The address of one's account, for the camera of a telephone: nothing to type."""
    account = get_object_or_404(CloudAccount.objects.of_person(request.user).living(), pk=pk)
    return HttpResponse(qr_drawing(account.address), content_type="image/svg+xml")


def _entry(one: AccountRequest) -> dict:
    return {
        "title": _("Request no. %(number)s, %(service)s") % {"number": one.number, "service": one.wish},
        "url": one.get_absolute_url(),
        "text": one.organisation_name,
        "state": state_of(one),
    }


@login_required
def ask(request):
    """Ask for a service on behalf of an association. A second click on « send » makes no second request."""
    form = AccountRequestForm(request.POST or None, person=request.user, organisation=request.GET.get("association"))
    if request.method == "POST" and form.is_valid():
        made = requests.submit_request(person=request.user, **form.details())
        messages.success(request, _("Your request is on its way. You will get a mail at each step."))
        return redirect(made)
    context = {"form": form, "band": {"title": _("Ask for an account"), "crumbs": crumbs(cloud_crumb())}}
    return render(request, "cloud/ask.html", {**context, "nav_section": "account"})


def space_of(person, account: CloudAccount) -> dict | None:
    """Where to ask for more room, or to follow the request that waits; None for whoever may not ask."""
    if not rules.may_ask_for_space(person, account):
        return None
    waiting = account.requests.for_space().waiting().first()
    if waiting is not None:
        return {"url": waiting.get_absolute_url(), "label": _("More space is asked for")}
    return {"url": reverse("cloud:ask_space", args=[account.pk]), "label": _("Ask for more space")}


@login_required
def ask_space(request, pk):
    """More room on one's own account, or on one of the association that one answers for."""
    account = get_object_or_404(CloudAccount.objects.select_related("server", "person"), pk=pk)
    if not rules.may_ask_for_space(request.user, account):
        raise Http404
    form = SpaceForm(request.POST or None, account=account)
    waiting = account.requests.for_space().waiting().first()
    if waiting is None and request.method == "POST" and form.is_valid():
        waiting = space.ask_for_space(account=account, by=request.user, **form.cleaned_data)
        messages.success(request, _("Your request is on its way. You will get a mail at each step."))
    if waiting is not None and rules.may_see(request.user, waiting):
        return redirect(waiting)
    if waiting is not None:
        messages.info(request, _("More space is asked for"))
        return redirect("cloud:overview")
    context = {"account": account, "form": form, "is_mine": account.person_id == request.user.pk}
    context["band"] = {"title": _("Ask for more space"), "crumbs": crumbs(cloud_crumb())}
    context |= {"gauge": gauge_of(account), "nav_section": "account"}
    return render(request, "cloud/ask_space.html", context, status=400 if form.errors else 200)


def own_request(request, number: int) -> AccountRequest:
    found = get_object_or_404(AccountRequest.objects.for_list().select_related("account__server"), pk=number)
    if not rules.may_see(request.user, found):
        raise Http404
    return found


@login_required
def request_page(request, number):
    """A request and its trail, for whoever asked and for the managers of the association."""
    return _page(request, own_request(request, number))


def _page(request, found, form=None):
    if not (found.organisation and answers_for(request.user, found.organisation)):
        journal.note_read(request.user, found)
    events = list(found.events.select_related("by"))
    question = next((event for event in reversed(events) if event.state == AccountRequest.State.QUESTION), None)
    is_mine = found.person_id == request.user.pk
    context = {
        "found": found,
        "state": state_of(found),
        "trail": trail_of(found, events),
        "notes": [one for one in notes_of(found, events) if rules.may_read(request.user, one["event"], found)],
        "question": question if found.state == AccountRequest.State.QUESTION else None,
        "form": (form or MessageForm()) if is_mine else None,
        "is_mine": is_mine,
        "may_end": found.state == AccountRequest.State.ACTIVE and rules.may_end(request.user, found),
        "trouble": _trouble(found),
        "folder": folder_of(found) if found.organisation and may_see(request.user, found.organisation) else None,
        "referents": Referent.objects.nearest_to(found.territory, besides=found.person),
        "band": {
            "title": _("Request no. %(number)s") % {"number": found.number},
            "lead": found.organisation_name,
            "state": state_of(found),
            "crumbs": crumbs(cloud_crumb()),
        },
        "nav_section": "account",
    }
    return render(request, "cloud/request.html", context, status=400 if form is not None else 200)


def _trouble(found: AccountRequest) -> str:
    """Why the account is not there yet, in words; empty when all goes well."""
    if found.account is None or found.state == AccountRequest.State.ACTIVE:
        return ""
    if found.account.server.halted_at:
        return found.account.server.trouble
    change = found.account.changes.exclude(state="done").first()
    return change.trouble if change else ""


@login_required
@require_POST
def answer(request, number):
    found = own_request(request, number)
    if found.person_id != request.user.pk:
        raise Http404
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        requests.answer_question(request=found, by=request.user, note=form.cleaned_data["note"])
        messages.success(request, _("Thank you. Your answer has gone to the referent."))
    except requests.WrongState:
        messages.error(request, _("This request has changed in the meantime."))
    return redirect(found)


@login_required
@require_POST
def cancel(request, number):
    found = own_request(request, number)
    if found.person_id != request.user.pk:
        raise Http404
    try:
        requests.cancel_request(request=found, by=request.user)
        messages.success(request, _("The request is cancelled."))
    except requests.WrongState:
        messages.error(request, _("This request has changed in the meantime."))
    return redirect(found)
