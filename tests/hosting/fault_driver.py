"""Plays desk and scheduler in a process of its own, on the database that the environment names:

python -m tests.hosting.fault_driver

Each line on its input says how many requests to approve, each for an account and an association's space; then it sweeps
and prints a line of JSON.
"""

import json
import sys
import time
from functools import cache

import django

SWEEP_EVERY = 0.4  # seconds; a real scheduler takes 30


@cache
def desk():
    """What is asked for, and who approves."""
    from tests.factories.hosting import CloudServerFactory, ServiceFactory
    from tests.factories.people import UserFactory

    CloudServerFactory()
    return ServiceFactory(), UserFactory(staff=True)


def approve(count: int) -> None:
    from hosting.cloud.actions import requests
    from tests.factories.hosting import submitted

    service, staff = desk()
    for _ in range(count):
        requests.approve_request(request=submitted(service=service, quota_gb=5, folder_gb=10), by=staff)


def figures() -> dict:
    from django.db.models import Count

    from hosting.cloud.models import AccountRequest, CloudAccount, TeamFolder
    from portal.notifications.models import Mail

    active = AccountRequest.objects.filter(state="active")
    asked = AccountRequest.objects.values("person")  # the team is told of each request too
    told = Mail.objects.filter(key__startswith="request-", person__in=asked).values("person").annotate(Count("pk"))
    return {
        "asked": AccountRequest.objects.count(),
        "uids": list(CloudAccount.objects.values_list("uid", flat=True)),
        "active": active.count(),
        "steps": list(active.annotate(steps=Count("events")).values_list("steps", flat=True)),
        "folders": dict(TeamFolder.objects.filter(state="active").values_list("mount_point", "remote_id")),
        "mails": [row["pk__count"] for row in told],
    }


def main() -> None:
    from hosting.cloud.tasks import sweep_outgoing_changes

    for line in sys.stdin:
        approve(int(line))
        sweep_outgoing_changes()
        print(json.dumps(figures()), flush=True)  # noqa: T201
        time.sleep(SWEEP_EVERY)


if __name__ == "__main__":
    django.setup()
    main()
