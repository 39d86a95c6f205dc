"""What the desk holds on people."""

from django.utils.translation import gettext_lazy as _

from portal.privacy.registry import Erasure, register

from .models import AccountRequest, CloudAccount, OutgoingChange, RequestEvent


def register_all() -> None:
    register(
        AccountRequest,
        owner=("person", "decided_by"),
        purpose=_("Deciding on your requests, and showing the association who decided."),
        on_erasure=Erasure.ANONYMISE,
        emptied=("reason", "wished_id"),
    )
    register(
        RequestEvent,
        owner=("by",),
        purpose=_("The history of requests: who did which step."),
        on_erasure=Erasure.ANONYMISE,
    )
    register(
        CloudAccount,
        owner="person",
        purpose=_("Your account on the cloud server: user name, space, last sign-in."),
        on_erasure=Erasure.ANONYMISE,
        hidden=("claim", "lease_token", "lease_until"),
    )
    register(
        OutgoingChange,
        owner="account__person",
        purpose=_("What is still to be done for your account on the cloud server."),
        on_erasure=Erasure.ANONYMISE,
        hidden=("payload", "again", "doubts", "technical_error"),
    )
