"""The report on inactive accounts in /cms/: whom the policy would touch tonight, step by step. It changes nothing."""

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from .. import inactivity, journal
from ..models import InactivityPolicy, User

SHOWN = 50


def inactivity_report(request):
    if not request.user.has_perm("people.change_inactivitypolicy"):
        raise PermissionDenied
    policy, planned = InactivityPolicy.load(), inactivity.plan(limit=SHOWN)
    journal.note_list(request.user, User)
    titles = {"warned": _("To warn"), "suspended": _("To suspend"), "leaving": _("To delete")}
    context = {
        "policy": policy,
        "steps": [{"title": titles[step], "people": people} for step, people in planned.items()],
        "shown": SHOWN,
        "page_title": _("Inactive accounts"),
        "header_icon": "time",
    }
    return TemplateResponse(request, "people/cms/inactivity.html", context)
