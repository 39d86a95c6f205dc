"""The incident log in /cms/: open, tell, resolve, write the account; and what is open on the first page."""

from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import ListingButton
from wagtail.snippets.models import register_snippet

from portal.core.cms import ModelViewSet, ReadOnlyViewSet

from .cms_views import AccountView, BreachView, IncidentEditView, OpenIncidentView, TellView
from .models import Incident, ServiceCheck


class IncidentViewSet(ModelViewSet):
    """Edits what may be corrected. What was said is not here: it stays said; the account has a page of its own."""

    model = Incident
    icon = "warning"
    menu_label = _("Incidents")
    menu_name = "incidents"
    menu_order = 205
    add_to_admin_menu = True
    add_view_class = OpenIncidentView
    edit_view_class = IncidentEditView
    copy_view_enabled = False
    list_display = ["title", "starts_at", "ends_at", "is_published"]
    list_filter = ["kind", "is_published", "severity"]
    search_fields = ["title"]
    search_backend_name = None
    panels = [
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("severity"), FieldPanel("is_published"), FieldPanel("data_lost")]),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        MultiFieldPanel([FieldPanel("to_do"), FieldPanel("fixes")], heading=_("For a maintenance")),
        InlinePanel("touched", heading=_("Services touched"), label=_("Service")),
    ]

    @property
    def add_view(self):
        """Our own form, with none of the model form's settings."""
        return self.add_view_class.as_view()


register_snippet(IncidentViewSet)


class CheckViewSet(ReadOnlyViewSet):
    """What the automatic checks found last."""

    model = ServiceCheck
    icon = "view"
    menu_label = _("Automatic checks")
    menu_name = "service-checks"
    menu_order = 206
    add_to_admin_menu = False
    add_to_settings_menu = True
    list_display = ["service", "trouble", "failures", "failing_since", "checked_at", "answered_at"]
    inspect_view_fields = [*list_display, "asked_address"]


register_snippet(CheckViewSet)


@hooks.register("register_admin_urls")
def incident_urls():
    return [
        path("incidents/<int:pk>/dire/", TellView.as_view(), name="incident_tell"),
        path("incidents/<int:pk>/compte-rendu/", AccountView.as_view(), name="incident_account"),
        path("incidents/<int:pk>/donnees/", BreachView.as_view(), name="incident_breach"),
    ]


@hooks.register("register_snippet_listing_buttons")
def tell_button(snippet, user, next_url=None):
    if isinstance(snippet, Incident) and user.has_perm("incidents.change_incident"):
        yield ListingButton(
            _("Say how it goes"), reverse("incident_tell", args=[snippet.pk]), icon_name="comment", priority=5
        )


class OngoingPanel(Component):
    """What is open now, with the way to tell more."""

    order = 60

    def __init__(self, user):
        self.user = user

    def render_html(self, parent_context=None):
        if not self.user.has_perm("incidents.change_incident"):
            return ""
        return render_to_string("incidents/cms/ongoing.html", {"incidents": Incident.objects.ongoing()})


@hooks.register("construct_homepage_panels")
def ongoing_panel(request, panels):
    panels.append(OngoingPanel(request.user))
