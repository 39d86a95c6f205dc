"""Plays desk and scheduler in a process of its own, on the database that the environment names:

python -m tests.hosting.fault_driver COUNT

approves COUNT requests, each for an account and an association's space, then sweeps until it is told to stop, with a
line of JSON each time.
"""

import json
import sys
import time

import django

SWEEP_EVERY = 0.4  # seconds; a real scheduler takes 30


def approve(count: int) -> None:
    from hosting.cloud.actions import requests
    from tests.factories.hosting import CloudServerFactory, ServiceFactory, submitted
    from tests.factories.people import UserFactory

    CloudServerFactory()
    service, staff = ServiceFactory(), UserFactory(staff=True)
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
        "uids": list(CloudAccount.objects.values_list("uid", flat=True)),
        "active": active.count(),
        "steps": list(active.annotate(steps=Count("events")).values_list("steps", flat=True)),
        "folders": dict(TeamFolder.objects.filter(state="active").values_list("mount_point", "remote_id")),
        "mails": [row["pk__count"] for row in told],
    }


def main(count: int) -> None:
    from hosting.cloud.tasks import sweep_outgoing_changes

    approve(count)
    while True:
        sweep_outgoing_changes()
        print(json.dumps(figures()), flush=True)  # noqa: T201
        time.sleep(SWEEP_EVERY)


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
