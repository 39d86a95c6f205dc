from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncidentsConfig(AppConfig):
    name = "hosting.incidents"
    label = "incidents"
    verbose_name = _("Incidents")

    def ready(self):
        from accounts.people import groups
        from accounts.people.roles import Role
        from hosting.services import states as service_states
        from portal.core import content, context, dashboard, immutable, page_cache
        from portal.figures import registry as figures
        from portal.privacy import registry as privacy
        from portal.search import registry as search

        from . import counts, demo, found, news, signals, states, waiting
        from .context import ongoing_incidents
        from .models import ComponentState, Incident, IncidentService, IncidentUpdate, StateChange, Subscriber

        counts.register(figures)
        content.register("demo incidents", demo.load, order=40, demo=True)
        context.register(ongoing_incidents)
        immutable.protect(IncidentUpdate)
        immutable.protect(StateChange, events=("UPDATE",))
        page_cache.purge_on_change(Incident, IncidentService, ComponentState, IncidentUpdate, StateChange)
        service_states.register_provider(states.troubled_services)
        dashboard.register(waiting.waiting)
        groups.grant_all(Role.STAFF, "incidents", "incident", actions=("view", "add", "change"))
        groups.grant(Role.STAFF, "incidents.view_servicecheck")
        privacy.register(
            Subscriber,
            owner=(),
            addresses=("email",),
            purpose=_("mails about incidents that you asked for with an address"),
            hidden=("key",),
        )
        signals.incident_updated.connect(found.index_again, dispatch_uid="incidents-index-updated")
        signals.incident_resolved.connect(found.index_again, dispatch_uid="incidents-index-resolved")
        news.register()
        search.register("incident", _("Incidents"), Incident, rows=found.rows, entry=found.entry)
