"""Who may see and do what with organisations and territories; roles that rows of this app give."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.people.models import User
from accounts.people.roles import Role, has_role
from portal.privacy.leaving import Obstacle

from .models import Closure, Invitation, Membership, Organisation, OrganisationEvent, Referent, Territory


def appointments(person_id: int, day) -> QuerySet[Referent]:
    """Whoever has one in force on that day, or stands in for somebody who has, is a referent."""
    return Referent.objects.held_by(person_id, day)


def is_manager(person) -> bool:
    """Whoever answers for an organisation that is not closed."""
    return Membership.objects.filter(person=person, role=Membership.Role.MANAGER, organisation__closed_at=None).exists()


def takes_care_of(person, territory: Territory) -> bool:
    """Staff everywhere, a referent in their territories and below."""
    if has_role(person, Role.STAFF):
        return True
    return Referent.objects.held_by(person).covering(territory).exists()


def title_in(person, territory: Territory) -> str:
    """How a person signs a decision there, e.g. « Head of mission, Mayenne »; empty for someone without one."""
    held = Referent.objects.held_by(person).covering(territory).select_related("territory", "person")
    # their own before one that they stand in for
    appointment = min(held.order_by("pk"), key=lambda one: one.person_id != person.pk, default=None)
    if appointment is None:
        return ""
    if appointment.person_id != person.pk:
        values = {"name": appointment.person.public_name, "territory": appointment.territory.name}
        return _("standing in for %(name)s, %(territory)s") % values
    return ", ".join(part for part in (appointment.title, appointment.territory.name) if part)


def may_see(person, organisation: Organisation) -> bool:
    """Its members, the referents of its territory, staff."""
    if organisation.memberships.filter(person=person).exists():
        return True
    return takes_care_of(person, organisation.territory)


def territories_of(person) -> QuerySet[Territory]:
    """Those that a person belongs to: where their organisations are and all above; for a referent, where they were
    appointed, all above and all below."""
    appointments = Referent.objects.held_by(person)
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


def answers_for(person, organisation: Organisation) -> bool:
    """A manager of it, while it is open."""
    managers = organisation.memberships.filter(person=person, role=Membership.Role.MANAGER)
    return organisation.closed_at is None and managers.exists()


def may_manage(person, organisation: Organisation) -> bool:
    """Invite, let in, give roles, ask to close: its managers, the referents of its territory, staff."""
    return answers_for(person, organisation) or takes_care_of(person, organisation.territory)


def visible_to(person) -> QuerySet[Organisation]:
    """Those whose page the person may open (`may_see`)."""
    mine = Organisation.objects.of_person(person).values("pk")
    return Organisation.objects.filter(Q(pk__in=mine) | Q(pk__in=in_care_of(person).values("pk")))


def manageable_by(person) -> QuerySet[Organisation]:
    """Those whose managers' pages the person may open (`may_manage`)."""
    mine = Organisation.objects.still_open().managed_by(person).values("pk")
    return Organisation.objects.filter(Q(pk__in=mine) | Q(pk__in=in_care_of(person).values("pk")))


def may_invite(person, organisation: Organisation) -> bool:
    """Whoever may manage it and can sign in; asked of those who made an invitation once."""
    return person is not None and person.is_active and may_manage(person, organisation)


def needs_its_maker(invitation: Invitation) -> bool:
    """A link, and an invitation to answer for it, serve as long as whoever made them may invite; a mail to a member
    outlives their role."""
    return not invitation.by_mail or invitation.role == Membership.Role.MANAGER


def serves(invitation: Invitation) -> bool:
    """Whoever made it may invite today, where that counts."""
    return not needs_its_maker(invitation) or may_invite(invitation.invited_by, invitation.organisation)


def lets_in(invitation: Invitation, person) -> bool:
    """No invitation undoes what was decided on somebody since it was sent: they were taken out, or answer for it no
    more."""
    kinds = [OrganisationEvent.Kind.REMOVED]
    if invitation.role == Membership.Role.MANAGER:
        kinds.append(OrganisationEvent.Kind.BECAME_MEMBER)
    since = invitation.organisation.events.filter(at__gte=invitation.sent_at)
    return not since.filter(about=person, kind__in=kinds).exists()


def may_decide_closure(person, closure: Closure) -> bool:
    """A referent of the territory or staff, but never whoever asked for it."""
    return person.pk != closure.asked_by_id and takes_care_of(person, closure.organisation.territory)


def in_care_of(person) -> QuerySet[Organisation]:
    """Everything for staff, their subtrees for referents."""
    return Organisation.objects.all() if has_role(person, Role.STAFF) else Organisation.objects.in_care_of(person)


def territories_in_care_of(person) -> QuerySet[Territory]:
    """Everything for staff, their subtrees for referents."""
    if has_role(person, Role.STAFF):
        return Territory.objects.all()
    below = Q(pk__in=[])
    for path in Referent.objects.held_by(person).values_list("territory__path", flat=True):
        below |= Q(path__startswith=path)
    return Territory.objects.filter(below)


def may_stand_in(person) -> bool:
    """For a referent who is away: another one with an appointment of their own, or somebody of the team."""
    return person.is_active and (
        has_role(person, Role.STAFF) or Referent.objects.current().filter(person=person).exists()
    )


def stand_ins() -> QuerySet[User]:
    """Whoever may stand in for a referent."""
    appointed = Referent.objects.current().values("person")
    may = Q(pk__in=appointed) | Q(groups__name=Role.STAFF.value)
    return User.objects.filter(may, is_active=True).distinct().order_by("public_name", "pk")
