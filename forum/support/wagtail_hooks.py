"""Boards in /cms/: create, edit, order by dragging, close. Three questions instead of machina's matrix."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.models import register_snippet

from accounts.organisations import host
from forum.machina.forum.models import Forum
from portal.core import page_cache
from portal.core.cms import ModelViewSet as CmsViewSet
from portal.core.cms import RowsInWords

from . import tag_admin
from .models import CannedAnswer


class BoardPolicy(ModelPermissionPolicy):
    """A board with topics is closed, never deleted; so deleting is offered to nobody."""

    def user_has_permission(self, user, action):
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return super().user_has_any_permission(user, [action for action in actions if action != "delete"])


class ReorderBoardsView(ModelViewSet.reorder_view_class):
    """Moving a board writes rows without saving them one by one."""

    def post(self, request, *args, **kwargs):
        response = super().post(request, *args, **kwargs)
        page_cache.purge()
        return response


class BoardsIndexView(RowsInWords, IndexView):
    pass


class BoardForm(WagtailAdminModelForm):
    """A host without associations has no board for the members of one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        circles = {Forum.Readers.ORGANISATION, Forum.Readers.TERRITORY}
        if host.has_organisations() or self.instance.who_reads in circles:
            return
        readers = self.fields["who_reads"]
        readers.choices = [one for one in readers.choices if one[0] not in circles]
        for name in ("organisation", "territory"):
            del self.fields[name]


class BoardViewSet(ModelViewSet):
    model = Forum
    name = "boards"
    icon = "comment"
    menu_label = _("Forum boards")
    menu_order = 350
    add_to_admin_menu = True
    list_display = ["name", "kind", "who_reads", "who_starts", "is_closed"]
    search_fields = ["name"]
    sort_order_field = "position"
    # A board holds text and choices only, nothing that Wagtail should look for.
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    index_view_class = BoardsIndexView
    reorder_view_class = ReorderBoardsView
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("slug"),
            FieldPanel("description"),
            FieldPanel("kind"),
            MultiFieldPanel(
                [
                    FieldPanel("who_reads"),
                    FieldPanel("organisation"),
                    FieldPanel("territory"),
                    FieldPanel("who_starts"),
                    FieldPanel("who_replies"),
                    FieldPanel("asks_without_account"),
                ],
                heading=_("Who reads, who writes"),
            ),
            MultiFieldPanel([FieldPanel("is_premoderated"), FieldPanel("is_closed")], heading=_("Moderation")),
        ],
        base_form_class=BoardForm,
    )

    @property
    def permission_policy(self):
        return BoardPolicy(self.model)


@hooks.register("register_admin_viewset")
def register_boards():
    return BoardViewSet("boards")


class CannedAnswerViewSet(CmsViewSet):
    model = CannedAnswer
    icon = "copy"
    menu_label = _("Canned answers")
    menu_order = 351
    add_to_admin_menu = True
    list_display = ["title", "position"]
    search_fields = ["title", "text"]
    search_backend_name = None
    copy_view_enabled = False
    panels = [FieldPanel("title"), FieldPanel("text"), FieldPanel("position")]


register_snippet(CannedAnswer, viewset=CannedAnswerViewSet)
tag_admin.register()
