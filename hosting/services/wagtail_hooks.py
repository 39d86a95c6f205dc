"""The catalogue in /cms/."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from portal.core.cms import ModelViewSet

from .models import Service, ServiceFamily, ServiceType


def _panels(*names) -> list[FieldPanel]:
    return [FieldPanel(name) for name in names]


class ServiceForm(WagtailAdminModelForm):
    """A host without associations offers nothing to them; what was for them is for its members."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not settings.HOST_HAS_ORGANISATIONS:
            access = self.fields["access"]
            access.choices = [one for one in access.choices if one[0] != Service.Access.ORGANISATION]
            self.initial["access"] = self.instance.audience


class ServiceViewSet(ModelViewSet):
    model = Service
    icon = "cogs"
    menu_label = _("Services")
    list_display = ["name", "software", "version", "access", "openness", "is_public"]
    list_filter = ["family", *(["access"] if settings.HOST_HAS_ORGANISATIONS else []), "openness"]
    search_fields = ["name", "software"]
    search_backend_name = None
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    *_panels("name", "slug", "summary", "description", "family", "types"),
                    FieldRowPanel(_panels("position", "art", "is_public")),
                ],
                heading=_("What it is"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel(_panels("software", "version", "licence")),
                    *_panels("software_url", "source_url", "replaces"),
                ],
                heading=_("The software"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel(_panels("access", "openness", "connector")),
                    *_panels("address", "access_note", "price", "support", "opened_on"),
                ],
                heading=_("Getting in"),
            ),
            MultiFieldPanel(_panels("location", "backups", "retention", "export_formats"), heading=_("Your data")),
            MultiFieldPanel(_panels("status_address", "failures_before_draft"), heading=_("Automatic checks")),
            InlinePanel(
                "components",
                heading=_("Parts that can fail alone"),
                label=_("Part"),
                panels=[FieldRowPanel(_panels("name", "position"))],
            ),
        ],
        base_form_class=ServiceForm,
    )


class FamilyViewSet(ModelViewSet):
    model = ServiceFamily
    icon = "folder-open-inverse"
    menu_label = _("Families")
    list_display = ["name", "position"]
    copy_view_enabled = False
    panels = _panels("name", "position")


class TypeViewSet(ModelViewSet):
    model = ServiceType
    icon = "tag"
    menu_label = _("Types")
    list_display = ["name", "family"]
    copy_view_enabled = False
    panels = _panels("name", "family")


class CatalogueGroup(SnippetViewSetGroup):
    menu_label = _("Catalogue")
    menu_name = "catalogue"
    menu_icon = "cogs"
    menu_order = 210
    items = (ServiceViewSet, FamilyViewSet, TypeViewSet)


register_snippet(CatalogueGroup)
