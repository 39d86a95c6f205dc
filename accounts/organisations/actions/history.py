"""What all actions share: the lock, the row of history, and telling people."""

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import translation

from accounts.people.team import team
from portal.notifications.telling import tell

from .. import rules
from ..models import Membership, Organisation, OrganisationEvent, Referent

# Kinds of notices: what waits for a decision, and what became of the person's own affairs.
TO_DECIDE, NEWS = "organisation-to-decide", "organisation-news"


def lock(organisation: Organisation) -> Organisation:
    """The row as it is now; whoever comes second waits here."""
    return Organisation.objects.select_for_update(of=("self",)).select_related("territory").get(pk=organisation.pk)


def lock_to_manage(organisation: Organisation, by) -> Organisation:
    """The same for somebody who must answer for it, or look after its territory, at this very moment."""
    locked = lock(organisation)
    if not rules.may_manage(by, locked):
        raise PermissionDenied
    return locked


def note(organisation: Organisation, kind, *, by=None, about=None, reason: str = "") -> OrganisationEvent:
    return OrganisationEvent.objects.create(organisation=organisation, kind=kind, by=by, about=about, note=reason)


def managers_of(organisation: Organisation) -> list:
    rows = Membership.objects.managers().filter(organisation=organisation).select_related("person").order_by("pk")
    return [row.person for row in rows]


def caretakers_of(organisation: Organisation, *, besides=None) -> list:
    """The referents who answer first for its territory; the team where nobody is appointed."""
    referents = Referent.objects.nearest_to(organisation.territory, besides=besides)
    people = [one.answering for one in referents] or team()
    return [person for person in people if person.pk != getattr(besides, "pk", None)]


def tell_of(organisation: Organisation, people, **what) -> None:
    """News of an organisation: a notice on the site, and a mail for those who want them.

    `title` is a lazy message and `values` what stands in it, so that each person reads their own language; `key` is
    unique within the organisation; `text` is what somebody wrote; `url` falls back to the organisation's page.
    """
    _tell(NEWS, organisation, people, **what)


def ask_to_decide(organisation: Organisation, people, **what) -> None:
    """The same for something that waits for these people."""
    _tell(TO_DECIDE, organisation, people, **what)


def _tell(kind, organisation, people, *, key, title, values, text="", url="", by=None) -> None:
    for language in sorted({person.language for person in people}):
        with translation.override(language):
            tell(
                kind=kind,
                people=[person for person in people if person.language == language],
                key=f"organisation-{organisation.pk}-{key}",
                title=str(title) % values,
                text=text,
                url=url or reverse("organisations:organisation", args=[organisation.slug]),
                thread=f"organisation-{organisation.pk}",
                source=organisation.pk,
                by=by,
            )
