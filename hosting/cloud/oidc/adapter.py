"""What allauth's provider asks of us: keys, the issuer, who a subject is, and what is said of them."""

import secrets

from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import PrivateKey
from django.conf import settings
from oauthlib.oauth2.rfc6749.errors import InvalidTokenError

from portal.core import signing_keys

from ..actions.converging import wanted_of
from ..nextcloud import quota
from . import eligibility, keys

# The claim that user_oidc maps to the account's id. Never `sub`, never a user name that somebody typed.
UID_CLAIM = "cloud_uid"
CLAIMS = ("sub", "name", "email", "email_verified", UID_CLAIM, "groups", "quota", "auth_time", "sid")


class SignOnAdapter(DefaultOIDCAdapter):
    def generate_client_secret(self) -> str:
        """Letters, digits, « - » and « _ »: nothing that a shell or a form would write differently."""
        return secrets.token_urlsafe(48)

    def get_issuer(self) -> str:
        return keys.issuer()

    def list_private_keys(self, **_options) -> list[PrivateKey]:
        """The first one signs: allauth takes the newest, and the first of those without a date."""
        return [PrivateKey(pem=pem) for pem in signing_keys.pem_blocks(settings.OIDC_SIGNING_KEY)]

    def get_user_by_sub(self, client, sub: str):
        """Asked when a code is exchanged: nobody whose sign-in is over, or who may not sign in there any more."""
        sign_on = getattr(context.request, "sign_on", None)
        person = super().get_user_by_sub(client, sub)
        if person is None or sign_on is None or sign_on.sub != sub or sign_on.party.client_id != client.pk:
            return None
        refused = eligibility.refusal_of(person, sign_on.party, second_factor=sign_on.second_factor)
        return None if refused else person

    def get_claims(self, purpose, user, client, scopes, email=None, **kwargs) -> dict:
        """Exactly what the desk wants of the account there, since it overwrites what the server has: a linked account
        stays its owner's and only gets the groups of its associations. Groups with our prefix alone."""
        sign_on = context.request.sign_on
        if sign_on is None or eligibility.refusal_of(user, sign_on.party, second_factor=sign_on.second_factor):
            raise InvalidTokenError
        account = eligibility.account_of(user, sign_on.party)
        wanted = wanted_of(account)
        claims = {"sub": self.get_user_sub(client, user), UID_CLAIM: account.uid}
        # with its name, or user_oidc would name each group by its id
        claims["groups"] = [{"gid": group.id, "displayName": group.display_name} for group in wanted.groups]
        if wanted.quota is not None:
            claims["quota"] = quota.as_sent(wanted.quota)
        if wanted.display_name and "profile" in scopes:
            claims["name"] = wanted.display_name
        if wanted.email and "email" in scopes:
            known = EmailAddress.objects.filter(user=user, email__iexact=wanted.email, verified=True)
            claims |= {"email": wanted.email, "email_verified": known.exists()}
        return claims

    def populate_id_token(self, id_token, client, scopes, **kwargs) -> None:
        sign_on = context.request.sign_on
        id_token["sid"] = sign_on.sid
        id_token["auth_time"] = int(sign_on.authenticated_at.timestamp())
