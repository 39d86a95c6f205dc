"""What the host publishes of itself, in /cms/. Published versions of texts can be read there, never changed."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.admin.widgets.button import ListingButton
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from portal.core.cms import ModelViewSet

from . import cms_publishing, cms_views, report_desk, survey_desk
from .chatonsinfos import desk as chatonsinfos
from .forum_figures_views import MAY_SEE, ForumFiguresView
from .house_hooks import HouseGroup
from .models import (
    ActivityReport,
    DatedText,
    LegalRequest,
    LegalRequestYear,
    StandingPage,
    Survey,
    TextVersion,
)

# The register, as staff write it and take it away as a table.
REGISTER = [
    *("month", "authority_kind", "authority", "kind", "basis", "services", "accounts", "answer", "notice"),
    *("withheld_until", "proposed"),
]


def _panels(*names) -> list[FieldPanel]:
    return [FieldPanel(name) for name in names]


class TransparencyViewSet(ModelViewSet):
    """No copies: dated things are made one by one."""

    copy_view_enabled = False


class TextViewSet(TransparencyViewSet):
    model = DatedText
    icon = "doc-full"
    menu_label = _("Texts")
    list_display = ["title", "slug"]
    panels = _panels("title", "slug", "position")


class VersionViewSet(TransparencyViewSet):
    """Drafts are edited here; a published version answers with why it cannot be."""

    model = TextVersion
    icon = "history"
    menu_label = _("Versions")
    list_display = ["__str__", "effective_on", "published_on", "acceptance_required"]
    list_filter = ["document"]
    add_view_class = cms_views.DraftView
    edit_view_class = cms_views.EditDraftView
    delete_view_class = cms_views.DeleteDraftView
    panels = _panels("short", "full", "reason", "effective_on", "acceptance_required")

    @property
    def permission_policy(self):
        return cms_views.DraftPolicy(self.model)

    @property
    def add_view(self):
        """A choice of text instead of the model's form: the draft starts from the latest version."""
        return self.add_view_class.as_view()


class ReportViewSet(TransparencyViewSet):
    model = ActivityReport
    icon = "doc-full-inverse"
    menu_label = _("Activity reports")
    list_display = ["title", "year", "revision", "published_on"]
    edit_view_class = report_desk.EditDraftView
    delete_view_class = report_desk.DeleteDraftView
    panels = [
        *_panels("year", "title", "correction", "summary", "body"),
        InlinePanel("figures", heading=_("Figures"), label=pgettext_lazy("a number", "Figure")),
        InlinePanel("lines", heading=_("Income and expenditure"), label=_("Line")),
    ]


class SurveyViewSet(TransparencyViewSet):
    """Questions are edited until people are asked."""

    model = Survey
    icon = "form"
    menu_label = _("Surveys")
    list_display = ["title", "year", "opens_on", "closes_on", "told_on"]
    edit_view_class = survey_desk.EditSurveyView
    delete_view_class = survey_desk.DeleteSurveyView
    panels = [
        *_panels("year", "title", "introduction"),
        FieldRowPanel(_panels("opens_on", "closes_on")),
        InlinePanel(
            "questions",
            heading=_("Questions"),
            label=_("Question"),
            panels=_panels("text", "short", "kind", "choices", "position"),
        ),
    ]


class RequestViewSet(TransparencyViewSet):
    model = LegalRequest
    icon = "lock"
    menu_label = _("Requests by authorities")
    list_display = ["__str__", "authority_kind", "answer", "withheld_until", "proposed"]
    list_filter = ["kind", "authority_kind", "proposed"]
    list_export = REGISTER
    export_filename = "demandes-d-autorites"
    panels = _panels(*REGISTER)


class RequestYearViewSet(TransparencyViewSet):
    model = LegalRequestYear
    icon = "calendar"
    menu_label = _("Years of requests")
    list_display = ["year", "published_on"]
    panels = _panels("year", "note", "published_on")


