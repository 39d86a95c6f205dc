from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncidentsConfig(AppConfig):
    name = "hosting.incidents"
    label = "incidents"
    verbose_name = _("Incidents")

    def ready(self):
        from hosting.services import states as service_states
        from portal.core import content, context, immutable, page_cache
        from portal.search import registry as search

        from . import demo, found, states
        from .context import ongoing_incidents
        from .models import Incident, IncidentService, IncidentUpdate

        content.register("demo incidents", demo.load, order=40, demo=True)
        context.register(ongoing_incidents)
        immutable.protect(IncidentUpdate)
        page_cache.purge_on_change(Incident, IncidentService, IncidentUpdate)
        service_states.register_provider(states.troubled_services)
        search.register("incident", _("Incidents"), Incident, rows=found.rows, entry=found.entry)
