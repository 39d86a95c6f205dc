"""The directory in /cms/: which files are read, what their hosts say, and what is wrong with them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from portal.core.cms import ModelViewSet, ReadOnlyViewSet

from .models import Fault, Host, Source


class SourceForm(WagtailAdminModelForm):
    """Another address is read like a new one."""

    def save(self, commit=True):
        if "place" in self.changed_data:
            self.instance.tried_at, self.instance.trouble = None, ""
        return super().save(commit)


class SourceViewSet(ModelViewSet):
    model = Source
    icon = "link-external"
    menu_label = _("Sources")
    list_display = ["place", "name", "read_at", "trouble"]
    copy_view_enabled = False
    edit_handler = ObjectList([FieldPanel("place")], base_form_class=SourceForm)


class HostViewSet(ReadOnlyViewSet):
    model = Host
    icon = "group"
    menu_label = pgettext_lazy("directory", "Hosts")
    list_display = ["__str__", "place", "read_at", "trouble"]
    inspect_view_fields = ["name", "place", "source", "read_at", "tried_at", "trouble"]


class FaultViewSet(ReadOnlyViewSet):
    model = Fault
    icon = "warning"
    menu_label = _("Faults in files")
    list_display = ["place", "line", "words", "is_error", "host", "seen_at"]
    list_filter = ["is_error", "host"]
    list_per_page = 50


class DirectoryGroup(SnippetViewSetGroup):
    menu_label = _("Directory of hosts")
    menu_name = "directory"
    menu_icon = "globe"
    menu_order = 215
    items = (SourceViewSet, HostViewSet, FaultViewSet)


register_snippet(DirectoryGroup)
