"""Session rows keep device and date, never the address that a person came from."""

from allauth.usersessions.models import UserSession
from django.db.models.signals import pre_save

from .adapters import NO_ADDRESS


def blank_address(sender, instance, **kwargs):
    instance.ip = NO_ADDRESS


def connect():
    pre_save.connect(blank_address, sender=UserSession, dispatch_uid="people-blank-session-address")
