"""Wagtail's bulk actions on people (give a group, close, delete) know none of our rules: they are not offered.

They would let staff close a superuser's account or take a role for themselves; `people.cms` edits one person at a time.
"""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.users.views.bulk_actions.user_bulk_action import UserBulkAction

from .cms.inactivity import inactivity_report

# the registry asks each action which models it is for; without one it answers 404
UserBulkAction.models = []


class InactivityMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("people.change_inactivitypolicy")


@hooks.register("register_reports_menu_item")
def inactivity_menu_item():
    return InactivityMenuItem(_("Inactive accounts"), reverse("people_inactivity"), icon_name="time", order=910)


@hooks.register("register_admin_urls")
def inactivity_url():
    return [path("inactivite/", inactivity_report, name="people_inactivity")]
