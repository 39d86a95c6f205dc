"""Attestations in /cms/: a list to look at, and the one thing to do with them, revoking."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail import hooks
from wagtail.admin.widgets.button import ListingButton
from wagtail.log_actions import log
from wagtail.snippets.models import register_snippet

from portal.core.cms import ReadOnlyViewSet

from .attestation_actions import revoke_attestation
from .attestation_forms import RevocationForm
from .models import Attestation

LIST = "wagtailsnippets_courses_attestation:list"
REVOKED = "courses.revoke_attestation"


class AttestationViewSet(ReadOnlyViewSet):
    """Found by its code. The name that the person typed stays on the attestation."""

    model = Attestation
    icon = "success"
    menu_label = gettext_lazy("Attestations")
    menu_order = 230
    add_to_admin_menu = True
    list_display = ["course_title", "learner", "code", "issued_at", "revoked_at"]
    list_filter = ["course"]
    search_fields = ["code", "course_title"]
    search_backend_name = None
    inspect_view_fields = [
        "course_title", "learner", "code", "required_lessons", "required_score", "minutes", "issued_at", "revoked_at",
        "revocation_reason", "may_ask_again",
    ]  # fmt: skip

    def get_queryset(self, request):
        return Attestation.objects.select_related("learner__person")


register_snippet(AttestationViewSet)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request, pk: int):
    """Ask for the reason, then revoke."""
    if not request.user.has_perm("courses.change_attestation"):
        raise PermissionDenied
    attestation = get_object_or_404(Attestation, pk=pk)
    if not attestation.is_valid:
        messages.error(request, _("This attestation was revoked already."))
        return redirect(LIST)
    form = RevocationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        revoke_attestation(attestation=attestation, **form.cleaned_data)
        log(instance=attestation, action=REVOKED, user=request.user)
        messages.success(request, _("Revoked. Its person is told by mail."))
        return redirect(LIST)
    return render(request, "attestations/cms/revoke.html", {"attestation": attestation, "form": form})


@hooks.register("register_admin_urls")
def revoke_url():
    return [path("attestations/<int:pk>/revoquer/", revoke, name="attestation_revoke")]


@hooks.register("register_snippet_listing_buttons")
def revoke_button(snippet, user, next_url=None):
    if isinstance(snippet, Attestation) and snippet.is_valid and user.has_perm("courses.change_attestation"):
        address = reverse("attestation_revoke", args=[snippet.pk])
        yield ListingButton(_("Revoke"), address, icon_name="cross", priority=5)


@hooks.register("register_log_actions")
def revocation_in_the_log(actions):
    actions.register_action(REVOKED, gettext_lazy("Revoke"), gettext_lazy("Attestation revoked"))
