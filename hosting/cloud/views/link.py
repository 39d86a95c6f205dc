"""/compte/cloud/relier/: link a Nextcloud account that one has already, without a script and without its password."""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .. import servers
from ..actions import linking
from ..forms import LinkForm
from ..models import CloudAccount, CloudServer
from ..nextcloud.errors import NextcloudError
from .member import cloud_crumb, crumbs

SESSION_KEY = "cloud_link"
# Nextcloud forgets a login flow after twenty minutes.
LIFETIME = 20 * 60


def _begun(request) -> dict | None:
    begun = request.session.get(SESSION_KEY, {})
    return begun if "server" in begun and begun["at"] > time.time() - LIFETIME else None


@login_required
def link(request):
    """What linking does; a POST begins, then the page shows the server's address and the button that checks, or the
    beginning once more (`?again=1`)."""
    found = servers.to_link(request.user)
    form = LinkForm(request.POST if request.method == "POST" else None, servers=found)
    if request.method == "POST" and found and form.is_valid():
        return _begin(request, form.chosen)
    context = {
        "servers": found,
        "form": form,
        "begun": None if form.is_bound or "again" in request.GET else _begun(request),
        "linked": CloudAccount.objects.of_person(request.user).living().first(),
        "band": {"title": _("Link an account you have"), "crumbs": crumbs(cloud_crumb())},
        "nav_section": "account",
    }
    return render(request, "cloud/link.html", context, status=400 if form.errors else 200)


def _begin(request, server: CloudServer):
    try:
        flow = linking.start(server=server, shown_as=settings.WAGTAIL_SITE_NAME)
    except NextcloudError:
        messages.error(request, _("The server does not answer at the moment. Try again in a few minutes."))
    else:
        told = {"server": server.pk, "url": flow.login_url, "token": flow.poll_token, "at": time.time()}
        request.session[SESSION_KEY] = told
    return redirect("cloud:link")


@login_required
@require_POST
def check(request):
    """« I have said yes »: fetch the proof from the server where it began."""
    begun = _begun(request)
    if begun is None:
        messages.error(request, _("This took more than twenty minutes, so it has to begin again."))
        return redirect("cloud:link")
    server = get_object_or_404(CloudServer, pk=begun["server"])
    try:
        linking.finish(server=server, person=request.user, poll_token=begun["token"])
    except linking.NotGrantedYet:
        messages.error(request, _("The server has not had your yes yet. Open its page, say yes, then come back."))
        return redirect("cloud:link")
    except linking.LinkRefused as refused:
        del request.session[SESSION_KEY]
        messages.error(request, str(refused))
        return redirect("cloud:link")
    except NextcloudError:
        messages.error(request, _("The server does not answer at the moment. Try again in a few minutes."))
        return redirect("cloud:link")
    del request.session[SESSION_KEY]
    messages.success(request, _("Your account is linked. We kept its name only, no password."))
    return redirect("cloud:overview")


@login_required
@require_POST
def unlink(request, pk):
    account = get_object_or_404(CloudAccount, pk=pk, person=request.user)
    if linking.unlink(account=account):
        messages.success(request, _("The account is no longer linked. Nothing changed on the server."))
    else:
        messages.error(request, _("This account cannot be unlinked: a request hangs on it."))
    return redirect("cloud:overview")
