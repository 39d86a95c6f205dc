"""Who may see, answer and decide requests. Said here once; views and actions ask."""

import os.path

from django.core.exceptions import PermissionDenied

from accounts.organisations.models import Membership, Organisation, Territory
from accounts.organisations.rules import in_care_of, takes_care_of, title_in
from accounts.people.roles import Role, has_role

from .models import AccountEvent, AccountRequest, CloudAccount, TeamFolder


def requests_at_desk_of(person):
    """What the desk of a referent holds: their subtrees; everything for staff; nothing for anybody else."""
    if has_role(person, Role.STAFF):
        return AccountRequest.objects.all()
    return AccountRequest.objects.in_care_of(person)


def may_enter_desk(person) -> bool:
    return has_role(person, Role.REFERENT, Role.STAFF)


def may_decide(person, request: AccountRequest) -> bool:
    """A referent in force for the territory, or staff; nobody on their own request. More space is given by whoever
    looks after the account, wherever it is used, and never by its owner."""
    if person.pk == request.person_id:
        return False
    if request.is_for_space and request.account is not None:
        return may_look_after(person, request.account)
    return takes_care_of(person, request.territory)


def require_decider(person, request: AccountRequest) -> None:
    if not may_decide(person, request):
        raise PermissionDenied


def may_end(person, request: AccountRequest) -> bool:
    """Give a service back: whoever asked, a manager of the association, the desk. Somebody who left the association
    gives back their own account alone."""
    if request.account_id is None and request.person_id == person.pk and has_left(person, request):
        return takes_care_of(person, request.territory)
    return may_see(person, request)


def require_ender(person, request: AccountRequest) -> None:
    if not may_end(person, request):
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


def has_left(person, request: AccountRequest) -> bool:
    """The association that it was asked for is no longer theirs, and what belongs to all in it neither."""
    if request.organisation_id is None:
        return False
    return not Membership.objects.filter(person=person, organisation_id=request.organisation_id).exists()


def accounts_at_desk_of(person):
    """The accounts that the desk of a referent holds: those that an association of their subtrees uses."""
    if has_role(person, Role.STAFF):
        return CloudAccount.objects.all()
    return CloudAccount.objects.filter(requests__in=AccountRequest.objects.in_care_of(person)).distinct()


def may_look_after(person, account: CloudAccount) -> bool:
    """Shut, open, enlarge or close it: staff, or a referent of every territory that uses it; nobody on their own."""
    if person.pk == account.person_id:
        return False
    if has_role(person, Role.STAFF):
        return True
    territories = _territories_of(account)
    return bool(territories) and all(takes_care_of(person, territory) for territory in territories)


def folders_at_desk_of(person):
    """The spaces of the associations that a referent takes care of; all for staff."""
    return TeamFolder.objects.filter(organisation__in=in_care_of(person))


def may_look_after_folder(person, folder: TeamFolder) -> bool:
    """Enlarge, close or keep it: a referent in force for the association's territory, or staff."""
    return takes_care_of(person, folder.organisation.territory)


def may_keep(person, account: CloudAccount) -> bool:
    """Undo a closing: whoever looks after the account, or its owner when it was theirs to close."""
    if person.pk != account.person_id:
        return may_look_after(person, account)
    closing = account.events.filter(kind=AccountEvent.Kind.CLOSING).last()
    return closing is not None and closing.by_id == person.pk


def answered_for(person):
    """The associations in whose name the person asks."""
    return Organisation.objects.still_open().managed_by(person)


def may_ask_for_space(person, account: CloudAccount) -> bool:
    """Its owner and the managers of an association that uses it, once it is there; a linked account is its owner's own
    affair."""
    if account.origin != CloudAccount.Origin.MADE or account.state != CloudAccount.State.ACTIVE:
        return False
    in_use = account.requests.in_use()
    if person.pk == account.person_id:
        return in_use.exists()
    return in_use.filter(organisation__in=answered_for(person)).exists()


def territory_over(account: CloudAccount) -> Territory:
    """The lowest territory that holds every one in which the account is used."""
    used = _territories_of(account)
    path = os.path.commonprefix([territory.path for territory in used])
    path = path[: len(path) // Territory.steplen * Territory.steplen]
    return Territory.objects.filter(path=path).first() or used[0]


def title_for(person, account: CloudAccount) -> str:
    """How a person signs what they do to an account; empty for someone without an appointment."""
    titles = (title_in(person, territory) for territory in _territories_of(account))
    return next((title for title in titles if title), "")


def _territories_of(account: CloudAccount):
    """Where it is used; where it was, once nothing of it lives."""
    asked = account.requests.select_related("territory")
    found = asked.filter(state__in=AccountRequest.LIVING) or asked
    return list({one.territory_id: one.territory for one in found}.values())
