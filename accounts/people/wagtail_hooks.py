"""Wagtail's bulk actions on people (give a group, close, delete) know none of our rules: they are not offered.

They would let staff close a superuser's account or take a role for themselves; `people.cms` edits one person at a time.
"""

from wagtail.users.views.bulk_actions.user_bulk_action import UserBulkAction

# the registry asks each action which models it is for; without one it answers 404
UserBulkAction.models = []
