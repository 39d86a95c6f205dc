"""Which server an association is on. It belongs to one; with a single server nobody is asked."""

from accounts.organisations.models import Organisation, Territory

from .models import AccountRequest, CloudServer


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
