"""The cloud queue in /cms/: is it running, what fails, and the two things that staff can do about it."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.people import journal

from .actions import outbox
from .models import CloudAccount, CloudServer, OutgoingChange

SHOWN = 50


def for_staff(view):
    @wraps(view)
    def checked(request, *args, **kwargs):
        if not request.user.has_perm("cloud.change_cloudserver"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


@for_staff
def queue(request):
    """Servers with the state of their queue, then the changes that fail."""
    unfinished = Q(accounts__changes__state__in=("waiting", "working"))
    servers = CloudServer.objects.annotate(waiting=Count("accounts__changes", filter=unfinished))
    failing = OutgoingChange.objects.failing().select_related("account__server", "account__person")[:SHOWN]
    drifted = CloudAccount.objects.drifted().select_related("server").order_by("pk")[:SHOWN]
    journal.note_list(request.user, OutgoingChange)
    context = {"servers": servers, "failing": failing, "drifted": drifted}
    context |= {"page_title": _("Cloud queue"), "header_icon": "history"}
    return TemplateResponse(request, "cloud/cms/queue.html", context)


@for_staff
@require_POST
def lift_halt(request, pk):
    outbox.lift_halt(server=get_object_or_404(CloudServer, pk=pk))
    messages.success(request, _("The queue goes on."))
    return redirect("cloud_queue")


@for_staff
@require_POST
def retry(request, pk):
    change = get_object_or_404(OutgoingChange, pk=pk)
    outbox.retry(change=change)
    journal.note_change(request.user, change)
    messages.success(request, _("It is tried again."))
    return redirect("cloud_queue")


@for_staff
@require_POST
def repair(request, pk):
    """Bring an account that drifted back to what is wanted."""
    account = get_object_or_404(CloudAccount.objects.drifted(), pk=pk)
    outbox.want(account=account, payload={"drift": account.drift})
    journal.note_change(request.user, account)
    messages.success(request, _("It is being repaired."))
    return redirect("cloud_queue")
