"""What the accounts hold on a person, ours and those of the sign-in library. The editing tool: `editorial_data`."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from portal.privacy.registry import Erasure, register
from portal.privacy.watched import watch

ONE_YEAR = timedelta(days=365)


def register_all() -> None:
    _accounts()
    _notifications()
    _journal()


def _journal() -> None:
    """Pages of /cms/ whose opening is noted for the person."""
    from portal.notifications.models import Mail

    from .models import User

    watch(User, person_of=lambda person: person)
    watch(Mail, person_of=lambda mail: mail.person)


def _accounts() -> None:
    from allauth.account.models import EmailAddress, EmailConfirmation
    from allauth.mfa.models import Authenticator
    from allauth.usersessions.models import UserSession

    from . import leaving
    from .models import Consent, Inactivity

    kept = {
        "on_erasure": Erasure.KEEP,
        "keep_for": _("One year after the account is closed (decree 2021-1362)."),
        "kept": ONE_YEAR,
    }
    register(Consent, owner="person", purpose=_("Proof of the texts that you accepted."), **kept)
    register(EmailAddress, owner="user", purpose=_("Signing in and writing to you."), **kept)
    register(
        EmailConfirmation,
        owner="email_address__user",
        purpose=_("Links that wait for you to confirm an address."),
        hidden=("key",),
    )
    register(Inactivity, owner="person", purpose=_("How far an account that nobody uses is from being deleted."))
    register(Authenticator, owner="user", purpose=_("Your second factor and recovery codes."), hidden=("data",))
    register(
        UserSession,
        owner="user",
        purpose=_("Showing you where you are signed in: device and date, no address."),
        hidden=("session_key", "data", "ip"),
        first=leaving.close_sessions,
    )


def _notifications() -> None:
    from portal.notifications.models import Event, Follow, Mail, Notice, Preference, Settings

    from . import leaving

    register(
        Mail,
        owner="person",
        addresses=("address",),
        purpose=_("Mails that we sent you, so that each step is told once."),
        hidden=("key", "headers", "not_before", "claimed_until", "tries", "last_error", "confidential"),
        first=leaving.forget_in_words_to_others,
    )
    register(
        Notice,
        owner="person",
        purpose=_("What you were told on this site; kept half a year."),
        hidden=("key", "thread", "reason", "source", "settled_at", "mail"),
    )
    register(Follow, owner="person", purpose=_("What you follow, and how often you want to hear of it."))
    register(Preference, owner="person", purpose=_("How often you want mails of each kind."))
    register(Settings, owner="person", purpose=_("Whether your mails are paused, and what you follow by yourself."))
    register(
        Event,
        owner="by",
        purpose=_("That something you did was told to those who follow it; kept a month."),
        on_erasure=Erasure.ANONYMISE,
        hidden=("source", "reached"),
    )
