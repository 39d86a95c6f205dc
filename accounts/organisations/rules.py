"""Who may see and do what with organisations and territories; roles that rows of this app give."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.people.roles import Role, has_role
from portal.privacy.leaving import Obstacle

from .models import Membership, Organisation, Referent, Territory


def is_referent(person) -> bool:
    """Whoever has an appointment in force today."""
    return Referent.objects.current().filter(person=person).exists()


def is_manager(person) -> bool:
    """Whoever answers for an organisation that is not closed."""
    return Membership.objects.filter(person=person, role=Membership.Role.MANAGER, organisation__closed_at=None).exists()


def takes_care_of(person, territory: Territory) -> bool:
    """Staff everywhere, a referent in their territories and below."""
    if has_role(person, Role.STAFF):
        return True
    return Referent.objects.current().covering(territory).filter(person=person).exists()


def title_in(person, territory: Territory) -> str:
    """How a person signs a decision there, e.g. « Head of mission, Mayenne »; empty for someone without one."""
    appointment = (
        Referent.objects.current().covering(territory).filter(person=person).select_related("territory").first()
    )
    if appointment is None:
        return ""
    return ", ".join(part for part in (appointment.title, appointment.territory.name) if part)


def may_see(person, organisation: Organisation) -> bool:
    """Its members, the referents of its territory, staff."""
    if organisation.memberships.filter(person=person).exists():
        return True
    return takes_care_of(person, organisation.territory)


def territories_of(person) -> QuerySet[Territory]:
    """Those that a person belongs to: where their organisations are and all above; for a referent, where they were
    appointed, all above and all below."""
    appointments = Referent.objects.current().filter(person=person)
    joined = Membership.objects.filter(person=person, organisation__closed_at=None)
    # treebeard's path of a territory begins with those of all above it
    here = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    return Territory.objects.filter(
        Exists(joined.filter(organisation__territory__path__startswith=OuterRef("path")))
        | Exists(appointments.filter(territory__path__startswith=OuterRef("path")))
        | Exists(appointments.annotate(here=here).filter(here__startswith=F("territory__path")))
    )


def handovers_of(person):
    """What to do before leaving: associations with other members that nobody else answers for."""
    others = Membership.objects.filter(organisation=OuterRef("pk"), person__is_active=True).exclude(person=person)
    left_alone = Organisation.objects.managed_by(person).filter(
        Exists(others), ~Exists(others.filter(role=Membership.Role.MANAGER)), closed_at=None
    )
    for organisation in left_alone:
        words = _("You alone answer for %(name)s, which has other members: somebody must take over first.")
        yield Obstacle(
            text=words % {"name": organisation.name},
            url=reverse("organisations:organisation", args=[organisation.slug]),
            label=_("Open the association"),
        )
