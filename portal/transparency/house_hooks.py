"""The house in /cms/: servers, lists of packages, team, partners; the criteria of the charter and their history."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.widgets.button import ListingButton
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import DeleteView, EditView, SnippetViewSetGroup

from portal.core.cms import ModelViewSet, ReadOnlyViewSet

from . import assessment, edition_desk, package_upload
from .models import CharterEdition, Criterion, CriterionReview, Machine, PackageList, Partner, TeamMember


def _panels(*names) -> list[FieldPanel]:
    return [FieldPanel(name) for name in names]


class RowPermission:
    """Wagtail's own pages ask for the right on the model alone; these ask the policy about the row too."""

    def dispatch(self, request, *args, **kwargs):
        if not self.user_has_permission_for_instance(self.permission_required, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class EditRowView(RowPermission, EditView):
    pass


class DeleteRowView(RowPermission, DeleteView):
    pass


class EditionPolicy(ModelPermissionPolicy):
    """A draft alone is deleted; a former edition stays as it ended."""

    def user_has_permission_for_instance(self, user, action, instance):
        may = super().user_has_permission_for_instance(user, action, instance)
        return may and {"change": not instance.is_former, "delete": instance.is_draft}.get(action, True)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)


class EditionViewSet(ModelViewSet):
    """A new one starts from the edition in force; how it takes its place: `edition_desk`."""

    model = CharterEdition
    icon = "history"
    menu_label = _("Editions of the charter")
    copy_view_enabled = False
    list_display = ["name", "dated", "status", "begun_on", "ended_on"]
    edit_view_class = EditRowView
    delete_view_class = DeleteRowView
    panels = _panels("name", "dated", "source", "note")

    @property
    def permission_policy(self):
        return EditionPolicy(self.model)

    @property
    def add_view(self):
        """The draft starts from the edition in force."""
        return edition_desk.PrepareView.as_view()


