"""From an answer to the error it means: the measured table of statuses, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import errors
from .errors import NextcloudError

_CREATE_ACCOUNT: dict[int, type[NextcloudError]] = {
    102: errors.UserExists,
    104: errors.UnknownGroup,
    105: errors.NoRightForGroup,
    106: errors.NoRightForGroup,
}
_CREATE_GROUP: dict[int, type[NextcloudError]] = {102: errors.GroupExists}
_MEMBERSHIP: dict[int, type[NextcloudError]] = {
    102: errors.UnknownGroup,
    103: errors.NotFound,
    104: errors.NoRightForGroup,
}
_ANY: dict[int, type[NextcloudError]] = {
    107: errors.PasswordRefused,
    108: errors.AddressRequired,
    110: errors.AddressRequired,
    111: errors.BackendFailed,
    112: errors.NotSupported,
    113: errors.NotSupported,
    996: errors.ServerFailed,
    997: errors.CredentialsRefused,
    998: errors.NotFound,
    403: errors.Forbidden,
    404: errors.NotFound,
    503: errors.Maintenance,
}

# The Team folders app refuses without an envelope, in words.
_FOLDER_WORDS: dict[str, type[NextcloudError]] = {
    "Mount point already exists": errors.MountPointTaken,
    "Group already assigned to this Groupfolder": errors.GroupAssigned,
}

CODES_BY_OPERATION: dict[str, dict[int, type[NextcloudError]]] = {
    "create account": _CREATE_ACCOUNT,
    "create group": _CREATE_GROUP,
    "add to group": _MEMBERSHIP,
    "remove from group": _MEMBERSHIP,
    "read account": {998: errors.NotVisible},
}


@dataclass(frozen=True)
class Answer:
    """One HTTP answer, read as far as it can be. `payload` is None when the body is not JSON.

    `code` and `data` come from the OCS envelope; both are None for the few routes that have none.
    """

    http_status: int
    payload: Any
    empty: bool
    code: int | None
    message: str
    data: Any

    @classmethod
    def read(cls, http_status: int, payload: Any, *, empty: bool) -> Answer:
        envelope = payload.get("ocs") if isinstance(payload, dict) else None
        if not isinstance(envelope, dict):
            bare = payload.get("message", "") if isinstance(payload, dict) else ""
            return cls(http_status, payload, empty, None, str(bare), None)
        meta = envelope.get("meta")
        meta = meta if isinstance(meta, dict) else {}
        code = meta.get("statuscode")
        message = str(meta.get("message") or "").strip()
        return cls(
            http_status,
            payload,
            empty,
            code if isinstance(code, int) else None,
            message,
            envelope.get("data"),
        )

    @property
    def succeeded(self) -> bool:
        return self.http_status == 200 and self.code in (100, 200)


def error_for(operation: str, answer: Answer) -> NextcloudError:
    """The named error of an answer that is not a success."""
    found = _of_folders(operation, answer) or _by_http(answer) or _by_code(operation, answer) or errors.AnswerLost
    return found(
        answer.message or ("" if answer.payload is not None else "the body is not JSON"),
        operation=operation,
        http_status=answer.http_status,
        ocs_code=answer.code,
    )


def _of_folders(operation: str, answer: Answer) -> type[NextcloudError] | None:
    """400 and 404 of the app's own routes; everything else reads as elsewhere."""
    if not operation.endswith(("folder", "folders")) or answer.code is not None:
        return None
    spoken = isinstance(answer.payload, dict) and "message" in answer.payload
    if answer.http_status == 404 and spoken:
        # without a word it may well be there: our account has lost its right to see it
        return errors.NotFound if answer.message else errors.Forbidden
    if answer.http_status == 404:
        return errors.TeamFoldersMissing
    if answer.http_status == 400 and spoken:
        return _FOLDER_WORDS.get(answer.message, errors.InvalidValue)
    return None


def _by_http(answer: Answer) -> type[NextcloudError] | None:
    status = answer.http_status
    if status == 429:
        return errors.EditLimitReached if answer.empty else errors.AddressLocked
    if status == 412:
        return errors.HeaderMissing
    if status == 401:
        return errors.CredentialsRefused
    if status == 503:
        return errors.Maintenance
    if status == 403 and "password confirmation" in answer.message.lower():
        return errors.PasswordConfirmationRequired
    if answer.code is not None:
        return None
    return _without_envelope(status)


def _without_envelope(status: int) -> type[NextcloudError] | None:
    if 300 <= status < 400 or status == 400:
        return errors.Misconfigured
    if status == 403:
        return errors.Forbidden
    if status == 404:
        # a Nextcloud answers unknown OCS routes with an envelope: without one this is another server
        return errors.Misconfigured
    return errors.ServerFailed if status >= 500 else None


def _by_code(operation: str, answer: Answer) -> type[NextcloudError] | None:
    code = answer.code
    if code is None:
        return None
    if code == 101:
        if answer.message == "Bad request":
            return errors.UnexpectedFailure
        return errors.InvalidValue if answer.message else errors.Unexplained
    if code == 429:
        return errors.AddressLocked
    specific = CODES_BY_OPERATION.get(operation, {}).get(code)
    return specific or _ANY.get(code) or (errors.ServerFailed if answer.http_status >= 500 else None)
