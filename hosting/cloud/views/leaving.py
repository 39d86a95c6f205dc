"""Giving back: closing one's own account, keeping it after all, ending what an association no longer needs."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.organisations.host import has_organisations
from accounts.people import journal

from .. import rules
from ..actions import life, requests
from ..forms import LeavingForm
from ..models import AccountRequest, CloudAccount
from .member import cloud_crumb, crumbs, own_request


def _own_account(request, pk: int) -> CloudAccount:
    return get_object_or_404(CloudAccount.objects.living().select_related("server"), pk=pk, person=request.user)


@login_required
def close_account(request, pk):
    """Says what goes and when, then closes. A second click changes nothing."""
    account = _own_account(request, pk)
    if account.origin == CloudAccount.Origin.LINKED:
        raise Http404
    if account.state == CloudAccount.State.CLOSING:
        return redirect("cloud:overview")
    form = LeavingForm(request.POST or None, label=_("I have taken along what I want to keep, or will by then"))
    if request.method == "POST" and form.is_valid():
        try:
            life.close(account=account, by=request.user, note=form.cleaned_data["note"])
            messages.success(request, _("Noted. You can change your mind until the last day."))
        except requests.WrongState:
            messages.error(request, _("This account has changed in the meantime."))
        return redirect("cloud:overview")
    context = {"account": account, "form": form, "days": settings.CLOUD_GRACE_DAYS, "nav_section": "account"}
    context["band"] = {"title": _("Close my account on the cloud"), "crumbs": crumbs(cloud_crumb())}
    return render(request, "cloud/close_account.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def keep_account(request, pk):
    try:
        life.keep(account=_own_account(request, pk), by=request.user)
        messages.success(request, _("Your account stays."))
    except PermissionDenied:
        messages.error(request, _("Your referent or the team closed this account: only they can keep it."))
    except requests.WrongState:
        messages.error(request, _("This account has changed in the meantime."))
    return redirect("cloud:overview")


@login_required
def end_request(request, number):
    """The association needs the service no more."""
    found = own_request(request, number)
    rules.require_ender(request.user, found)
    if found.state != AccountRequest.State.ACTIVE:
        return redirect(found)
    label = _("The association needs it no more") if has_organisations() else _("It is no longer needed")
    form = LeavingForm(request.POST or None, label=label)
    if request.method == "POST" and form.is_valid():
        try:
            requests.end_request(request=found, by=request.user, note=form.cleaned_data["note"])
            journal.note_change(request.user, found)
            messages.success(request, _("It is ended. Everybody concerned has been told."))
        except requests.WrongState:
            messages.error(request, _("This request has changed in the meantime."))
        return redirect(found)
    context = {"found": found, "form": form, "days": settings.CLOUD_GRACE_DAYS, "nav_section": "account"}
    context["is_last"] = _is_last_of_account(found)
    page = {"title": _("Request no. %(number)s") % {"number": found.number}, "url": found.get_absolute_url()}
    title = _("Stop using %(service)s") % {"service": found.service.name}
    context["band"] = {"title": title, "lead": found.organisation_name, "crumbs": crumbs(cloud_crumb(), page)}
    return render(request, "cloud/end_request.html", context, status=400 if form.errors else 200)


def _is_last_of_account(found: AccountRequest) -> bool:
    """Ending it closes the account too: the portal made it and nobody else uses it."""
    account = found.account
    if account is None or account.origin == CloudAccount.Origin.LINKED:
        return False
    return not account.requests.in_use().exclude(pk=found.pk).exists()
