"""What the accounts hold on a person, ours and those of the sign-in library. The editing tool: `editorial_data`."""

from django.utils.translation import gettext_lazy as _

from portal.privacy.registry import Erasure, register


def register_all() -> None:
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator
    from allauth.usersessions.models import UserSession

    from portal.notifications.models import Event, Follow, Mail, Notice, Preference, Settings

    from .models import Consent

    register(
        Consent,
        owner="person",
        purpose=_("Proof of the texts that you accepted."),
        on_erasure=Erasure.KEEP,
        keep_for=_("One year after the account is closed (decree 2021-1362)."),
    )
    register(EmailAddress, owner="user", purpose=_("Signing in and writing to you."))
    register(Authenticator, owner="user", purpose=_("Your second factor and recovery codes."))
    register(UserSession, owner="user", purpose=_("Showing you where you are signed in: device and date, no address."))
    register(Mail, owner="person", purpose=_("Mails that we sent you, so that each step is told once."))
    register(Notice, owner="person", purpose=_("What you were told on this site; kept half a year."))
    register(Follow, owner="person", purpose=_("What you follow, and how often you want to hear of it."))
    register(Preference, owner="person", purpose=_("How often you want mails of each kind."))
    register(Settings, owner="person", purpose=_("Whether your mails are paused, and what you follow by yourself."))
    register(
        Event,
        owner="by",
        purpose=_("That something you did was told to those who follow it; kept a month."),
        on_erasure=Erasure.ANONYMISE,
    )