class CriterionForm(WagtailAdminModelForm):
    """A criterion stays in its edition; a new one goes into the draft where there is one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["edition"]
        if self.instance.pk:
            field.disabled = True
        else:
            field.queryset = CharterEdition.objects.exclude(status=CharterEdition.Status.FORMER)
            field.initial = CharterEdition.objects.draft() or CharterEdition.objects.current()


class KeptPolicy(ModelPermissionPolicy):
    """Nothing is deleted: what was said of a criterion stays; one that left the charter is marked so. Those of a former
    edition are not changed either."""

    def user_has_permission(self, user, action):
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_permission_for_instance(self, user, action, instance):
        is_kept = action == "change" and instance.edition.is_former
        return not is_kept and self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)


class CriterionViewSet(ModelViewSet):
    """The words of the charter; where each stands is said in the self-assessment, which keeps the history."""

    model = Criterion
    icon = "tick"
    menu_label = _("Criteria of the charter")
    copy_view_enabled = False
    list_display = ["code", "text", "level", "state", "reviewed_on", "edition"]
    list_filter = ["edition", "part", "state", "level", "in_force"]
    edit_view_class = EditRowView
    edit_handler = ObjectList(
        [
            FieldRowPanel(_panels("code", "part", "level")),
            *_panels("text"),
            FieldRowPanel(_panels("position", "in_force")),
            FieldPanel("edition", widget=forms.Select),
        ],
        base_form_class=CriterionForm,
    )

    def get_queryset(self, request):
        """Those that can still be worked on: former editions have their public page."""
        return Criterion.objects.select_related("edition").exclude(edition__status=CharterEdition.Status.FORMER)

    @property
    def permission_policy(self):
        return KeptPolicy(self.model)


class ReviewViewSet(ReadOnlyViewSet):
    model = CriterionReview
    icon = "history"
    menu_label = _("Reviews of the charter")
    list_display = ["criterion", "state", "at", "by"]
    list_filter = ["criterion", "state"]


class MachineViewSet(ModelViewSet):
    model = Machine
    icon = "site"
    menu_label = _("Servers of the house")
    copy_view_enabled = False
    list_display = ["name", "place", "control", "system", "is_public"]
    panels = [
        FieldRowPanel(_panels("name", "slug", "position")),
        *_panels("purpose", "place", "host", "control", "administrators", "hardware", "system", "services"),
        *_panels("backups", "retention"),
        FieldRowPanel(_panels("known_since", "is_public")),
    ]


class ListPolicy(ModelPermissionPolicy):
    """Lists are brought in or taken away, never edited."""

    def user_has_permission(self, user, action):
        return action in ("view", "delete") and super().user_has_permission(user, action)

    def user_has_permission_for_instance(self, user, action, instance):
        return self.user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return self.user_has_any_permission(user, actions)


class PackageListViewSet(ModelViewSet):
    model = PackageList
    icon = "list-ul"
    menu_label = _("Lists of packages")
    copy_view_enabled = False
    list_display = ["__str__", "count", "source", "taken_on"]
    list_filter = ["machine"]
    panels = _panels("taken_on")

    @property
    def permission_policy(self):
        return ListPolicy(self.model)


class TeamViewSet(ModelViewSet):
    model = TeamMember
    icon = "group"
    menu_label = _("Team")
    copy_view_enabled = False
    list_display = ["name", "role", "status"]
    panels = _panels("name", "role", "status", "words", "position")


class PartnerViewSet(ModelViewSet):
    model = Partner
    icon = "link"
    menu_label = _("Partners and suppliers")
    copy_view_enabled = False
    list_display = ["name", "kind"]
    panels = _panels("name", "url", "kind", "words", "position")


class HouseGroup(SnippetViewSetGroup):
    menu_label = _("Charter and infrastructure")
    menu_name = "house"
    menu_icon = "tick"
    menu_order = 225
    items = (
        CriterionViewSet,
        EditionViewSet,
        ReviewViewSet,
        MachineViewSet,
        PackageListViewSet,
        TeamViewSet,
        PartnerViewSet,
    )

    def get_submenu_items(self):
        ways = [
            PermittedItem(assessment.MAY_ASSESS, _("Self-assessment"), reverse(assessment.ALL), "tick"),
            PermittedItem(
                package_upload.MAY_BRING, _("Bring in a list of packages"), reverse(package_upload.UPLOAD), "upload"
            ),
        ]
        return [*ways, *super().get_submenu_items()]


class PermittedItem(MenuItem):
    """Shown to those who hold the right."""

    def __init__(self, permission: str, label, url: str, icon: str):
        super().__init__(label, url, icon_name=icon, order=0)
        self.permission = permission

    def is_shown(self, request):
        return request.user.has_perm(self.permission)


def urls():
    return [
        path("charte/", assessment.AllPartsView.as_view(), name=assessment.ALL),
        path("charte/dossier.md", assessment.dossier_file, {"kind": "md"}, name="charter_dossier_md"),
        path("charte/dossier.pdf", assessment.dossier_file, {"kind": "pdf"}, name="charter_dossier_pdf"),
        path("charte/edition/<int:pk>/", edition_desk.EditionDeskView.as_view(), name=edition_desk.DESK),
        path("paquets/deposer/", package_upload.UploadView.as_view(), name=package_upload.UPLOAD),
    ]


hooks.register("register_admin_urls", urls)


@hooks.register("before_delete_snippet")
def keep_criteria(request, rows):
    """Ahead of any deletion in /cms/, of one or of many, by superusers too."""
    kept = [one for one in rows if isinstance(one, CharterEdition) and not one.is_draft]
    if kept or any(isinstance(one, Criterion) for one in rows):
        messages.error(request, _("A criterion that left the charter keeps its history."))
        return redirect(reverse("wagtailsnippets_transparency_criterion:list"))
    return None


@hooks.register("register_snippet_listing_buttons")
def edition_button(snippet, user, next_url=None):
    """From a draft to what it changes; from the others to their public page."""
    if not isinstance(snippet, CharterEdition) or not user.has_perm(edition_desk.MAY_CHANGE):
        return
    if snippet.is_draft:
        url = reverse(edition_desk.DESK, args=[snippet.pk])
        yield ListingButton(_("What changes"), url, icon_name="upload", priority=5)
    else:
        yield ListingButton(_("The public page"), snippet.get_absolute_url(), icon_name="view", priority=5)


@hooks.register("register_snippet_listing_buttons")
def upload_button(snippet, user, next_url=None):
    """From a server to its next list."""
    if isinstance(snippet, Machine) and user.has_perm(package_upload.MAY_BRING):
        url = f"{reverse(package_upload.UPLOAD)}?serveur={snippet.pk}"
        yield ListingButton(_("Bring in a list of packages"), url, icon_name="upload", priority=5)
