"""The journal of readings for our own pages: which role somebody read or changed others' data in.

Called by the views of referents and staff, once the page is about to be shown or the change is made. What managers do
in their own association, and moderators in the forum, has histories of its own.
"""

from portal.privacy.actions import accesses
from portal.privacy.models import Access

from .roles import Role, has_role

Act = Access.Act


def note_read(person, row) -> None:
    """`person` sees a page about a row."""
    _note(person, Act.READ, type(row), row)


def note_list(person, model) -> None:
    """`person` sees a list of rows of a model."""
    _note(person, Act.LISTED, model, None)


def note_change(person, row) -> None:
    """`person` has changed a row, or decided on it."""
    _note(person, Act.CHANGED, type(row), row)


def note_import(person, model) -> None:
    """`person` has brought in a file of rows of a model: one line, as for a list."""
    _note(person, Act.CHANGED, model, None)


def _note(person, act, model, row) -> None:
    if has_role(person, Role.STAFF):
        accesses.note(by=person, role=Access.Role.TEAM, act=act, model=model, row=row)
    elif has_role(person, Role.REFERENT):
        accesses.note(by=person, role=Access.Role.REFERENT, act=act, model=model, row=row)
