"""The glossary in /cms/; pages are in Wagtail's own tree."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet

from portal.core.cms import ModelViewSet

from .models import GlossaryTerm


class GlossaryViewSet(ModelViewSet):
    model = GlossaryTerm
    icon = "openquote"
    menu_label = _("Glossary")
    menu_order = 250
    add_to_admin_menu = True
    list_display = ["term", "meaning"]
    search_fields = ["term", "meaning"]
    search_backend_name = None
    copy_view_enabled = False
    panels = [FieldPanel("term"), FieldPanel("slug"), FieldPanel("meaning"), FieldPanel("more")]


register_snippet(GlossaryViewSet)
