"""Answers machina's question « may this person do that here? » from `forum.rules`.

machina's own reads a matrix of rows, in time that grows with the square of the boards, and lets one global row of a
person replace all defaults. The choices on the board need no query at all.
"""

from forum import rules


class ForumPermissionChecker:
    """Same two methods as machina's class."""

    def __init__(self, user):
        self.user = user

    def has_perm(self, perm: str, forum) -> bool:
        return perm in self.get_perms(forum)

    def get_perms(self, forum) -> frozenset[str]:
        """machina's code names; without a board nothing is allowed."""
        return rules.permissions_on(forum, self.user) if forum is not None else frozenset()

    def get_perms_for_forumlist(self, forums, perm_codenames=None) -> dict:
        asked = set(perm_codenames) if perm_codenames else None
        return {
            forum: set(self.get_perms(forum)) & asked if asked is not None else set(self.get_perms(forum))
            for forum in forums
        }
