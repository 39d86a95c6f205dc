"""Every write of the incident log, and of who hears of it."""

from .breach import decide_breach, note_breach
from .log import (
    AlreadyOver,
    add_update,
    corrected,
    open_incident,
    publish_account,
    publish_incident,
    put_aside,
    resolve_incident,
)
from .maintenance import move_on, move_on_all

__all__ = [
    "AlreadyOver",
    "add_update",
    "corrected",
    "decide_breach",
    "move_on",
    "move_on_all",
    "note_breach",
    "open_incident",
    "publish_account",
    "publish_incident",
    "put_aside",
    "resolve_incident",
]
