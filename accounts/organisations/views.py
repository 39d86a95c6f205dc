"""My associations: a list, and a page for those who belong to one."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from . import rules
from .models import Membership, Organisation, Referent


def home_section(request) -> dict:
    """What the account's home says of associations."""
    return {"memberships": list(_memberships(request.user))}


def _memberships(person):
    return (
        Membership.objects.filter(person=person, organisation__closed_at=None)
        .select_related("organisation__territory")
        .order_by("organisation__name")
    )


@login_required
def organisation_list(request):
    """The associations of whoever asks."""
    context = {"memberships": _memberships(request.user), "nav_section": "account"}
    return render(request, "organisations/list.html", context)


@login_required
def organisation_page(request, slug):
    """An association for its members, its referents and staff. Strangers cannot tell whether it exists."""
    organisation = Organisation.objects.filter(slug=slug).select_related("territory").first()
    if organisation is None or not rules.may_see(request.user, organisation):
        raise Http404
    memberships = list(organisation.memberships.select_related("person").order_by("-role", "person__public_name")[:200])
    mine = next((one for one in memberships if one.person_id == request.user.pk), None)
    band = {
        "title": organisation.name,
        "lead": organisation.purpose,
        "facts": [fact for fact in (organisation.town, organisation.territory.name) if fact],
        "crumbs": [{"title": _("My account"), "url": "/compte/"}],
    }
    context = {
        "organisation": organisation,
        "memberships": memberships,
        "mine": mine,
        "referents": Referent.objects.nearest_to(organisation.territory),
        "band": band,
        "nav_section": "account",
    }
    return render(request, "organisations/page.html", context)
