"""What can go wrong with a Nextcloud, one class per cause, and in `kind` what the caller must do about it.

Each row of the measured table of answers is a class here, so that callers write `except UserExists` and the
queue decides from `error.kind` alone, without ever looking at status codes.
"""

from __future__ import annotations

from enum import StrEnum

EDIT_LIMIT_SECONDS = 600
ADDRESS_LOCK_SECONDS = 1800


class Kind(StrEnum):
    """What the caller must do next."""

    PERMANENT = "permanent"  # never works with these values: show it to a person
    TRANSIENT = "transient"  # nothing was done: try again later
    REREAD = "re-read"  # it may have been done: read, compare, converge
    STOP = "stop"  # stop the whole queue and alert: more calls make it worse
    RATE_LIMITED = "rate limited"  # wait `retry_after` seconds
    MAINTENANCE = "maintenance"  # the server says it will be back: try again later
    NOT_FOUND = "not found"
    CONFLICT = "conflict"  # the name is taken: ours or somebody else's?
    ALERT = "alert"  # rights or set-up are wrong: only the operator can mend it
    MISSING = "missing"  # the server lacks an app: go on once it has it
    SKIP = "skip"  # this field cannot be set on this account: leave it


class NextcloudError(Exception):
    """Base of all errors of the client. `message` is the server's own, in English, for the operator."""

    kind: Kind = Kind.REREAD
    retry_after: int | None = None

    def __init__(
        self, message: str = "", *, operation: str = "", http_status: int = 0, ocs_code: int | None = None
    ) -> None:
        self.message = message
        self.operation = operation
        self.http_status = http_status
        self.ocs_code = ocs_code
        super().__init__(str(self))

    def __str__(self) -> str:
        codes = f" (HTTP {self.http_status}, OCS {self.ocs_code})" if self.http_status else ""
        return f"{type(self).__name__}: {self.operation}{codes}: {self.message}".rstrip(": ")


class InvalidValue(NextcloudError):
    """400/101 with a reason: id, quota, language, display name or password that Nextcloud never accepts."""

    kind = Kind.PERMANENT


class UnexpectedFailure(NextcloudError):
    """400/101 « Bad request »: any exception inside a create, a lost race included. It may be half done."""

    kind = Kind.REREAD


class Unexplained(NextcloudError):
    """400/101 without a reason: unknown or own account, bad e-mail, unknown group."""

    kind = Kind.REREAD


class AlreadyExists(NextcloudError):
    """400/102: the name is taken."""

    kind = Kind.CONFLICT


class UserExists(AlreadyExists):
    """400/102 on create: an account has this id, whatever its capitals."""


class GroupExists(AlreadyExists):
    """400/102 on the creation of a group."""


class MountPointTaken(AlreadyExists):
    """400 on the creation or renaming of a folder: one of this exact name exists."""


class GroupAssigned(AlreadyExists):
    """400 where a folder is given to a group that has it: what was wanted."""


class TeamFoldersMissing(NextcloudError):
    """The server has not the app « Team folders » (groupfolders), or it is turned off."""

    kind = Kind.MISSING


class UnknownGroup(NextcloudError):
    """400/104 on create, 400/102 on membership: the group does not exist; create it and go on."""

    kind = Kind.REREAD


class NoRightForGroup(NextcloudError):
    """400/105 and 106 on create, 400/104 on membership: our account may not touch that group."""

    kind = Kind.ALERT


class PasswordRefused(NextcloudError):
    """400/107: the password policy."""

    kind = Kind.PERMANENT


class AddressRequired(NextcloudError):
    """400/108 and 110: neither password nor e-mail, or the server insists on an e-mail."""

    kind = Kind.PERMANENT


class BackendFailed(NextcloudError):
    """400/111: the account store refused for now."""

    kind = Kind.TRANSIENT


class NotSupported(NextcloudError):
    """400/112 and 113: the account's backend does not let anyone set this field."""

    kind = Kind.SKIP


class CredentialsRefused(NextcloudError):
    """401/997: wrong or revoked app password, disabled account. Ten more lock the portal's address out."""

    kind = Kind.STOP


class Forbidden(NextcloudError):
    """403: our account has not the rights."""

    kind = Kind.ALERT


class PasswordConfirmationRequired(Forbidden):
    """403 « Password confirmation is required »: reported for later releases with app passwords."""


class NotFound(NextcloudError):
    """404/404 on reads, 404/998 on writes: no such account, group or route."""

    kind = Kind.NOT_FOUND


class NotVisible(NextcloudError):
    """404/998 when reading an account: it exists, and our account may not see it (an administrator's)."""

    kind = Kind.CONFLICT


class HeaderMissing(NextcloudError):
    """412: the OCS-APIRequest header did not arrive; a proxy in between removes it."""

    kind = Kind.ALERT


class EditLimitReached(NextcloudError):
    """429 with an empty body: 50 edits in 600 s for one acting account. No Retry-After is sent."""

    kind = Kind.RATE_LIMITED
    retry_after = EDIT_LIMIT_SECONDS


class AddressLocked(NextcloudError):
    """429 « Reached maximum delay »: brute-force lock on our address; right passwords are refused as well."""

    kind = Kind.STOP
    retry_after = ADDRESS_LOCK_SECONDS


class ServerFailed(NextcloudError):
    """500/996 or another 5xx: may have happened after the account was made."""

    kind = Kind.REREAD


class Maintenance(NextcloudError):
    """503: maintenance mode."""

    kind = Kind.MAINTENANCE
    retry_after = 60


class Misconfigured(NextcloudError):
    """A redirect or a page where an answer was due: wrong address, untrusted host, proxy in between."""

    kind = Kind.ALERT


class Unreachable(NextcloudError):
    """The connection never came about, so nothing was done."""

    kind = Kind.TRANSIENT


class AnswerLost(NextcloudError):
    """The request left and no readable answer came back: it may have been done."""

    kind = Kind.REREAD


class Conflict(NextcloudError):
    """An account of this id exists and nothing proves that the portal made it."""

    kind = Kind.CONFLICT


class ReservedAccount(NextcloudError):
    """The portal never touches this id: administrators, service accounts."""

    kind = Kind.PERMANENT


class NotConverged(NextcloudError):
    """Everything was accepted and the account still differs from what was wanted."""

    kind = Kind.REREAD
