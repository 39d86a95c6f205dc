"""What this app itself holds on people. The restricted store has no key to anybody: it is told of in `views`."""

from django.utils.translation import gettext_lazy as _

from .models import DataExport, Departure
from .registry import Erasure, register


def register_all() -> None:
    register(
        DataExport,
        owner="person",
        purpose=_("the archives of your data that you asked for"),
        hidden=("name", "token", "claimed_until", "not_before"),
    )
    register(
        Departure,
        owner="person",
        purpose=_("that you asked for your account to be deleted, and when that was done: a number, no name"),
        on_erasure=Erasure.ANONYMISE,
        hidden=("token", "claimed_until", "outside", "number"),
    )
