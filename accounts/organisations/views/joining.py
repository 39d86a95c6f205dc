"""Ways in: an invitation that somebody holds, and a request to an association that lets itself be found."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from .. import rules
from ..actions import InvitationGone, invitations, joining
from ..forms import JoinForm
from ..models import JoinRequest, Organisation
from . import shared

FOUND = 20
SHORTEST = 3  # letters to search by: nobody reads the whole list from here


@never_cache
def invitation(request, token):
    """What one is invited to. Whoever is signed in joins; others sign up or sign in first. 404 for one that is over."""
    try:
        found = invitations.find(token)
        if request.user.is_authenticated and not rules.lets_in(found, request.user):
            raise InvitationGone
    except InvitationGone:
        return render(request, "organisations/invitation_gone.html", {"nav_section": "account"}, status=404)
    if request.method == "POST":
        return _answer(request, found)
    context = {"invitation": found, "organisation": found.organisation, "nav_section": "account"}
    return render(request, "organisations/invitation.html", context)


def _answer(request, found):
    if "decline" in request.POST:
        invitations.decline_invitation(invitation=found)
        messages.success(request, _("The invitation is declined."))
        return redirect("/compte/" if request.user.is_authenticated else "/")
    if not request.user.is_authenticated:
        return redirect(request.path)
    try:
        invitations.accept_invitation(invitation=found, person=request.user)
    except InvitationGone:
        return redirect(request.path)
    messages.success(request, _("You now belong to %(name)s.") % {"name": found.organisation.name})
    return redirect("organisations:organisation", slug=found.organisation.slug)


@login_required
def search(request):
    """Find an association by name or town, to ask to join."""
    words = shared.words_asked(request)
    short = bool(words) and len(words) < SHORTEST
    found = [] if short or not words else Organisation.objects.to_join(words).select_related("territory")
    context = {
        "found": list(found.order_by("name", "pk")[:FOUND]) if found else [],
        "words": words,
        "short": short,
        "search": {"q": words, "url": request.path, "label": _("Its name, or its town"), "id": "words"},
        "band": {"title": _("Join an association"), "crumbs": shared.crumbs()},
        "nav_section": "account",
    }
    return render(request, "organisations/search.html", context)


@login_required
def ask(request, slug):
    """Ask to join one that takes requests."""
    organisation = get_object_or_404(
        Organisation.objects.still_open().filter(takes_requests=True).select_related("territory"), slug=slug
    )
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = _("Your request is on its way. You will be told what is decided.")
        shared.attempt(
            request,
            lambda: joining.ask_to_join(
                person=request.user, organisation=organisation, message=form.cleaned_data["message"]
            ),
            said,
        )
        return redirect("organisations:list")
    context = {"form": form, "organisation": organisation, "nav_section": "account"}
    return render(request, "organisations/ask.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def withdraw(request, pk):
    """Take one's own request back."""
    found = JoinRequest.objects.filter(pk=pk, person=request.user).first()
    if found is None:
        raise Http404
    joining.withdraw_request(request=found, person=request.user)
    messages.success(request, _("The request is taken back."))
    return redirect("organisations:list")
