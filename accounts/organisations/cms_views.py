"""Import of associations in /cms/: a file is tried first, which writes nothing, and only then brought in."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people import journal

from . import host
from .importing import COLUMNS, plan_import, write_import
from .models import Membership

# the digest of the file that was tried and found good, in the session of whoever tried it
TRIED = "organisations-import-tried"


class FileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("CSV file"))
    invite = forms.BooleanField(
        label=gettext_lazy("Write to every new account how to choose a password"), required=False
    )


def may_import(person) -> bool:
    """Whoever may add associations and people, where there are associations."""
    rights = ["organisations.add_organisation", "organisations.add_membership", "people.add_user"]
    return host.has_organisations() and person.has_perms(rights)


def import_file(request):
    if not may_import(request.user):
        raise PermissionDenied
    form = FileForm(request.POST or None, request.FILES or None)
    plan = None
    if request.method == "POST" and form.is_valid():
        plan = plan_import(form.cleaned_data["file"].read())
        if "write" in request.POST and _write(request, plan, form.cleaned_data["invite"]):
            return redirect("organisations_import")
        if not plan.problems:
            request.session[TRIED] = plan.digest
    context = {
        "form": form,
        "plan": plan,
        "columns": ", ".join(COLUMNS),
        "page_title": _("Import of associations"),
        "header_icon": "upload",
    }
    return TemplateResponse(request, "organisations/cms/import.html", context)


def _write(request, plan, invite: bool) -> bool:
    """Only the very file that was tried; says what was done."""
    if plan.problems:
        return False
    if request.session.get(TRIED) != plan.digest:
        messages.error(request, _("This file has not been tried yet, or has changed since: try it first."))
        return False
    counts = write_import(plan=plan, by=request.user, invite=invite)
    journal.note_import(request.user, Membership)
    del request.session[TRIED]
    said = _(
        "%(organisations)s associations added, %(organisations_changed)s changed; %(people)s accounts, "
        "%(memberships)s memberships and %(managers)s managers added."
    )
    messages.success(request, said % counts)
    return True
