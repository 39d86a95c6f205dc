"""Writing the journal of readings: one insert for a page, nothing for what is one's own."""

from ..models import Access
from ..watched import find

Act, Role = Access.Act, Access.Role


def note(*, by, role: str, act: str, model, row=None) -> Access | None:
    """`by` read or changed a row of a watched model, or opened a list of them (`act` LISTED, no row).

    Nothing is written for models that are not watched, for one's own data, or for a row that speaks of nobody any more.
    """
    watched = find(model)
    if watched is None:
        return None
    about = number = None
    if row is not None and watched.person_of:
        about = watched.person_of(row)
        if about is None or about.pk == by.pk:
            return None
    elif row is not None:
        number = row.pk
        if watched.bodies_of(by).filter(pk=number).exists():
            return None
    return Access.objects.create(by=by, role=role, act=act, what=model._meta.label, about=about, number=number)
