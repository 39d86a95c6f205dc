"""Writing what a file asks for: one transaction, rows in bulk, a line of history for everybody who joins."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.people.models import User
from portal.core import page_cache
from portal.notifications.actions import letter, put_many

from ..models import Membership, Organisation, OrganisationEvent
from ..signals import memberships_added, organisation_moved
from .known import people_of
from .reading import Plan

BATCH = 500
Kind = OrganisationEvent.Kind


@transaction.atomic
def write_import(*, plan: Plan, by=None, invite: bool = False) -> dict[str, int]:
    """Add and bring up to date; how many of what. `invite` writes to every new account how to choose a password.

    Nobody is taken out of an association, nobody loses the role of manager, no account's name changes.
    """
    if plan.problems:
        raise ValueError("a file with problems is not written")
    made, changed = _organisations(plan)
    people = _people(plan)
    joined, promoted = _memberships(plan, by, {one.pk for one in people})
    if invite:
        _invite(people)
    page_cache.purge()
    return {
        "organisations": made,
        "organisations_changed": changed,
        "people": len(people),
        "memberships": joined,
        "managers": promoted,
    }


def _organisations(plan: Plan) -> tuple[int, int]:
    new, changed, moved = [], [], []
    for wanted in plan.organisations.values():
        said = {
            "name": wanted.name,
            "territory_id": wanted.territory.pk,
            "town": wanted.town,
            "purpose": wanted.purpose,
        }
        if wanted.found is None:
            new.append(Organisation(slug=wanted.slug, **said))
            continue
        # an empty cell says nothing
        differs = {key: value for key, value in said.items() if value and getattr(wanted.found, key) != value}
        for key, value in differs.items():
            setattr(wanted.found, key, value)
        changed += [wanted.found] if differs else []
        moved += [wanted.found] if "territory_id" in differs else []
    Organisation.objects.bulk_create(new, batch_size=BATCH)
    Organisation.objects.bulk_update(changed, ["name", "territory", "town", "purpose"], batch_size=BATCH)
    for one in moved:
        organisation_moved.send(sender=Organisation, organisation=one)
    for one in new:
        plan.organisations[one.slug].found = one
    return len(new), len(changed)


def _people(plan: Plan) -> list[User]:
    """Accounts for addresses that have none: without a password, and their mailbox still to be confirmed."""
    names = {}
    for member in plan.members.values():
        if member.address not in plan.known.people:
            names.setdefault(member.address, member.public_name)
    rows = [User(email=address, public_name=name, password=make_password(None)) for address, name in names.items()]
    User.objects.bulk_create(rows, batch_size=BATCH)
    addresses = [EmailAddress(user=one, email=one.email, primary=True, verified=False) for one in rows]
    EmailAddress.objects.bulk_create(addresses, batch_size=BATCH)
    plan.known.people |= people_of(names)
    return rows


def _invite(people: list[User]) -> None:
    for begin in range(0, len(people), BATCH):
        part = people[begin : begin + BATCH]
        put_many(
            [letter(name="people/invited", person=one, context={}, key=f"person-{one.pk}-invited") for one in part]
        )


def _memberships(plan: Plan, by, newcomers: set[int]) -> tuple[int, int]:
    # few questions for many rows: all memberships once, where the file names too many associations for one question
    rows = Membership.objects.all()
    if len(plan.organisations) <= BATCH:
        rows = rows.filter(organisation__slug__in=plan.organisations)
    present = {(one.organisation_id, one.person_id): one for one in rows}
    new, promoted = [], []
    for member in plan.members.values():
        organisation, person = member.organisation.found, plan.known.people[member.address]
        known = present.get((organisation.pk, person.pk))
        if known is None:
            new.append(Membership(organisation=organisation, person=person, role=member.role))
        elif member.role == Membership.Role.MANAGER and known.role != member.role:
            known.role = member.role
            promoted.append(known)
    Membership.objects.bulk_create(new, batch_size=BATCH)
    Membership.objects.bulk_update(promoted, ["role"], batch_size=BATCH)
    _note(new, promoted, by)
    # of newcomers no app above can know anything
    known_people = [one for one in new if one.person_id not in newcomers]
    memberships_added.send(sender=Membership, memberships=known_people)
    return len(new), len(promoted)


def _note(new: list[Membership], promoted: list[Membership], by) -> None:
    managers = [one for one in new if one.role == Membership.Role.MANAGER] + promoted
    kinds = [(Kind.JOINED, one) for one in new] + [(Kind.BECAME_MANAGER, one) for one in managers]
    events = [
        OrganisationEvent(kind=kind, organisation_id=one.organisation_id, about_id=one.person_id, by=by)
        for kind, one in kinds
    ]
    OrganisationEvent.objects.bulk_create(events, batch_size=BATCH)
