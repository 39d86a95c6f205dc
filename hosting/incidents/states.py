"""How services are doing now, out of the incidents that are open."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hosting.services.states import OPERATIONAL, State

from .models import ComponentState, IncidentService, Kind, ServiceState

STATES = {
    ServiceState.OPERATIONAL: OPERATIONAL,
    ServiceState.SLOW: State("slow", _("Slowed down"), "bad"),
    ServiceState.PARTIAL_OUTAGE: State("partial_outage", _("Partial outage"), "bad"),
    ServiceState.MAJOR_OUTAGE: State("major_outage", _("Major outage"), "bad"),
}
IN_MAINTENANCE = State("maintenance", _("In maintenance"), "plan")


def troubled_services() -> dict[int, State]:
    """The worst present state of each service touched by an open, published incident. One query."""
    rows = IncidentService.objects.filter(incident__in=_open_incidents(timezone.now())).not_restored()
    worst: dict[int, State] = {}
    for service_id, state, kind in rows.values_list("service_id", "present", "incident__kind"):
        found = IN_MAINTENANCE if kind == Kind.MAINTENANCE else STATES[ServiceState(state)]
        if service_id not in worst or _rank(found) > _rank(worst[service_id]):
            worst[service_id] = found
    return {service_id: state for service_id, state in worst.items() if state is not OPERATIONAL}


def component_states(now=None) -> dict[int, str]:
    """The worst present state of each part that an open, published incident touches, by its key. One query."""
    rows = ComponentState.objects.filter(incident__in=_open_incidents(now or timezone.now()), restored_at=None)
    worst: dict[int, str] = {}
    for component_id, state in rows.values_list("component_id", "state"):
        if ServiceState(state).rank > ServiceState(worst.get(component_id, ServiceState.OPERATIONAL)).rank:
            worst[component_id] = state
    return worst


def state_of_parts(states, count: int) -> str:
    """What the states of some of a service's `count` parts make of the whole: down when all are, else partly down."""
    worst = max((ServiceState(one) for one in states), key=lambda one: one.rank)
    if worst.rank <= ServiceState.SLOW.rank:
        return worst
    is_whole = len(states) == count and all(one == ServiceState.MAJOR_OUTAGE for one in states)
    return ServiceState.MAJOR_OUTAGE if is_whole else ServiceState.PARTIAL_OUTAGE


def _open_incidents(now):
    from .models import Incident

    return Incident.objects.published().ongoing(now)


def _rank(state: State) -> float:
    """A maintenance is worse than slow, better than down."""
    return 1.5 if state is IN_MAINTENANCE else ServiceState(state.code).rank
