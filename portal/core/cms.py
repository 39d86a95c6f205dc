"""Parts of /cms/ that several apps use."""

from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import SnippetViewSet


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


class ReadOnlyViewSet(SnippetViewSet):
    """A list and a page to look at; nothing to add, change, copy or delete."""

    inspect_view_enabled = True
    copy_view_enabled = False
    list_export = ()

    @property
    def permission_policy(self):
        return ReadOnlyPolicy(self.model)
