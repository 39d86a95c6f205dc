"""machina's matrix of permissions: its tables stay empty, `forum.rules` answers instead (see checker.py)."""

from machina.apps.forum_permission.abstract_models import (
    AbstractForumPermission,
    AbstractGroupForumPermission,
    AbstractUserForumPermission,
)


class ForumPermission(AbstractForumPermission):
    class Meta(AbstractForumPermission.Meta):
        abstract = False


class GroupForumPermission(AbstractGroupForumPermission):
    class Meta(AbstractGroupForumPermission.Meta):
        abstract = False


class UserForumPermission(AbstractUserForumPermission):
    class Meta(AbstractUserForumPermission.Meta):
        abstract = False
