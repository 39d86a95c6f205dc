"""Wagtail's people pages with our forms: what cannot be done safely there is not offered."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.users.views.users import CreateView, EditView, IndexView, UserViewSet

from portal.notifications.actions import send

from ..models import User
from .forms import EditPersonForm, NewPersonForm


class PeopleIndexView(IndexView):
    """Found by public name or address."""

    @cached_property
    def search_fields(self):
        return {"public_name", "email"}

    @cached_property
    def columns(self):
        return [column for column in super().columns if not isinstance(column, BulkActionsCheckboxColumn)]


class PersonCreateView(CreateView):
    def save_instance(self):
        with transaction.atomic():
            person = super().save_instance()
            send(name="people/invited", person=person, context={}, key=f"person-{person.pk}-invited")
        return person


class PersonEditView(EditView):
    """Staff change nothing of a superuser, or they could close the operator's account."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied


class PeopleViewSet(UserViewSet):
    model = User
    index_view_class = PeopleIndexView
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView
    template_prefix = "people/cms/"

    def get_form_class(self, for_update=False):
        return EditPersonForm if for_update else NewPersonForm
