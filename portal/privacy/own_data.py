"""What this app itself holds on people. The restricted store has no key to anybody: it is told of in `views`."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .models import Access, DataExport, Departure
from .registry import Erasure, register
from .watched import watch


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
    register(
        Access,
        owner=("about", "by"),
        purpose=_("who of the team or of the referents read or changed what concerns you; kept one year"),
        on_erasure=Erasure.ANONYMISE,
        hidden=("number",),
        about=lambda person: Q(pk__in=Access.objects.concerning(person).order_by().values("pk")),
    )
    for model in (DataExport, Departure):
        watch(model, person_of=lambda row: row.person)
