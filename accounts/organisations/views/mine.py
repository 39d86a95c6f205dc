"""My associations: a list, and a page for those who belong to one."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.people import journal
from accounts.people.roles import Role, require_role

from .. import rules
from ..actions import roles
from ..forms import LeaveForm
from ..models import JoinRequest, Membership, Organisation, Referent
from ..waiting import memberships_of
from . import shared

PAGE_SIZE = 100


@login_required
def organisation_list(request):
    """The associations of whoever asks, and their requests to join others."""
    requests = JoinRequest.objects.filter(person=request.user).exclude(state=JoinRequest.State.ACCEPTED)
    context = {
        "memberships": memberships_of(request.user),
        "requests": requests.select_related("organisation").order_by("-created_at")[:10],
        "nav_section": "account",
    }
    return render(request, "organisations/list.html", context)


@login_required
def organisation_page(request, slug):
    """An association for its members, its referents and staff. Strangers cannot tell whether it exists."""
    organisation = shared.find(slug, rules.may_see, request.user)
    journal.note_read(request.user, organisation)
    page = Paginator(organisation.memberships.for_list(), PAGE_SIZE).get_page(request.GET.get("page"))
    band = {
        "title": organisation.name,
        "lead": organisation.purpose,
        "facts": [fact for fact in (organisation.town, organisation.territory.name) if fact],
        "crumbs": shared.crumbs(),
    }
    if organisation.closed_at:
        band["state"] = {"label": _("closed"), "kind": "bad"}
    context = {
        "organisation": organisation,
        "memberships": list(page),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "mine": organisation.memberships.filter(person=request.user).first(),
        "may_manage": rules.may_manage(request.user, organisation),
        "referents": Referent.objects.nearest_to(organisation.territory),
        "band": band,
        "nav_section": "account",
    }
    return render(request, "organisations/page.html", context)


@login_required
def leave(request, slug):
    """Leave; the last manager names a successor, or is told what to do without one."""
    organisation = shared.find(slug, rules.may_see, request.user)
    membership = Membership.objects.filter(organisation=organisation, person=request.user).first()
    if membership is None:
        raise Http404
    membership.organisation = organisation
    last = roles.is_last_manager(organisation, membership)
    form = LeaveForm(request.POST or None, membership=membership, must_name=last)
    alone = last and not form.fields["successor"].queryset.exists()
    if request.method == "POST" and not alone and (form.is_valid() or not last):
        successor = form.cleaned_data.get("successor") if last else None
        said = _("You have left %(name)s.") % {"name": organisation.name}
        if shared.attempt(
            request, lambda: roles.leave(organisation=organisation, person=request.user, successor=successor), said
        ):
            return redirect("organisations:list")
        return redirect("organisations:leave", slug=slug)
    context = {"organisation": organisation, "form": form, "last": last, "alone": alone, "nav_section": "account"}
    return render(request, "organisations/leave.html", context, status=400 if form.errors else 200)


@login_required
def without_manager(request):
    """For referents and staff: associations for which nobody answers."""
    require_role(request.user, Role.REFERENT, Role.STAFF)
    journal.note_list(request.user, Organisation)
    found = rules.in_care_of(request.user).without_manager().select_related("territory").order_by("name", "pk")
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    context = {
        "organisations": list(page),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "band": {"title": _("Nobody answers for them"), "field": "leaf", "crumbs": shared.crumbs()},
        "nav_section": "account",
    }
    return render(request, "organisations/without_manager.html", context)
