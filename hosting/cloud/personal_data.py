"""What the desk holds on people."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.privacy.registry import Erasure, register
from portal.privacy.watched import watch

from .models import AccountEvent, AccountRequest, CloudAccount, OutgoingChange, RequestEvent, SignOn


def register_all() -> None:
    _sign_ons()
    register(
        AccountRequest,
        owner=("person", "decided_by", "opened_by"),
        purpose=_("Deciding on your requests, and showing the association who decided."),
        on_erasure=Erasure.ANONYMISE,
        # opened on the telephone, for somebody who has not answered yet
        addresses=("address",),
        emptied=("reason", "wished_id"),
    )
    register(
        RequestEvent,
        owner=("by",),
        purpose=_("The history of requests: who did which step."),
        on_erasure=Erasure.ANONYMISE,
        about=lambda person: Q(request__person=person),
    )
    register(
        CloudAccount,
        owner="person",
        purpose=_("Your account on the cloud server: user name, space, last sign-in."),
        on_erasure=Erasure.ANONYMISE,
        hidden=("claim", "lease_token", "lease_until", "reopen", "drift", "warned_percent"),
    )
    register(
        OutgoingChange,
        owner="account__person",
        purpose=_("What is still to be done for your account on the cloud server."),
        on_erasure=Erasure.ANONYMISE,
        hidden=("payload", "again", "doubts", "technical_error"),
    )
    register(
        AccountEvent,
        owner=("by",),
        purpose=_("The history of accounts: who opened, shut or closed them."),
        on_erasure=Erasure.ANONYMISE,
        about=lambda person: Q(account__person=person),
    )
    for model in (AccountRequest, CloudAccount):
        watch(model, person_of=lambda row: row.person)
    watch(OutgoingChange, person_of=lambda change: change.account.person)


def _sign_ons() -> None:
    from allauth.idp.oidc.models import Client, Token

    register(
        SignOn,
        owner="person",
        purpose=_("Signing you in on the cloud server with your account here, and out again."),
        on_erasure=Erasure.ANONYMISE,
        hidden=("sub", "sid", "code_digest", "session_digest", "attempts", "not_before", "technical_error"),
    )
    register(
        Token,
        owner="user",
        purpose=_("What lets the cloud server renew your sign-in."),
        hidden=("hash", "data"),
    )
    # a program of the host; nobody owns one here
    register(
        Client,
        owner="owner",
        purpose=_("Programs that sign people in with this site."),
        on_erasure=Erasure.ANONYMISE,
        hidden=("secret", "data"),
    )
