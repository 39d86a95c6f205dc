"""Session rows keep device and date, never the address a person came from; a followed link confirms its mailbox;
a public name that changes is no longer shown by any cached page.
"""

from allauth.account.models import EmailAddress
from allauth.account.signals import password_reset
from allauth.usersessions.models import UserSession
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save

from portal.core import page_cache

from .adapters import NO_ADDRESS
from .models import User

# What pages that everybody reads show of a person; signing in changes other columns and must not empty the cache.
SHOWN = frozenset({"public_name", "is_active"})


def blank_address(sender, instance, **kwargs):
    instance.ip = NO_ADDRESS


def confirm_address(sender, user, **kwargs):
    """Whoever chose a password by the link in a mail need not confirm the same mailbox a second time."""
    EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=False).update(verified=True)


def note_what_is_shown(sender, instance, raw=False, update_fields=None, **kwargs):
    """Remember, until the row is saved, whether pages show something else of this person from then on."""
    instance._shown_changed = False
    if raw or instance.pk is None or (update_fields is not None and not SHOWN & set(update_fields)):
        return
    before = User.objects.filter(pk=instance.pk).values(*SHOWN).first()
    instance._shown_changed = before is not None and any(getattr(instance, name) != before[name] for name in SHOWN)


def purge_what_was_shown(sender, instance, **kwargs):
    if getattr(instance, "_shown_changed", False):
        page_cache.purge()


def purge_what_is_gone(sender, **kwargs):
    page_cache.purge()


def purge_what_is_said_of_roles(sender, action, **kwargs):
    """Beside what somebody wrote stands whether they speak for the team."""
    if action.startswith("post_"):
        page_cache.purge()


def connect():
    pre_save.connect(blank_address, sender=UserSession, dispatch_uid="people-blank-session-address")
    pre_save.connect(note_what_is_shown, sender=User, dispatch_uid="people-note-what-is-shown")
    post_save.connect(purge_what_was_shown, sender=User, dispatch_uid="people-purge-what-was-shown")
    post_delete.connect(purge_what_is_gone, sender=User, dispatch_uid="people-purge-what-is-gone")
    m2m_changed.connect(
        purge_what_is_said_of_roles, sender=User.groups.through, dispatch_uid="people-purge-what-is-said-of-roles"
    )
    password_reset.connect(confirm_address, dispatch_uid="people-confirm-address")
