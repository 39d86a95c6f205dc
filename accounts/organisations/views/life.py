"""History of an association, whether it lets itself be found, and its end."""

from functools import partial

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.people.roles import Role, has_role

from .. import rules
from ..actions import closing
from ..forms import ClosureForm, ListedForm, ReasonForm
from ..models import Closure
from .shared import attempt, manager_page, managing_context

PAGE_SIZE = 30


@manager_page
def life(request, organisation, form=None):
    """What happened, newest first; closing it."""
    page = Paginator(organisation.events.select_related("by", "about"), PAGE_SIZE).get_page(request.GET.get("page"))
    closure = organisation.closures.filter(state=Closure.State.ASKED).select_related("asked_by").first()
    if closure:
        closure.organisation = organisation
    context = managing_context(
        organisation,
        "life",
        events=list(page),
        page=page,
        pages=page.paginator.get_elided_page_range(page.number),
        closure=closure,
        may_decide=closure is not None and rules.may_decide_closure(request.user, closure),
        may_reopen=bool(organisation.closed_at) and has_role(request.user, Role.STAFF),
        form=form or (ReasonForm() if closure or organisation.closed_at else ClosureForm()),
        listed=ListedForm(instance=organisation),
    )
    return render(request, "organisations/manage_life.html", context, status=400 if form else 200)


def _with_reason(request, organisation, form, act, said):
    """A step that says why; a missing reason shows the page again."""
    if not form.is_valid():
        return life(request, organisation.slug, form=form)
    attempt(request, partial(act, by=request.user, reason=form.cleaned_data["reason"]), said)
    return redirect("organisations:life", slug=organisation.slug)


@manager_page
@require_POST
def close(request, organisation):
    """Ask, take back, confirm or refuse, by the button that was pressed."""
    closure = organisation.closures.filter(state=Closure.State.ASKED).select_related("organisation").first()
    if "ask" in request.POST:
        said = _("Your referent has been told, and decides.")
        act = partial(closing.ask_closure, organisation=organisation)
        return _with_reason(request, organisation, ClosureForm(request.POST), act, said)
    if closure is None:
        raise Http404
    if "refuse" in request.POST:
        act = partial(closing.refuse_closure, closure=closure)
        return _with_reason(
            request, organisation, ReasonForm(request.POST), act, _("It stays open. Its managers know.")
        )
    steps = {
        "withdraw": (closing.withdraw_closure, _("It stays open.")),
        "confirm": (closing.confirm_closure, _("The association is closed.")),
    }
    act, said = next((step for name, step in steps.items() if name in request.POST), (None, ""))
    if act is None:
        raise Http404
    attempt(request, partial(act, closure=closure, by=request.user), said)
    return redirect("organisations:life", slug=organisation.slug)


@manager_page
@require_POST
def reopen(request, organisation):
    act = partial(closing.reopen, organisation=organisation)
    return _with_reason(request, organisation, ReasonForm(request.POST), act, _("It is open again."))


@manager_page
@require_POST
def listed(request, organisation):
    """Whether people find it."""
    form = ListedForm(request.POST, instance=organisation)
    if form.is_valid():
        # this column alone: the row was read without its lock, and may be closed by now
        attempt(request, partial(form.instance.save, update_fields=["takes_requests"]), _("Kept."))
    return redirect("organisations:life", slug=organisation.slug)
