"""What the organisations hold on people."""

from django.utils.translation import gettext_lazy as _

from portal.privacy.registry import register

from .models import Membership, Referent


def register_all() -> None:
    register(Membership, owner="person", purpose=_("The associations that you belong to."))
    register(Referent, owner="person", purpose=_("Your appointments as a referent, shown as a contact."))
