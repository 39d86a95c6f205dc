"""The home of /cms/, where what waits for the team comes first; and what no deletion of rows there gets round."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models.deletion import Collector, ProtectedError
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component

from . import dashboard
from .cms import ModelViewSet


class WaitingPanel(Component):
    """« Ce qui attend l'équipe », built from the providers of `dashboard`."""

    name = "waiting"
    order = 10
    template_name = "core/cms/waiting_panel.html"

    def get_context_data(self, parent_context):
        request = parent_context["request"]
        return {"title": _("What waits for the team"), "waiting": dashboard.waiting_for(request)}


@hooks.register("construct_homepage_panels")
def put_waiting_first(request, panels):
    panels.insert(0, WaitingPanel())


# after the rules of the apps, which have better words
@hooks.register("before_delete_snippet", order=10)
def keep_what_others_stand_on(request, rows):
    """Of one row or of many. Wagtail knows nothing of keys that protect, and would end in a server error."""
    for row in rows:
        # a row of a tree takes all below it along
        rows_of_it = list(row.get_tree(row)) if hasattr(row, "get_tree") else [row]
        try:
            Collector(using=row._state.db).collect(rows_of_it)
        except ProtectedError:
            words = gettext("%(row)s stays: other things here stand on it. Nothing was deleted.")
            messages.error(request, words % {"row": row})
            return redirect(type(row).snippet_viewset.get_url_name("list"))
    return None


@hooks.register("before_bulk_action", order=10)
def delete_by_their_own_pages(request, action_type, rows, action):
    """Rows that nobody may delete, and those whose own page does more than delete, are not deleted by ticking them in a
    list: Wagtail asks neither policy nor page there."""
    viewset = getattr(action.model, "snippet_viewset", None)
    if viewset is None or action_type != "delete":
        return None
    if not viewset.permission_policy.user_has_permission(request.user, "delete"):
        raise PermissionDenied
    if viewset.delete_view_class is ModelViewSet.delete_view_class:
        return None
    messages.error(request, gettext("These are deleted one by one, each on its own page. Nothing was deleted."))
    return redirect(viewset.get_url_name("list"))
