"""The manager's pages: people and roles, invitations, requests to join. For those who look after the territory too."""

from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from .. import rules
from ..actions import Refused, invitations, joining, roles
from ..forms import InviteForm, LinkForm, RefusalForm
from ..models import Invitation, Membership
from .shared import attempt, manager_page, managing_context, words_asked

PAGE_SIZE = 50


def _paged(request, rows) -> dict:
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return {"rows": list(page), "page": page, "pages": page.paginator.get_elided_page_range(page.number)}


@manager_page
def people(request, organisation):
    """Members, by public name alone, with what can be done."""
    words = words_asked(request)
    rows = organisation.memberships.for_list()
    if words:
        rows = rows.filter(person__public_name__icontains=words)
    search = {"q": words, "url": request.path, "label": _("A public name"), "id": "words"}
    query = f"{urlencode({'q': words})}&" if words else ""
    context = managing_context(organisation, "people", search=search, query=query, **_paged(request, rows))
    return render(request, "organisations/manage_people.html", context)


@manager_page
@require_POST
def change_member(request, organisation, pk):
    """One button: answer for it, be a member again, go."""
    membership = get_object_or_404(organisation.memberships.select_related("person"), pk=pk)
    name = {"name": membership.person.public_name}
    if "remove" in request.POST:
        act, said = partial(roles.remove_member), _("%(name)s no longer belongs to it.")
    elif "manager" in request.POST:
        act, said = partial(roles.change_role, role=Membership.Role.MANAGER), _("%(name)s now answers for it.")
    else:
        act, said = partial(roles.change_role, role=Membership.Role.MEMBER), _("%(name)s is a member like others now.")
    attempt(request, partial(act, membership=membership, by=request.user), said % name)
    # whoever gave up their own role may no longer see this page
    own = membership.person_id == request.user.pk
    return redirect("organisations:organisation" if own else "organisations:people", slug=organisation.slug)


@manager_page
@never_cache
def invite(request, organisation):
    """Invitations that wait, and two ways to invite: by mail, by a link that is shown this once."""
    # two forms on a page: ids of their own
    by_mail, link, made = InviteForm(), LinkForm(auto_id="link_%s"), None
    if request.method == "POST" and "address" in request.POST:
        by_mail = InviteForm(request.POST)
        if by_mail.is_valid() and _invited(request, organisation, by_mail.cleaned_data):
            return redirect("organisations:invitations", slug=organisation.slug)
    elif request.method == "POST":
        link = LinkForm(request.POST, auto_id="link_%s")
        if link.is_valid():
            made = _link(request, organisation, link.cleaned_data["days"])
    rows = organisation.invitations.waiting().select_related("invited_by").order_by("-created_at", "-pk")
    context = managing_context(
        organisation, "invitations", by_mail=by_mail, link=link, made=made, **_paged(request, rows)
    )
    _mark_those_that_serve(context["rows"], organisation)
    status = 400 if by_mail.errors or link.errors else 200
    return render(request, "organisations/manage_invitations.html", context, status=status)


def _mark_those_that_serve(rows, organisation) -> None:
    """Asked once of each maker, however many they made."""
    makers = {one.invited_by for one in rows if rules.needs_its_maker(one)}
    able = {maker for maker in makers if rules.may_invite(maker, organisation)}
    for one in rows:
        one.serves = not rules.needs_its_maker(one) or one.invited_by in able


def _invited(request, organisation, values) -> bool:
    """The same words whether the address is known, invited already or neither."""
    said = _("The invitation is on its way.")
    return attempt(
        request, lambda: invitations.invite_by_mail(organisation=organisation, by=request.user, **values), said
    )


def _link(request, organisation, days: int) -> str | None:
    try:
        _invitation, token = invitations.invite_by_link(organisation=organisation, by=request.user, days=days)
    except Refused as refused:
        messages.error(request, str(refused))
        return None
    return request.build_absolute_uri(reverse("organisations:invitation", args=[token]))


@manager_page
@require_POST
def change_invitation(request, organisation, pk):
    """Send again, or withdraw."""
    found = get_object_or_404(Invitation, pk=pk, organisation=organisation)
    if "again" in request.POST:
        act, said = invitations.send_again, _("The invitation is on its way.")
    else:
        act, said = invitations.revoke_invitation, _("The invitation is withdrawn.")
    attempt(request, partial(act, invitation=found, by=request.user), said)
    return redirect("organisations:invitations", slug=organisation.slug)


@manager_page
def requests(request, organisation, wrong=None, form=None):
    """Who asks to join, oldest first."""
    rows = organisation.join_requests.waiting().select_related("person")
    context = managing_context(organisation, "requests", **_paged(request, rows))
    for one in context["rows"]:
        one.form = form if one.pk == wrong else RefusalForm(auto_id=f"id_{one.pk}_%s")
    return render(request, "organisations/manage_requests.html", context, status=400 if form else 200)


@manager_page
@require_POST
def decide(request, organisation, pk):
    """Let in, or refuse with a reason."""
    found = get_object_or_404(organisation.join_requests.select_related("organisation", "person"), pk=pk)
    if "accept" in request.POST:
        said = _("%(name)s now belongs to it.") % {"name": found.person.public_name}
        attempt(request, lambda: joining.accept_request(request=found, by=request.user), said)
        return redirect("organisations:requests", slug=organisation.slug)
    form = RefusalForm(request.POST, auto_id=f"id_{found.pk}_%s")
    if not form.is_valid():
        return requests(request, organisation.slug, wrong=found.pk, form=form)
    reason = form.cleaned_data["reason"]
    said = _("Refused. The person has been told why.")
    attempt(request, lambda: joining.refuse_request(request=found, by=request.user, reason=reason), said)
    return redirect("organisations:requests", slug=organisation.slug)
