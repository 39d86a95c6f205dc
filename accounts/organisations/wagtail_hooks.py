"""Territories (a tree), referents and organisations in /cms/."""

from django import forms
from django.db import transaction
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from portal.core.cms import ModelViewSet

from . import cms_memberships, cms_views, host
from .cms_memberships import OfPersonForm
from .models import Membership, Organisation, Referent, Territory
from .signals import organisation_moved


def panels(form_class, *names: str) -> ObjectList:
    """The fields of a form of ours, in this order."""
    return ObjectList([FieldPanel(name) for name in names], base_form_class=form_class)


class TerritoryForm(WagtailAdminModelForm):
    """A territory is put below another by naming it; moving one takes all below it along."""

    parent = forms.ModelChoiceField(
        Territory.objects.order_by("path"), label=_("Below"), required=False, empty_label=_("at the top")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["parent"].initial = self.instance.get_parent()
            self.fields["parent"].queryset = Territory.objects.exclude(path__startswith=self.instance.path).order_by(
                "path"
            )

    def save(self, commit=True):
        territory = super().save(commit=False)
        parent = self.cleaned_data["parent"]
        if territory.pk is None:
            return parent.add_child(instance=territory) if parent else Territory.add_root(instance=territory)
        territory.save()
        if territory.get_parent() != parent:
            target = parent or Territory.get_last_root_node()
            territory.move(target, "sorted-child" if parent else "sorted-sibling")
            territory.refresh_from_db()
        return territory


class TerritoryViewSet(ModelViewSet):
    model = Territory
    icon = "globe"
    menu_label = _("Territories")
    list_display = ["name", "code", "level"]
    ordering = ["path"]
    copy_view_enabled = False

    edit_handler = panels(TerritoryForm, "name", "code", "level", "parent", "contact_note")


class ReferentViewSet(ModelViewSet):
    model = Referent
    icon = "user"
    menu_label = _("Referents")
    list_display = ["person", "territory", "title", "starts_on", "ends_on"]
    copy_view_enabled = False
    edit_handler = panels(OfPersonForm, "person", "territory", "title", "availability", "phone", "starts_on", "ends_on")


class OrganisationForm(WagtailAdminModelForm):
    """One that is put into another territory is looked after by other people from then on."""

    @transaction.atomic
    def save(self, commit=True):
        is_new = self.instance.pk is None
        organisation = super().save(commit)
        if commit and not is_new and "territory" in self.changed_data:
            organisation_moved.send(sender=Organisation, organisation=organisation)
        return organisation


class OrganisationViewSet(ModelViewSet):
    model = Organisation
    icon = "group"
    menu_label = _("Organisations")
    list_display = ["name", "town", "territory", "closed_at"]
    list_filter = ["territory"]
    copy_view_enabled = False
    # it is closed by those who ask and confirm, on its own pages, with its history
    edit_handler = ObjectList(
        [
            *(FieldPanel(name) for name in ("name", "slug", "territory", "town", "purpose", "takes_requests")),
            FieldPanel("closed_at", read_only=True),
        ],
        base_form_class=OrganisationForm,
    )


class MembershipViewSet(ModelViewSet):
    """Each change is a step of the association's history, as on its own pages."""

    model = Membership
    icon = "link"
    menu_label = _("Memberships")
    list_display = ["person", *(["organisation"] if host.has_organisations() else []), "role", "since", "until"]
    list_filter = ["role", "until"]
    copy_view_enabled = False
    delete_view_class = cms_memberships.DeleteView
    edit_handler = panels(cms_memberships.MembershipForm, "person", "organisation", "role", "since", "until")


class OrganisationsGroup(SnippetViewSetGroup):
    menu_label = _("Associations") if host.has_organisations() else _("Memberships")
    menu_name = "associations"
    menu_icon = "group"
    menu_order = 310
    items = (
        *((OrganisationViewSet,) if host.has_organisations() else ()),
        *(ReferentViewSet, TerritoryViewSet, MembershipViewSet),
    )


register_snippet(OrganisationsGroup)


class StaffMenuItem(MenuItem):
    def is_shown(self, request):
        return cms_views.may_import(request.user)


@hooks.register("register_settings_menu_item")
def import_menu_item():
    return StaffMenuItem(_("Import of associations"), reverse("organisations_import"), icon_name="upload", order=900)


@hooks.register("register_admin_urls")
def import_urls():
    return [path("organisations/import/", cms_views.import_file, name="organisations_import")]
