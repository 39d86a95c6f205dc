"""What a person reads when a server refuses: no status code, what happens next, whom to ask.

Rows keep the message id; it is translated where it is read, for whoever reads it.
"""

from django.utils.translation import gettext_noop

from .connection import CredentialsMissing
from .nextcloud import errors
from .nextcloud.errors import Kind, NextcloudError

REFUSED_VALUE = gettext_noop("The server refused these values. The team has been told and will correct them.")

BY_CLASS = {
    CredentialsMissing: gettext_noop(
        "The portal has no access to this server. Everything waits until the team has set it up."
    ),
    errors.CredentialsRefused: gettext_noop(
        "The server no longer accepts the portal. Everything waits until the team has renewed its access."
    ),
    errors.AddressLocked: gettext_noop(
        "The server has locked the portal out for a while. Everything waits until the team has lifted it."
    ),
    errors.Conflict: gettext_noop(
        "An account of this name exists already and is not ours. The team has been told and will sort it out."
    ),
    errors.NotFound: gettext_noop("This account is no longer on the server. The team has been told."),
    errors.ReservedAccount: gettext_noop("This user name is reserved. The team has been told and will choose another."),
}
BY_KIND = {
    Kind.RATE_LIMITED: gettext_noop("The server asks us to slow down. We go on by ourselves in ten minutes."),
    Kind.MAINTENANCE: gettext_noop("The server is under maintenance. We try again by ourselves."),
    Kind.TRANSIENT: gettext_noop("The server does not answer at the moment. We try again by ourselves."),
    Kind.REREAD: gettext_noop("The server answered unclearly. We check and go on by ourselves."),
    Kind.ALERT: gettext_noop("The server’s settings keep us from going on. The team looks after it."),
}


def for_error(error: NextcloudError) -> str:
    """The message id for an error."""
    for cls in type(error).__mro__:
        if cls in BY_CLASS:
            return BY_CLASS[cls]
    return BY_KIND.get(error.kind, REFUSED_VALUE)
