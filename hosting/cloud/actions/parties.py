"""Which servers sign people in with the portal: made, given a new secret, moved, taken away by the operator."""

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Client
from django.db import transaction

from ..models import CloudServer, RelyingParty, SignOn
from . import sign_on

SCOPES = ["openid", "profile", "email"]


def redirect_addresses(address: str) -> list[str]:
    """Where user_oidc takes the code, with and without « pretty » addresses."""
    return [f"{address}/apps/user_oidc/code", f"{address}/index.php/apps/user_oidc/code"]


@transaction.atomic
def register(
    *, server: CloudServer, provider: str, address: str, client_id: str = "", secret: str = ""
) -> tuple[RelyingParty, str]:
    """Let a server sign people in, or bring its addresses up to date. `provider`: our name over there; `client_id` and
    `secret` are made where none is given, as they should be.

    Returns the party and its secret, which is kept hashed and shown this once; nothing when it stays as it was.
    """
    party = RelyingParty.objects.filter(server=server).select_related("client").first()
    client = party.client if party else Client(id=client_id or get_adapter().generate_client_id())
    new_secret = secret or ("" if party else get_adapter().generate_client_secret())
    client.name, client.type, client.skip_consent = server.name, Client.Type.CONFIDENTIAL, True
    client.set_scopes(SCOPES)
    client.set_response_types([Client.ResponseType.CODE.value])
    client.set_grant_types([Client.GrantType.AUTHORIZATION_CODE.value, Client.GrantType.REFRESH_TOKEN.value])
    client.set_redirect_uris(redirect_addresses(address))
    client.set_post_logout_redirect_uris([f"{address}/"])
    if new_secret and not (party and client.check_secret(new_secret)):
        client.set_secret(new_secret)
    client.save()
    logout_url = f"{address}/index.php/apps/user_oidc/backchannel-logout/{provider}"
    party, _made = RelyingParty.objects.update_or_create(
        server=server, defaults={"client": client, "logout_url": logout_url}
    )
    return party, new_secret


@transaction.atomic
def renew_secret(*, party: RelyingParty) -> str:
    """A new secret in place of the one there was; the server must be told it at once."""
    secret = get_adapter().generate_client_secret()
    party.client.set_secret(secret)
    party.client.save(update_fields=["secret"])
    return secret


@transaction.atomic
def remove(*, party: RelyingParty) -> None:
    """The server signs nobody in with the portal any more. Sessions there go on: `sign_out_everybody` first."""
    party.client.delete()


def sign_out_everybody(*, party: RelyingParty) -> int:
    """End every sign-in at a server, as after a secret that leaked."""
    return sign_on.end(SignOn.objects.filter(party=party))
