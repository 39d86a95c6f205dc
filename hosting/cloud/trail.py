"""The steps of a request as the trail component shows them, the gauge of an account and of an association's space."""

from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from portal.core.dates import date_format

from . import words
from .models import AccountRequest, CloudAccount, TeamFolder
from .nextcloud.errors import Kind
from .sizes import space_in_words

State = AccountRequest.State


def trail_of(request: AccountRequest, events) -> dict:
    """What happened, then what is still to come. `events` in order, with `by`."""
    steps = [
        _past(event, last=event is events[-1], title=title)
        for event, title in zip(events, _titles(request, events), strict=True)
    ]
    return {"label": _("Progress of the request"), "steps": [*steps, *_future(request)]}


def notes_of(request: AccountRequest, events) -> list[dict]:
    """What was said on the way, each under the name of its step."""
    titled = zip(events, _titles(request, events), strict=True)
    return [{"title": title, "event": event} for event, title in titled if event.note]


def _titles(request: AccountRequest, events) -> list[str]:
    """A request that comes back from a question comes with the answer to it."""
    titles = {
        State.CONFIRM: _("Opened on the telephone"),
        State.SUBMITTED: _("Request sent"),
        State.QUESTION: _("Question asked"),
        State.APPROVED: _("Approved"),
        State.PROVISIONING: _making(request),
        State.ACTIVE: _("Active"),
        State.REFUSED: _("Refused"),
        State.CANCELLED: _("Cancelled"),
        State.ENDED: _("Ended"),
        State.DONE: _("Space granted"),
    }
    before = [None, *(event.state for event in events)]
    return [
        _("Answer sent") if (earlier, event.state) == (State.QUESTION, State.SUBMITTED) else titles[event.state]
        for earlier, event in zip(before, events, strict=False)
    ]


def _making(request: AccountRequest) -> str:
    if request.is_for_space:
        return _("Space being set")
    return _("Account being created") if request.service.connector else _("Being set up")


def _ready(request: AccountRequest) -> str:
    return _("Account ready") if request.service.connector else _("Service ready")


def _past(event, *, last: bool, title: str) -> dict:
    line = _who(event)
    is_end = event.state in AccountRequest.SETTLED
    return {
        "title": title,
        "line": _("by %(who)s") % {"who": line} if line else "",
        "date": event.at,
        "done": not last or is_end or event.state in (State.CONFIRM, State.SUBMITTED, State.APPROVED),
        "current": last and event.state in (State.QUESTION, State.PROVISIONING),
        "refused": event.state == State.REFUSED,
    }


def _future(request: AccountRequest) -> list[dict]:
    if request.is_for_space:
        return _future_space(request)
    if request.state == State.CONFIRM:
        return [{"title": _("Their word"), "current": True}, {"title": _("Decision")}]
    if request.state == State.SUBMITTED:
        return [{"title": _("With the referent"), "current": True}, {"title": _ready(request)}]
    if request.state == State.QUESTION:
        return [{"title": _("Decision")}, {"title": _ready(request)}]
    if request.state == State.APPROVED:
        line = _("it begins within a minute") if request.service.connector else _("the team does it by hand")
        return [{"title": _making(request), "line": line, "current": True}, {"title": _("Active")}]
    if request.state == State.PROVISIONING:
        password = request.account is not None and request.account.brings_password_mail()
        return [
            {"title": _("Active"), "line": _("you will receive a mail to choose your password") if password else ""}
        ]
    return []


def _future_space(request: AccountRequest) -> list[dict]:
    steps = {
        State.SUBMITTED: [{"title": _("With the referent"), "current": True}, {"title": _("Space granted")}],
        State.QUESTION: [{"title": _("Decision")}, {"title": _("Space granted")}],
        State.APPROVED: [{"title": _("Space granted"), "line": _("it begins within a minute"), "current": True}],
        State.PROVISIONING: [{"title": _("Space granted")}],
    }
    return steps.get(request.state, [])


