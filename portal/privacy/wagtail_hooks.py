"""Departures and archives in /cms/: who waits and since when, to look at only. The restricted store is not here."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet

from portal.core.cms import ReadOnlyViewSet

from .models import Access, DataExport, Departure


class DepartureViewSet(ReadOnlyViewSet):
    model = Departure
    icon = "logout"
    menu_label = _("Accounts to delete")
    menu_order = 860
    add_to_settings_menu = True
    list_display = ["number", "person", "state", "asked_at", "due_at", "answer_by", "finished_at", "tries"]
    list_filter = ["state"]
    inspect_view_fields = ["number", "person", "state", "asked_at", "due_at", "finished_at", "tries"]


class DataExportViewSet(ReadOnlyViewSet):
    """Whether they get through; never what they hold."""

    model = DataExport
    icon = "download"
    menu_label = _("Archives of personal data")
    menu_order = 861
    add_to_settings_menu = True
    list_display = ["person", "state", "asked_at", "ready_at", "expires_at", "tries"]
    list_filter = ["state"]
    inspect_view_fields = ["person", "state", "asked_at", "ready_at", "expires_at", "tries"]


class AccessViewSet(ReadOnlyViewSet):
    """The journal of readings, lists included."""

    model = Access
    icon = "view"
    menu_label = _("Readings of people’s data")
    menu_order = 862
    add_to_settings_menu = True
    list_display = ["get_what_display", "act", "by", "role", "about", "at", "purge_on"]
    list_filter = ["act", "role"]
    inspect_view_fields = ["what", "number", "act", "by", "role", "about", "at", "purge_on"]


register_snippet(DepartureViewSet)
register_snippet(DataExportViewSet)
register_snippet(AccessViewSet)
