"""Which server an association is on. It belongs to one; with a single server nobody is asked."""

from accounts.organisations.models import Organisation, Territory

from .models import AccountRequest, CloudAccount, CloudServer


def of_organisation(organisation: Organisation | None) -> CloudServer | None:
    """The server of its space or of its accounts; None for an association that has neither."""
    if organisation is None:
        return None
    folder = organisation.team_folders.living().select_related("server").first()
    if folder is not None:
        return folder.server
    living = organisation.requests.in_use().filter(account__isnull=False)
    request = living.select_related("account__server").order_by("pk").first()
    return request.account.server if request else None


def proposed_for(territory: Territory) -> CloudServer:
    """Where a new association goes unless whoever approves chooses otherwise. CloudServer.DoesNotExist without any."""
    found = CloudServer.objects.for_territory(territory)
    if found is None:
        raise CloudServer.DoesNotExist("no server is set up")
    return found


def choices_for(request: AccountRequest):
    """The servers to choose from when it is approved; none where nothing is to be chosen."""
    nothing = CloudServer.objects.none()
    if (
        request.service.connector != "nextcloud"
        or request.is_for_space
        or of_organisation(request.organisation) is not None
    ):
        return nothing
    return CloudServer.objects.all() if CloudServer.objects.count() > 1 else nothing


def to_link(person):
    """Where somebody may have an account that the portal does not know of: the servers of their associations, any for
    whoever belongs to none; not those on which it knows one."""
    known = CloudAccount.objects.living().filter(person=person)
    found = CloudServer.objects.exclude(pk__in=known.values("server"))
    if CloudServer.objects.count() < 2:
        return found
    mine = Organisation.objects.of_person(person).still_open().select_related("territory")
    near = {(of_organisation(one) or proposed_for(one.territory)).pk for one in mine}
    return found.filter(pk__in=near) if near else found
