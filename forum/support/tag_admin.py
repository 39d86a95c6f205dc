"""Tags in /cms/: moderators and staff keep the set small."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet

from portal.core.cms import ModelViewSet

from .models import Tag


class TagViewSet(ModelViewSet):
    model = Tag
    icon = "tag"
    menu_label = _("Forum tags")
    menu_order = 351
    add_to_admin_menu = True
    list_display = ["name", "slug", "line"]
    search_fields = ["name"]
    add_to_reference_index = False
    copy_view_enabled = False
    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("line")]


def register() -> None:
    register_snippet(TagViewSet)
