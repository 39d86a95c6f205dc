"""What the host publishes of itself, in /cms/. Published versions of texts can be read there, never changed."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.admin.widgets.button import ListingButton
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from portal.core.cms import ModelViewSet

from . import cms_views
from .forum_figures_views import MAY_SEE, ForumFiguresView
from .house_hooks import HouseGroup
from .models import ActivityReport, DatedText, LegalRequest, LegalRequestYear, StandingPage, TextVersion


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
    def add_view(self):
        """A choice of text instead of the model's form: the draft starts from the latest version."""
        return self.add_view_class.as_view()


class ReportViewSet(TransparencyViewSet):
    model = ActivityReport
    icon = "doc-full-inverse"
    menu_label = _("Activity reports")
    list_display = ["title", "year", "revision", "published_on"]
    panels = [
        FieldRowPanel(_panels("year", "revision", "published_on")),
        *_panels("title", "correction", "summary", "body"),
        InlinePanel("figures", heading=_("Figures"), label=_("Figure")),
        InlinePanel("lines", heading=_("Income and expenditure"), label=_("Line")),
    ]


class RequestViewSet(TransparencyViewSet):
    model = LegalRequest
    icon = "lock"
    menu_label = _("Requests by authorities")
    list_display = ["__str__", "authority", "answer", "withheld_until"]
    panels = _panels(
        "month", "authority", "kind", "basis", "services", "accounts", "answer", "notice", "withheld_until"
    )


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
        RequestViewSet,
        RequestYearViewSet,
        StandingViewSet,
    )


register_snippet(TransparencyGroup)
register_snippet(HouseGroup)


@hooks.register("register_admin_urls")
def publish_url():
    return [
        path("textes/<int:pk>/publier/", cms_views.publish, name="text_version_publish"),
        path("forum-en-chiffres/", ForumFiguresView.as_view(), name="forum_figures"),
    ]


class FiguresMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(MAY_SEE)


@hooks.register("register_reports_menu_item")
def figures_menu_item():
    return FiguresMenuItem(_("The forum in figures"), reverse("forum_figures"), icon_name="comment", order=60)


@hooks.register("register_snippet_listing_buttons")
def publish_button(snippet, user, next_url=None):
    if not isinstance(snippet, TextVersion) or not user.has_perm("transparency.change_textversion"):
        return
    if not snippet.is_published:
        yield ListingButton(
            _("Publish"), reverse("text_version_publish", args=[snippet.pk]), icon_name="upload", priority=5
        )
