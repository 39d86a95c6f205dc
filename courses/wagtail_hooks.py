"""Courses in /cms/: attestations, a list to look at and to revoke in; what authors do with sequences, and figures."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button, ListingButton
from wagtail.log_actions import log
from wagtail.snippets.models import register_snippet

from accounts.people import journal
from portal.core.cms import ReadOnlyViewSet

from .attestation_actions import revoke_attestation
from .attestation_forms import RevocationForm
from .duplicating_views import duplicate, may_duplicate
from .models import Attestation, CoursePage, LessonPage, SequencePage
from .stumbling_views import MAY_SEE, CourseFiguresView, LessonFiguresView

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
    journal.note_read(request.user, attestation)
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


@hooks.register("register_admin_urls")
def author_urls():
    return [
        path("modules/ou-l-on-bute/", CourseFiguresView.as_view(), name="stumbling"),
        path("modules/ou-l-on-bute/<int:lesson>/", LessonFiguresView.as_view(), name="stumbling_lesson"),
        path("modules/sequences/<int:pk>/dupliquer/", duplicate, name="sequence_duplicate"),
    ]


class FiguresMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(MAY_SEE)


@hooks.register("register_reports_menu_item")
def figures_menu_item():
    return FiguresMenuItem(gettext_lazy("What learners stumble on"), reverse("stumbling"), icon_name="help", order=50)


@hooks.register("register_page_listing_more_buttons")
def listing_buttons(page, user, next_url=None):
    return _buttons(page, user)


@hooks.register("register_page_header_buttons")
def header_buttons(page, user, view_name, next_url=None):
    return _buttons(page, user)


def _buttons(page, user):
    """What one does with a page of a course besides what Wagtail offers."""
    kind = page.specific_class
    if kind is SequencePage and may_duplicate(page, user):
        address = reverse("sequence_duplicate", args=[page.pk])
        yield Button(_("Duplicate the sequence"), address, icon_name="copy", priority=21)
    if kind in (CoursePage, LessonPage) and page.live and user.has_perm(MAY_SEE):
        of_course = f"{reverse('stumbling')}?module={page.pk}"
        address = of_course if kind is CoursePage else reverse("stumbling_lesson", args=[page.pk])
        yield Button(_("What learners stumble on"), address, icon_name="help", priority=55)