def state_of(request: AccountRequest) -> dict:
    """Label and kind for the state component."""
    kinds = {
        State.CONFIRM: "plan",
        State.SUBMITTED: "plan",
        State.QUESTION: "bad",
        State.APPROVED: "doing",
        State.PROVISIONING: "doing",
        State.ACTIVE: "done",
        State.DONE: "done",
    }
    return {"label": request.get_state_display(), "kind": kinds.get(request.state, "")}


def gauge_of(account: CloudAccount) -> dict | None:
    """How full the account is, or None while the server has given no figures or no limit."""
    return _gauge(account, _("Emptying the bin of deleted files frees space at once."))


def gauge_of_folder(folder: TeamFolder) -> dict | None:
    """How full the association's space is; its bin does not count."""
    return _gauge(folder, _("Delete what nobody needs, or ask your referent for more room."))


def _gauge(target, advice: str) -> dict | None:
    percent = target.percent_used
    if percent is None:
        return None
    used, limit, free = (space_in_words(size) for size in (target.used_bytes, target.limit_bytes, target.free_bytes))
    gauge = {
        "sum": used,
        "of": _("used of %(limit)s") % {"limit": limit},
        "label": _("%(used)s used of %(limit)s") % {"used": used, "limit": limit},
        "parts": [
            {"title": _("Used"), "amount": used, "start": 0, "share": percent, "kind": "1"},
            {"title": _("Free"), "amount": free, "start": percent, "share": 100 - percent, "kind": "0"},
        ],
    }
    if percent >= 80:
        gauge["warning"] = {"title": _("Nearly full."), "text": advice}
    return gauge


def room_of(target: CloudAccount | TeamFolder) -> list[str]:
    """What was granted and how full it is, as a line of a list says it; what is not known is left out."""
    percent = target.percent_used
    used = "" if percent is None else _("%(percent)s %% used") % {"percent": percent}
    return [part for part in (target.get_quota_bytes_display(), used) if part]


def life_of(target: CloudAccount | TeamFolder, events) -> dict:
    """The steps of an account or a space, and its last day where one is set."""
    steps = [
        {
            "title": capfirst(event.get_kind_display()),
            "line": ", ".join(part for part in (event.space, _("by %(who)s") % {"who": who} if who else "") if part),
            "date": event.at,
            "done": True,
        }
        for event in events
        for who in [_who(event)]
    ]
    if target.delete_after:
        steps.append({"title": _("Deleted"), "date": target.delete_after, "current": True})
    label = _("History of the account") if isinstance(target, CloudAccount) else _("History of the space")
    return {"label": label, "steps": steps}


def _who(event) -> str:
    name = event.by.public_name if event.by else ""
    return ", ".join(part for part in (name, event.by_title) if part)


def state_of_account(account: CloudAccount) -> dict:
    """Label and kind for the state component."""
    kinds = {"wanted": "doing", "active": "done", "failed": "bad", "suspended": "bad", "closing": "plan"}
    return {"label": account.get_state_display(), "kind": kinds.get(account.state, "")}


def state_of_folder(folder: TeamFolder) -> dict:
    """Label and kind for the state component."""
    kinds = {"wanted": "doing", "active": "done", "failed": "bad", "closing": "plan"}
    if folder.waits_for_app:
        return {"label": _("waits for the server"), "kind": "plan"}
    return {"label": folder.get_state_display(), "kind": kinds.get(folder.state, "")}


def folder_in_words(folder: TeamFolder) -> str:
    """How the association's space stands, in a sentence for its members."""
    if folder.waits_for_app:
        return gettext(words.BY_KIND[Kind.MISSING])
    if folder.state == TeamFolder.State.ACTIVE:
        return _(
            "It is in Files, as “%(name)s”: everybody of the association who has an account reads and writes it."
        ) % {"name": folder.mount_point}
    if folder.state == TeamFolder.State.CLOSING:
        day = date_format(folder.delete_after, "j F Y")
        return _("It is deleted on %(date)s with all its files: take along what you want to keep.") % {"date": day}
    change = folder.changes.exclude(state="done").first()
    if change is not None and change.trouble:
        return change.trouble
    return _("Under way. Nothing to do for you: a mail tells you when it is ready.")
