"""The steps of a request as the trail component shows them, and the gauge of an account."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .models import AccountRequest, CloudAccount
from .sizes import space_in_words

State = AccountRequest.State


def trail_of(request: AccountRequest, events) -> dict:
    """What happened, then what is still to come. `events` in order, with `by`."""
    steps = [_past(event, last=event is events[-1], request=request) for event in events]
    return {"label": _("Progress of the request"), "steps": [*steps, *_future(request)]}


def _past(event, *, last: bool, request) -> dict:
    line = _who(event)
    title = {
        State.CONFIRM: _("Opened on the telephone"),
        State.SUBMITTED: _("Request sent"),
        State.QUESTION: _("Question asked"),
        State.APPROVED: _("Approved"),
        State.PROVISIONING: _("Space being set") if request.is_for_space else _("Account being created"),
        State.ACTIVE: _("Active"),
        State.REFUSED: _("Refused"),
        State.CANCELLED: _("Cancelled"),
        State.ENDED: _("Ended"),
        State.DONE: _("Space granted"),
    }[event.state]
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
        return [{"title": _("With the referent"), "current": True}, {"title": _("Account ready")}]
    if request.state == State.QUESTION:
        return [{"title": _("Decision")}, {"title": _("Account ready")}]
    if request.state == State.APPROVED:
        line = _("it begins within a minute") if request.service.connector else _("the team does it by hand")
        return [{"title": _("Account being created"), "line": line, "current": True}, {"title": _("Active")}]
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
    percent = account.percent_used
    if percent is None:
        return None
    used, limit, free = (space_in_words(size) for size in (account.used_bytes, account.limit_bytes, account.free_bytes))
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
        gauge["warning"] = {
            "title": _("Nearly full."),
            "text": _("Emptying the bin of deleted files frees space at once."),
        }
    return gauge


def life_of(account: CloudAccount, events) -> dict:
    """The steps of an account, and its last day where one is set."""
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
    if account.delete_after:
        steps.append({"title": _("Deleted"), "date": account.delete_after, "current": True})
    return {"label": _("History of the account"), "steps": steps}


def _who(event) -> str:
    name = event.by.public_name if event.by else ""
    return ", ".join(part for part in (name, event.by_title) if part)


def state_of_account(account: CloudAccount) -> dict:
    """Label and kind for the state component."""
    kinds = {"wanted": "doing", "active": "done", "failed": "bad", "suspended": "bad", "closing": "plan"}
    return {"label": account.get_state_display(), "kind": kinds.get(account.state, "")}
