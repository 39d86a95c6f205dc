"""The home of /cms/: what waits for the team comes first."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component

from . import dashboard


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
