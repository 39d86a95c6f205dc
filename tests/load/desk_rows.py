"""Fills PostgreSQL with a desk of a given size, in bulk: people, associations in a tree of territories, their members,
requests in every state, accounts on two servers, a space for each association. Rows are what the actions of the product
would have left, without mails and notices."""

from dataclasses import dataclass
from datetime import timedelta

DEPARTMENTS = 100
REGIONS = 13
# Of ten requests: how many are in each state.
STATES = ("active",) * 7 + ("submitted", "refused", "question")
GIGABYTE = 1024**3
BATCH = 2000


@dataclass(frozen=True)
class Size:
    """At most two accounts a person: one on each server."""

    people: int
    organisations: int
    accounts: int


def fill(size: Size) -> None:
    """Into an empty desk."""
    from django.db import connection, transaction

    with transaction.atomic():
        places = _territories()
        people = _people(size)
        organisations = _organisations(size, places, people)
        _accounts(size, people, organisations)
        _folders(organisations)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _territories() -> list:
    from accounts.organisations.models import Territory

    nation = Territory.add_root(code="L0", name="Nation", level="national")
    for number in range(REGIONS):
        nation.add_child(code=f"LR{number:02d}", name=f"Région {number}", level="region")
    for number in range(DEPARTMENTS):
        parent = Territory.objects.get(code=f"LR{number % REGIONS:02d}")
        parent.add_child(code=f"L{number:03d}", name=f"Département {number}", level="department")
    return list(Territory.objects.filter(code__regex="^L[0-9]{3}$").order_by("code"))


def _people(size: Size) -> list:
    from django.utils import timezone

    from accounts.people.models import User

    seen = timezone.now() - timedelta(days=10)
    rows = (
        User(email=f"p{n}@load.example.org", public_name=f"Personne {n}", password="!", last_login=seen)  # noqa: S106
        for n in range(size.people)
    )
    return User.objects.bulk_create(rows, batch_size=BATCH)


def _organisations(size: Size, places: list, people: list) -> list:
    """Each in a department, with a manager, and as many members as there are people for."""
    from accounts.organisations.models import Membership, Organisation

    rows = (
        Organisation(name=f"Association {n}", slug=f"load-{n}", territory=places[n % DEPARTMENTS], town=f"Bourg {n}")
        for n in range(size.organisations)
    )
    made = Organisation.objects.bulk_create(rows, batch_size=BATCH)
    members = (
        Membership(
            person=person,
            organisation=made[n % size.organisations],
            role=Membership.Role.MANAGER if n < size.organisations else Membership.Role.MEMBER,
        )
        for n, person in enumerate(people)
    )
    Membership.objects.bulk_create(members, batch_size=BATCH)
    return made


def _accounts(size: Size, people: list, organisations: list) -> None:
    """A request for each account; only those in use are tied to it. Beyond the first round of people, each asks again
    for the next association and has an account on the second server."""
    from django.utils import timezone

    from hosting.cloud.models import AccountRequest, CloudAccount, CloudServer, RequestEvent
    from tests.factories.hosting import ServiceFactory

    service = ServiceFactory(slug="load-cloud", connector="nextcloud")
    servers = [CloudServer.objects.create(name=f"Nuage {n}", key=f"load-{n}", is_default=False) for n in range(2)]
    now = timezone.now()
    accounts = (
        CloudAccount(
            person=people[n % size.people],
            server=servers[n // size.people],
            uid=f"load-{n}",
            claim=CloudAccount.Claim.OURS,
            state=CloudAccount.State.ACTIVE,
            quota_bytes=10 * GIGABYTE,
            limit_bytes=10 * GIGABYTE,
            used_bytes=(n % 100) * GIGABYTE // 10,
            activated_at=now,
        )
        for n in range(size.accounts)
    )
    made = CloudAccount.objects.bulk_create(accounts, batch_size=BATCH)
    requests = []
    for n, account in enumerate(made):
        organisation = organisations[(n + n // size.people) % size.organisations]
        state = STATES[n // DEPARTMENTS % len(STATES)]
        requests.append(
            AccountRequest(
                service=service,
                person=people[n % size.people],
                organisation=organisation,
                territory_id=organisation.territory_id,
                reason="Partager nos comptes rendus.",
                state=state,
                created_at=now - timedelta(minutes=n),
                decided_at=now,
                account=account if state == "active" else None,
            )
        )
    asked = AccountRequest.objects.bulk_create(requests, batch_size=BATCH)
    steps = (RequestEvent(request=one, state="submitted", by_id=one.person_id, at=one.created_at) for one in asked)
    RequestEvent.objects.bulk_create(steps, batch_size=BATCH)


def _folders(organisations: list) -> None:
    """A space for each association, on the first server."""
    from django.utils import timezone

    from hosting.cloud.models import CloudServer, TeamFolder

    server, now = CloudServer.objects.get(key="load-0"), timezone.now()
    folders = (
        TeamFolder(
            organisation=organisation,
            server=server,
            mount_point=f"{organisation.name} - assoc-{organisation.pk}",
            remote_id=n + 1,
            claim=TeamFolder.Claim.OURS,
            state=TeamFolder.State.ACTIVE,
            quota_bytes=50 * GIGABYTE,
            limit_bytes=50 * GIGABYTE,
            used_bytes=(n % 100) * GIGABYTE // 2,
            activated_at=now,
        )
        for n, organisation in enumerate(organisations)
    )
    TeamFolder.objects.bulk_create(folders, batch_size=BATCH)
