"""/compte/remplacements/: a referent who is away says who stands in; the team does it for anybody."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.people.roles import Role, has_role, require_role

from .. import rules
from ..actions import delegating
from ..forms import DelegationForm
from ..models import Delegation, Referent
from .shared import attempt

PAGE_SIZE = 30


def _visible_to(person):
    """A referent's own and those that they hold; all for the team."""
    if has_role(person, Role.STAFF):
        return Delegation.objects.all()
    return Delegation.objects.filter(Q(appointment__person=person) | Q(to=person))


def _form(request):
    person, appointments = request.user, Referent.objects.current().select_related("person", "territory")
    if not has_role(person, Role.STAFF):
        appointments = appointments.filter(person=person)
    appointments = appointments.order_by("territory__path", "pk")
    people = rules.stand_ins()
    if not has_role(person, Role.STAFF):
        people = people.exclude(pk=person.pk)
    return DelegationForm(request.POST or None, appointments=appointments, people=people)


@login_required
def delegations(request):
    """Who stands in for whom, newest first, and a form for the next."""
    require_role(request.user, Role.REFERENT, Role.STAFF)
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        act = partial(delegating.delegate, by=request.user, **form.cleaned_data)
        if attempt(request, act, _("Noted. Whoever stands in has been told.")):
            return redirect("organisations:delegations")
    rows = _visible_to(request.user).select_related("to", "made_by", "ended_by", "appointment__territory")
    page = Paginator(rows.select_related("appointment__person"), PAGE_SIZE).get_page(request.GET.get("page"))
    today, is_staff = timezone.localdate(), has_role(request.user, Role.STAFF)
    able = set(rules.stand_ins().filter(pk__in={one.to_id for one in page}).values_list("pk", flat=True))
    for one in page:
        one.may_end = (
            one.ended_at is None and one.ends_on >= today and (is_staff or one.appointment.person_id == request.user.pk)
        )
        # nobody answers in the referent's place, and another may be named once it is ended
        one.is_void = one.may_end and one.to_id not in able
    context = {
        "form": form if form.fields["appointment"].queryset.exists() else None,
        "delegations": list(page),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "band": {
            "title": _("When a referent is away"),
            "field": "leaf",
            "lead": _("Whoever stands in decides on the requests of the territory, until the day you say."),
            "crumbs": [{"title": _("My account"), "url": "/compte/"}],
        },
        "nav_section": "account",
    }
    return render(request, "organisations/delegations.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def end(request, pk):
    """Back sooner."""
    require_role(request.user, Role.REFERENT, Role.STAFF)
    found = get_object_or_404(_visible_to(request.user), pk=pk)
    act = partial(delegating.end_delegation, delegation=found, by=request.user)
    attempt(request, act, _("Ended. The requests come back to the referent."))
    return redirect("organisations:delegations")
