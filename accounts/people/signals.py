"""Session rows keep device and date, never the address a person came from; a followed link confirms its mailbox."""

from allauth.account.models import EmailAddress
from allauth.account.signals import password_reset
from allauth.usersessions.models import UserSession
from django.db.models.signals import pre_save

from .adapters import NO_ADDRESS


def blank_address(sender, instance, **kwargs):
    instance.ip = NO_ADDRESS


def confirm_address(sender, user, **kwargs):
    """Whoever chose a password by the link in a mail need not confirm the same mailbox a second time."""
    EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=False).update(verified=True)


def connect():
    pre_save.connect(blank_address, sender=UserSession, dispatch_uid="people-blank-session-address")
    password_reset.connect(confirm_address, dispatch_uid="people-confirm-address")
