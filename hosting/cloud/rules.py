"""Who may see, answer and decide requests. Said here once; views and actions ask."""

from django.core.exceptions import PermissionDenied

from accounts.organisations.models import Membership
from accounts.organisations.rules import takes_care_of
from accounts.people.roles import Role, has_role

from .models import AccountRequest


def requests_at_desk_of(person):
    """What the desk of a referent holds: their subtrees; everything for staff; nothing for anybody else."""
    if has_role(person, Role.STAFF):
        return AccountRequest.objects.all()
    return AccountRequest.objects.in_care_of(person)


def may_enter_desk(person) -> bool:
    return has_role(person, Role.REFERENT, Role.STAFF)


def may_decide(person, request: AccountRequest) -> bool:
    """A referent in force for the territory, or staff; nobody on their own request."""
    return person.pk != request.person_id and takes_care_of(person, request.territory)


def require_decider(person, request: AccountRequest) -> None:
    if not may_decide(person, request):
        raise PermissionDenied


def may_see(person, request: AccountRequest) -> bool:
    """Who asked, those who answer for the association, the desk."""
    if request.person_id == person.pk or takes_care_of(person, request.territory):
        return True
    return (
        request.organisation_id is not None
        and Membership.objects.filter(
            person=person, organisation_id=request.organisation_id, role=Membership.Role.MANAGER
        ).exists()
    )
