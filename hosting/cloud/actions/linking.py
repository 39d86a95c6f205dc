"""Linking a Nextcloud account that exists already: its owner proves it by Login flow v2; only its id is kept."""

import logging

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..connection import client_for
from ..models import AccountRequest, CloudAccount, CloudServer, OutgoingChange
from ..nextcloud.converge import ADMIN_GROUP
from ..nextcloud.errors import NextcloudError
from ..nextcloud.identifiers import is_reserved
from ..nextcloud.results import Account, LoginFlow
from . import life, sign_on

logger = logging.getLogger(__name__)


class LinkRefused(Exception):
    """Why the account cannot be linked, in words for the person."""


class NotGrantedYet(Exception):
    """The person has not said yes on the server's page so far."""


def start(*, server: CloudServer, shown_as: str) -> LoginFlow:
    """Begin; the person says yes on the server's own page. Raises NextcloudError when it does not answer."""
    with client_for(server) as client:
        return client.start_login_flow(shown_as)


def finish(*, server: CloudServer, person, poll_token: str) -> CloudAccount:
    """Fetch the proof, give the app password back at once, keep the id. No transaction while the server is asked.

    Raises NotGrantedYet, LinkRefused or NextcloudError.
    """
    with client_for(server) as client:
        granted = client.poll_login_flow(LoginFlow(login_url="", poll_token=poll_token))
        if granted is None:
            raise NotGrantedYet
        try:
            proved = client.whoami(granted)
        finally:
            _revoke(client, granted)
    return _link(server=server, person=person, proved=proved)


def _revoke(client, granted) -> None:
    """Twice, then the person's own list of devices is the place: we keep nothing that could sign in."""
    for attempt in (1, 2):
        try:
            client.revoke_app_password(granted)
            return
        except NextcloudError:
            logger.warning("could not revoke the app password of a link, try %s", attempt)


@transaction.atomic
def _link(*, server: CloudServer, person, proved: Account) -> CloudAccount:
    if is_reserved(proved.id) or ADMIN_GROUP in proved.groups:
        raise LinkRefused(_("This is an administrator’s account: it cannot be linked."))
    known = CloudAccount.objects.filter(server=server, uid__iexact=proved.id).first()
    if known is not None:
        if known.person_id == person.pk:
            return known
        raise LinkRefused(_("This account is linked to another person of this site. Write to the team."))
    if CloudAccount.objects.living().filter(server=server, person=person).exists():
        raise LinkRefused(_("You have an account on this server already."))
    now = timezone.now()
    try:
        with transaction.atomic():
            return CloudAccount.objects.create(
                server=server,
                person=person,
                uid=proved.id,
                origin=CloudAccount.Origin.LINKED,
                claim=CloudAccount.Claim.OURS,
                state=CloudAccount.State.ACTIVE,
                activated_at=now,
                used_bytes=proved.quota.used,
                limit_bytes=proved.quota.limit,
                seen_at=now,
            )
    except IntegrityError as error:
        raise LinkRefused(_("This account has just been linked. Reload the page.")) from error


@transaction.atomic
def unlink(*, account: CloudAccount) -> bool:
    """Forget a linked account. False when it is not: the portal made it, a request hangs on it, or it has not left the
    groups of its associations yet."""
    account = CloudAccount.objects.select_for_update().get(pk=account.pk)
    hanging = account.requests.filter(state__in=(*AccountRequest.WAITING, *AccountRequest.LIVING))
    under_way = account.changes.exclude(state=OutgoingChange.State.DONE)
    if account.origin != CloudAccount.Origin.LINKED or hanging.exists() or under_way.exists():
        return False
    sign_on.end_at(server_id=account.server_id, person_id=account.person_id)
    life.forget(account=account)
    return True
