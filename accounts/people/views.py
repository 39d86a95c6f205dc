"""The home of an account and the profile."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import get_totp_secret
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from . import home as account_home
from .forms import ProfileForm
from .roles import needs_second_factor, roles_of


@login_required
def home(request):
    """What waits for me, then what I have here."""
    person = request.user
    context = {
        "tasks": account_home.tasks_for(request),
        "sections": account_home.sections_for(request),
        "roles": roles_of(person),
        "second_factor": is_mfa_enabled(person),
        "second_factor_needed": needs_second_factor(person),
        "may_enter_cms": person.has_perm("wagtailadmin.access_admin"),
        "band": {"title": _("Hello, %(name)s") % {"name": person.public_name}},
        "nav_section": "account",
    }
    return render(request, "people/home.html", context)


@login_required
def profile(request):
    """Public name and language of mails; address, password and devices have pages of their own."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your profile is saved."))
        return redirect("account_profile")
    return render(request, "people/profile.html", {"form": form, "nav_section": "account"})


@login_required
@never_cache
def totp_drawing(request):
    """The code to scan while a second factor is being set up: a picture of its own, never cached."""
    if is_mfa_enabled(request.user):
        raise Http404
    adapter = get_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(request.user, get_totp_secret()))
    return HttpResponse(svg, content_type="image/svg+xml")
