"""Who may see, answer and decide requests. Said here once; views and actions ask."""

import os.path

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q

from accounts.organisations import host
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
    if is_shared(request) and request.person_id == person.pk and has_left(person, request):
        return takes_care_of(person, request.territory)
    return may_see(person, request)


def is_shared(request: AccountRequest) -> bool:
    """What was set up by hand for an association belongs to all in it, whoever asked; an account is its owner's, and
    where there are no associations each has their own."""
    granted = request.state in (*AccountRequest.LIVING, AccountRequest.State.ENDED)
    return granted and request.account_id is None and not request.service.connector and host.has_organisations()


def told_of(request: AccountRequest) -> list:
    """Who hears of a step: whoever asked; of what is shared, those who answer for the association once they left."""
    if is_shared(request) and (request.person is None or has_left(request.person, request)):
        managers = Membership.objects.managers().filter(organisation=request.organisation_id).select_related("person")
        return [one.person for one in managers.order_by("pk")]
    return [request.person] if request.person else []


def outlasts(request: AccountRequest, person) -> bool:
    """It stays when the person deletes their account: others of the association go on using it."""
    others = Membership.objects.filter(organisation=request.organisation_id, person__is_active=True)
    return is_shared(request) and others.exclude(person=person).exists()


def require_ender(person, request: AccountRequest) -> None:
    if not may_end(person, request):
        raise PermissionDenied


def requests_visible_to(person):
    """One's own, those for more room on one's account, those of the associations that one answers for, the desk's."""
    mine = Q(person=person) | Q(kind=AccountRequest.Kind.SPACE, account__person=person)
    managed = Membership.objects.filter(person=person, role=Membership.Role.MANAGER).values("organisation")
    at_desk = requests_at_desk_of(person).values("pk")
    return AccountRequest.objects.filter(mine | Q(organisation__in=managed) | Q(pk__in=at_desk))


def may_see(person, request: AccountRequest) -> bool:
    return requests_visible_to(person).filter(pk=request.pk).exists()


def may_read(person, event, request: AccountRequest) -> bool:
    """What was said at a step: whoever left reads only their own words on what the association shares."""
    is_mine = request.person_id == person.pk and not takes_care_of(person, request.territory)
    return event.by_id == person.pk or not (is_mine and is_shared(request) and has_left(person, request))


def has_left(person, request: AccountRequest) -> bool:
    """The association that it was asked for is no longer theirs, and what belongs to all in it neither."""
    if request.organisation_id is None:
        return False
    return not Membership.objects.filter(person=person, organisation_id=request.organisation_id).exists()


def accounts_at_desk_of(person):
    """The accounts that the desk of a referent holds: those that an association of their subtrees uses, or used last
    where none does (`_territories_of`)."""
    if has_role(person, Role.STAFF):
        return CloudAccount.objects.all()
    in_use = AccountRequest.objects.filter(account=OuterRef("account"), state__in=AccountRequest.LIVING).order_by()
    here = AccountRequest.objects.in_care_of(person).filter(account__isnull=False).order_by()
    here = here.filter(Q(state__in=AccountRequest.LIVING) | ~Exists(in_use))
    return CloudAccount.objects.filter(pk__in=here.values("account"))


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


def uses_to_ask_for(person, account: CloudAccount):
    """The uses of an account for which the person may ask for more room: its owner for any association that they belong
    to, a manager for theirs, while the owner belongs to it. A linked account is its owner's own affair."""
    if account.origin != CloudAccount.Origin.MADE or account.state != CloudAccount.State.ACTIVE:
        return account.requests.none()
    uses = account.requests.in_use().filter(organisation__memberships__person=account.person_id)
    return uses if person.pk == account.person_id else uses.filter(organisation__in=answered_for(person))


def may_ask_for_space(person, account: CloudAccount) -> bool:
    return uses_to_ask_for(person, account).exists()


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
