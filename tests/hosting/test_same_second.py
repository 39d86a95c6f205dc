"""Two referents approve at the same second: one account. In threads with connections of their own, on any database."""

import threading

import pytest
from django.db import connection

from hosting.cloud.actions import requests
from hosting.cloud.models import CloudAccount, OutgoingChange
from tests.factories.hosting import CloudServerFactory, submitted
from tests.factories.people import UserFactory


@pytest.mark.django_db(transaction=True)
def test_double_approval_makes_one_account():
    CloudServerFactory()
    waiting = submitted()
    people = [UserFactory(staff=True) for _ in range(4)]
    gate, outcomes = threading.Barrier(len(people)), []

    def approve(by):
        try:
            gate.wait(timeout=20)
            requests.approve_request(request=waiting, by=by)
            outcomes.append("approved")
        except requests.WrongState:
            outcomes.append("too late")
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["approved", "too late", "too late", "too late"]
    assert CloudAccount.objects.count() == OutgoingChange.objects.count() == 1
    assert waiting.events.filter(state="approved").count() == 1
