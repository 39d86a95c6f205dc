"""People of the forum's tests, in the order of the tests: visitor, stranger, member, moderator, staff."""

import pytest
from django.test import Client

from tests.factories.forum import BoardFactory, make_topic
from tests.factories.people import UserFactory


@pytest.fixture(autouse=True)
def _pages_rendered_each_time(settings):
    settings.VISITOR_PAGE_CACHE = False


def make_person(key: str, **traits):
    """Somebody whose address stands out on a page that would show it."""
    return UserFactory(email=f"{key}@secret.example", public_name=key.title(), **traits)


def client_of(person) -> Client:
    """A browser of this person: it says where its forms come from, as browsers do."""
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


class Clients(dict):
    """A browser for each role, made when it is first asked for: signing in costs as much as the page."""

    def __init__(self, people: dict):
        super().__init__()
        self.people = people

    def __missing__(self, role: str) -> Client:
        self[role] = client_of(self.people[role])
        return self[role]

    def items(self):
        """Every role with its browser, those included that nobody has asked for yet."""
        return [(role, self[role]) for role in self.people]

    def values(self):
        return [client for _role, client in self.items()]


@pytest.fixture
def member(db):
    return make_person("odile")


@pytest.fixture
def stranger(db):
    """A member who wrote nothing here."""
    return make_person("basile")


@pytest.fixture
def moderator(db):
    return make_person("nadia", moderator=True)


@pytest.fixture
def staff(db):
    return make_person("thomas", staff=True)


@pytest.fixture
def clients(member, stranger, moderator, staff):
    people = {"visitor": None, "stranger": stranger, "member": member, "moderator": moderator, "staff": staff}
    return Clients(people)


@pytest.fixture
def board(db):
    return BoardFactory(name="Entraide", slug="aide")


@pytest.fixture
def bugs(db):
    return BoardFactory(name="Remontées de bugs", slug="remontees-de-bug", bugs=True)


@pytest.fixture
def topic(board, member):
    return make_topic(board, member)
