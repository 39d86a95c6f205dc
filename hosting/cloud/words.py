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
OF_FOLDERS = {
    errors.Conflict: gettext_noop(
        "A folder of this name exists already and is not ours. The team has been told and will sort it out."
    ),
    errors.NotFound: gettext_noop("This folder is no longer on the server. The team has been told."),
}
BY_KIND = {
    Kind.MISSING: gettext_noop(
        "This server has no shared spaces so far: everybody has their own. The association’s follows by itself once the team has added them."  # noqa: E501
    ),
    Kind.RATE_LIMITED: gettext_noop("The server asks us to slow down. We go on by ourselves in ten minutes."),
    Kind.MAINTENANCE: gettext_noop("The server is under maintenance. We try again by ourselves."),
    Kind.TRANSIENT: gettext_noop("The server does not answer at the moment. We try again by ourselves."),
    Kind.REREAD: gettext_noop("The server answered unclearly. We check and go on by ourselves."),
    Kind.ALERT: gettext_noop("The server’s settings keep us from going on. The team looks after it."),
}


def for_error(error: NextcloudError, *, of_folder: bool = False) -> str:
    """The message id for an error."""
    by_class = BY_CLASS | OF_FOLDERS if of_folder else BY_CLASS
    for cls in type(error).__mro__:
        if cls in by_class:
            return by_class[cls]
    return BY_KIND.get(error.kind, REFUSED_VALUE)
