"""Two referents approve at the same second: one account, one folder. In threads with connections of their own,
on any database."""

import threading

import pytest
from django.db import connection

from hosting.cloud.actions import requests
from hosting.cloud.models import AccountRequest, CloudAccount, OutgoingChange, TeamFolder
from tests.factories.hosting import CloudServerFactory, ServiceFactory, submitted
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory


@pytest.mark.django_db(transaction=True)
def test_double_approval_makes_one_account_and_one_folder():
    CloudServerFactory()
    waiting = submitted(folder_gb=10)
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
    assert CloudAccount.objects.count() == TeamFolder.objects.count() == 1
    assert OutgoingChange.objects.count() == 2
    assert waiting.events.filter(state="approved").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_request():
    person = UserFactory()
    typed = {"person": person, "service": ServiceFactory(), "organisation": OrganisationFactory(manager=person)}
    gate, made = threading.Barrier(3), []

    def click():
        try:
            gate.wait(timeout=20)
            made.append(submitted(**typed).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(made) == 3 and len(set(made)) == 1
    assert AccountRequest.objects.count() == 1