class StandingViewSet(TransparencyViewSet):
    model = StandingPage
    icon = "site"
    menu_label = _("Infrastructure, procedures")
    list_display = ["title", "updated_on"]
    panels = _panels("title", "slug", "body", "updated_on")


class TransparencyGroup(SnippetViewSetGroup):
    menu_label = _("Transparency")
    menu_name = "transparency"
    menu_icon = "view"
    menu_order = 220
    items = (
        TextViewSet,
        VersionViewSet,
        ReportViewSet,
        SurveyViewSet,
        RequestViewSet,
        RequestYearViewSet,
        StandingViewSet,
    )


register_snippet(TransparencyGroup)
register_snippet(HouseGroup)


@hooks.register("register_admin_urls")
def own_urls():
    return [
        path("textes/<int:pk>/publier/", cms_publishing.publish, name="text_version_publish"),
        path("textes/<int:pk>/apercu/", cms_publishing.preview, name="text_version_preview"),
        path("textes/<int:pk>/changements/", cms_publishing.changes, name="text_version_changes"),
        path("rapports/<int:pk>/", report_desk.ReportDeskView.as_view(), name=report_desk.DESK),
        path("rapports/<int:pk>/apercu/", report_desk.preview, name="report_preview"),
        path("enquetes/<int:pk>/", survey_desk.SurveyDeskView.as_view(), name=survey_desk.DESK),
        path("forum-en-chiffres/", ForumFiguresView.as_view(), name="forum_figures"),
        path("chatonsinfos/", chatonsinfos.FactsView.as_view(), name="chatonsinfos_facts"),
    ]


class FiguresMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(MAY_SEE)


@hooks.register("register_reports_menu_item")
def figures_menu_item():
    return FiguresMenuItem(_("The forum in figures"), reverse("forum_figures"), icon_name="comment", order=60)


class FactsMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(chatonsinfos.MAY_CHANGE)


@hooks.register("register_settings_menu_item")
def facts_menu_item():
    return FactsMenuItem(_("ChatonsInfos files"), reverse("chatonsinfos_facts"), icon_name="globe", order=70)


@hooks.register("register_snippet_listing_buttons")
def publish_button(snippet, user, next_url=None):
    if not isinstance(snippet, TextVersion) or not user.has_perm("transparency.change_textversion"):
        return
    if not snippet.is_published:
        yield ListingButton(
            _("Publish"), reverse("text_version_publish", args=[snippet.pk]), icon_name="upload", priority=5
        )
        yield ListingButton(
            _("Preview"), reverse("text_version_preview", args=[snippet.pk]), icon_name="view", priority=6
        )


hooks.register("before_delete_snippet", cms_views.keep_published)


@hooks.register("before_bulk_action")
def keep_what_is_out(request, action_type, objects, action):
    """Ticked in a list or not: what people read, or answered, is not deleted."""
    kept = [
        one
        for one in objects
        if (isinstance(one, ActivityReport | TextVersion) and one.published_on)
        or (isinstance(one, Survey) and one.is_settled)
    ]
    if action_type == "delete" and kept:
        messages.error(request, _("What is published, or was asked, is not deleted: nothing was done."))
        return redirect("wagtailadmin_home")
    return None


@hooks.register("register_snippet_listing_buttons")
def desk_button(snippet, user, next_url=None):
    """From the list to the page where a report, or a survey, is brought to its end."""
    if isinstance(snippet, ActivityReport) and user.has_perm(MAY_SEE):
        label = _("Correct") if snippet.published_on else _("Figures, accounts, publish")
        yield ListingButton(label, reverse(report_desk.DESK, args=[snippet.pk]), icon_name="upload", priority=5)
    if isinstance(snippet, Survey) and user.has_perm(survey_desk.MAY_RUN):
        url = reverse(survey_desk.DESK, args=[snippet.pk])
        yield ListingButton(_("Ask, read, publish"), url, icon_name="mail", priority=5)
