"""/compte/cloud/a-confirmer/: requests that a referent opened on the telephone, for their person's word."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..actions import requests, telephone
from ..models import AccountRequest
from .member import cloud_crumb, crumbs


@login_required
def waiting(request):
    """What waits for one's word; the mail leads here, before and after signing up."""
    rows = AccountRequest.objects.waiting_for_word_of(request.user).for_list().select_related("opened_by")
    context = {"requests": list(rows.oldest_first()), "nav_section": "account"}
    context["band"] = {"title": _("Requests that wait for my word"), "crumbs": crumbs(cloud_crumb())}
    return render(request, "cloud/word.html", context)


@login_required
@require_POST
def answer(request, number):
    found = get_object_or_404(AccountRequest.objects.waiting_for_word_of(request.user), pk=number)
    try:
        if "confirm" in request.POST:
            said = _("Your request is on its way. You will get a mail at each step.")
            found = telephone.confirm(request=found, by=request.user)
            messages.success(request, said)
            return redirect(found)
        telephone.decline(request=found, by=request.user)
        messages.success(request, _("Forgotten: nothing is asked for in your name."))
    except requests.WrongState:
        messages.error(request, _("This request has changed in the meantime."))
    return redirect("cloud:word")
