"""/compte/cloud/: what a person has, asks for and is told."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.organisations.models import Referent

from .. import rules
from ..actions import requests
from ..forms import AccountRequestForm, MessageForm
from ..models import AccountRequest, CloudAccount, RelyingParty
from ..trail import gauge_of, state_of, trail_of

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
        account.by_portal = account.server_id in by_portal and account.state == CloudAccount.State.ACTIVE
        account.unfinished = account.changes.exclude(state="done").first()
        account.may_be_kept = account.state == CloudAccount.State.CLOSING and rules.may_keep(request.user, account)
    own = list(AccountRequest.objects.of_person(request.user).for_list()[:SHOWN])
    context = {
        "accounts": accounts,
        "entries": [_entry(one) for one in own],
        "band": {
            "title": _("My cloud"),
            "lead": _("Files, agenda and contacts of your associations, on our own servers."),
            "crumbs": crumbs(),
        },
        "nav_section": "account",
    }
    return render(request, "cloud/overview.html", context)


def _entry(one: AccountRequest) -> dict:
    return {
        "title": _("Request no. %(number)s, %(service)s") % {"number": one.number, "service": one.service.name},
        "url": one.get_absolute_url(),
        "text": one.organisation_name,
        "state": state_of(one),
    }


@login_required
def ask(request):
    """Ask for a service on behalf of an association. A second click on « send » makes no second request."""
    form = AccountRequestForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        made = requests.submit_request(person=request.user, **form.details())
        messages.success(request, _("Your request is on its way. You will get a mail at each step."))
        return redirect(made)
    context = {"form": form, "band": {"title": _("Ask for an account"), "crumbs": crumbs(cloud_crumb())}}
    return render(request, "cloud/ask.html", {**context, "nav_section": "account"})


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
    events = list(found.events.select_related("by"))
    question = next((event for event in reversed(events) if event.state == AccountRequest.State.QUESTION), None)
    is_mine = found.person_id == request.user.pk
    context = {
        "found": found,
        "state": state_of(found),
        "trail": trail_of(found, events),
        "notes": [event for event in events if event.note],
        "question": question if found.state == AccountRequest.State.QUESTION else None,
        "form": (form or MessageForm()) if is_mine else None,
        "is_mine": is_mine,
        "may_end": found.state == AccountRequest.State.ACTIVE and rules.may_end(request.user, found),
        "trouble": _trouble(found),
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
