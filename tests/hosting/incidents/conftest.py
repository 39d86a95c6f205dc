"""A service to go wrong, and somebody of the team."""

import pytest

from tests.factories.log import ServiceFactory
from tests.factories.people import UserFactory


@pytest.fixture
def pads(db):
    return ServiceFactory(name="Pads", slug="pads")


@pytest.fixture
def staff_client(client, db):
    client.force_login(UserFactory(staff=True))
    return client
