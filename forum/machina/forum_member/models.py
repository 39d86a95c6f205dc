"""Forum profiles of machina; no page shows them: the public name is all that others see."""

from machina.apps.forum_member.abstract_models import AbstractForumProfile


class ForumProfile(AbstractForumProfile):
    class Meta(AbstractForumProfile.Meta):
        abstract = False
