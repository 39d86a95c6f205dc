"""Parts of /cms/ that several apps use: every list of rows there is a `ModelViewSet` or a `ReadOnlyViewSet`."""

from django.core.exceptions import PermissionDenied
from django.db import DataError, models
from django.http import Http404
from django.utils.translation import gettext
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views import chooser, snippets
from wagtail.snippets.views.snippets import SnippetViewSet

WORKS_WITH_IT = ("view", "add", "change", "delete")


class ForThoseWhoWorkWithIt:
    """Wagtail shows the rows of a chooser to whoever enters /cms/; here a right on the model is needed."""

    def dispatch(self, request, *args, **kwargs):
        policy = self.model.snippet_viewset.permission_policy
        if not policy.user_has_any_permission(request.user, WORKS_WITH_IT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ChooseView(ForThoseWhoWorkWithIt, chooser.ChooseView):
    pass


class ChooseResultsView(ForThoseWhoWorkWithIt, chooser.ChooseResultsView):
    pass


class ChosenView(ForThoseWhoWorkWithIt, chooser.SnippetChosenView):
    def get_object(self, pk):
        """No row for what is no number of one, where Wagtail would fail."""
        try:
            return super().get_object(pk)
        except (ValueError, OverflowError, DataError) as error:
            raise Http404 from error


class ChosenMultipleView(ForThoseWhoWorkWithIt, chooser.SnippetChosenMultipleView):
    def get_objects(self, pks):
        try:
            return list(super().get_objects(pks))
        except (ValueError, OverflowError, DataError) as error:
            raise Http404 from error


class CreateView(chooser.SnippetCreateView):
    def dispatch(self, request, *args, **kwargs):
        """No chooser here offers a form to make a row by; Wagtail has its address all the same, and fails there."""
        raise Http404


class RowChooserViewSet(chooser.SnippetChooserViewSet):
    create_view_class = CreateView
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView


class YesNoColumn(Column):
    """« oui » or « non », where Wagtail would show Python's True or False."""

    def get_value(self, instance):
        return gettext("yes") if super().get_value(instance) else gettext("no")


class RowsInWords:
    """For a list of rows: what a line names (`list_display`) comes in the query of the rows, not in one for each line;
    a field that is true or false shows a word."""

    def get_base_queryset(self):
        rows = super().get_base_queryset()
        named = {field.name for field in self.model._meta.concrete_fields if field.is_relation}
        shown = [name for name in self.list_display if name in named]
        return rows.select_related(*shown) if shown else rows

    def _get_custom_column(self, field_name, column_class=Column, **kwargs):
        kinds = {field.name: field for field in self.model._meta.get_fields()}
        if column_class is Column and isinstance(kinds.get(field_name), models.BooleanField):
            column_class = YesNoColumn
        return super()._get_custom_column(field_name, column_class, **kwargs)


class IndexView(RowsInWords, snippets.IndexView):
    pass


class ModelViewSet(SnippetViewSet):
    """Rows of a model in /cms/, for those who hold a right on it."""

    index_view_class = IndexView
    chooser_viewset_class = RowChooserViewSet


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Looking only, for superusers too: rows that only actions may write."""

    def user_has_permission(self, user, action):
        return action == "view" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user, action, instance):
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return self.user_has_any_permission(user, actions)


class ReadOnlyViewSet(ModelViewSet):
    """A list and a page to look at; nothing to add, change, copy or delete."""

    inspect_view_enabled = True
    copy_view_enabled = False
    list_export = ()

    @property
    def permission_policy(self):
        return ReadOnlyPolicy(self.model)
