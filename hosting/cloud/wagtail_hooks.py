"""The desk in /cms/: rows to look at, servers to set up, the queue with its buttons."""

from django.urls import path, reverse
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from accounts.organisations import host
from portal.core.cms import ModelViewSet, ReadOnlyViewSet

from . import cms_views
from .models import AccountRequest, CloudAccount, CloudServer, OutgoingChange, SignOn, TeamFolder

# Columns of a request that say nothing at a host without any.
OF_ASSOCIATIONS = ["organisation", "new_organisation_name", "new_organisation_town", "folder_gb"]
# a property says no name of its own
TROUBLE = Column("trouble", label=_("What is wrong"))


class RequestViewSet(ReadOnlyViewSet):
    model = AccountRequest
    icon = "form"
    menu_label = _("Requests")
    list_display = ["__str__", "service", "territory", "state", "created_at"]
    list_filter = ["state", "service"]
    inspect_view_fields_exclude = [] if host.has_organisations() else OF_ASSOCIATIONS

    def get_queryset(self, request):
        return AccountRequest.objects.for_list()


class AccountViewSet(ReadOnlyViewSet):
    model = CloudAccount
    icon = "user"
    menu_label = _("Accounts")
    list_display = ["uid", "person", "server", "state", "activated_at"]
    list_filter = ["state", "server"]
    search_fields = ["uid"]
    search_backend_name = None


class FolderViewSet(ReadOnlyViewSet):
    model = TeamFolder
    icon = "folder-open-inverse"
    menu_label = _("Spaces of associations")
    list_display = ["mount_point", "organisation", "server", "state", "activated_at"]
    list_filter = ["state", "server"]
    search_fields = ["mount_point"]
    search_backend_name = None


class ChangeViewSet(ReadOnlyViewSet):
    model = OutgoingChange
    icon = "history"
    menu_label = _("Outgoing changes")
    list_display = ["__str__", "account", "folder", "state", "attempts", TROUBLE, "created_at"]
    list_filter = ["state"]


class SignOnViewSet(ReadOnlyViewSet):
    model = SignOn
    icon = "key"
    menu_label = _("Sign-ins")
    list_display = ["person", "party", "state", "opened_at", "ended_at", "attempts", "technical_error"]
    list_filter = ["state", "party"]


def _who_is_served() -> str:
    if host.has_organisations():
        return CloudServer._meta.get_field("territory").help_text
    return gettext("Requests from there are proposed this server. Empty: those that no other server names.")


class ServerViewSet(ModelViewSet):
    model = CloudServer
    icon = "site"
    menu_label = _("Servers")
    copy_view_enabled = False
    list_display = ["name", Column("shown_address", label=_("Address")), TROUBLE, "last_success_at"]
    panels = [
        FieldPanel("name"),
        FieldPanel("key"),
        FieldPanel("base_url"),
        FieldPanel("public_url"),
        FieldPanel("is_default"),
        FieldPanel("territory", help_text=lazy(_who_is_served, str)()),
    ]


class DeskGroup(SnippetViewSetGroup):
    menu_label = _("Desk")
    menu_name = "desk"
    menu_icon = "clipboard-list"
    menu_order = 300
    items = (
        *(RequestViewSet, AccountViewSet),
        *((FolderViewSet,) if host.has_organisations() else ()),
        *(ChangeViewSet, SignOnViewSet, ServerViewSet),
    )


register_snippet(DeskGroup)


class StaffMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("cloud.change_cloudserver")


@hooks.register("register_reports_menu_item")
def queue_menu_item():
    return StaffMenuItem(_("Cloud queue"), reverse("cloud_queue"), icon_name="history", order=900)


@hooks.register("register_admin_urls")
def queue_urls():
    return [
        path("cloud/queue/", cms_views.queue, name="cloud_queue"),
        path("cloud/queue/servers/<int:pk>/lift/", cms_views.lift_halt, name="cloud_lift_halt"),
        path("cloud/queue/changes/<int:pk>/retry/", cms_views.retry, name="cloud_retry"),
        path("cloud/queue/accounts/<int:pk>/repair/", cms_views.repair, name="cloud_repair"),
        path("cloud/queue/folders/<int:pk>/repair/", cms_views.repair_folder, name="cloud_repair_folder"),
        path("cloud/queue/servers/<int:pk>/look/", cms_views.look_again, name="cloud_look_again"),
    ]
