"""The lists of the desk in /cms/ ask once for what their lines name, however many lines there are."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.organisations.models import Membership, Organisation, Referent, Territory
from accounts.people.models import User
from hosting.cloud.actions import parties
from hosting.cloud.models import AccountRequest, CloudAccount, CloudServer, OutgoingChange, SignOn, TeamFolder
from tests.factories.hosting import CloudServerFactory, ServiceFactory
from tests.factories.organisations import TerritoryFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
MOST = 15
ROWS = 24  # more than a page of them
ORGANISATIONS = (Organisation, Territory, Referent, Membership)
CLOUD = (AccountRequest, CloudAccount, TeamFolder, CloudServer, OutgoingChange, SignOn)


def rows(model, **columns):
    """ROWS rows; a list gives each its own value, anything else is the same for all."""
    values = [{name: one[n] if isinstance(one, list) else one for name, one in columns.items()} for n in range(ROWS)]
    return model.objects.bulk_create(model(**row) for row in values)


@pytest.fixture
def filled(db):
    """A page and more of each list, each line with a person, an association, a territory and a server."""
    now, words = timezone.now(), [f"n-{n}" for n in range(ROWS)]
    server = CloudServerFactory()
    party, _secret = parties.register(server=server, provider="portail", address="https://nuage.example.org")
    territory = [TerritoryFactory() for _ in words]
    person = rows(User, email=[f"{word}@example.org" for word in words], public_name=words)
    rows(CloudServer, key=words, name=words, is_default=False, base_url="https://nuage.example.org")
    organisation = rows(Organisation, name=words, slug=words, territory=territory)
    rows(Membership, person=person, organisation=organisation)
    rows(Referent, person=person, territory=territory)
    account = rows(CloudAccount, person=person, server=server, uid=words)
    folder = rows(TeamFolder, organisation=organisation, server=server, mount_point=words, quota_bytes=1)
    half, none = ROWS // 2, [None] * (ROWS // 2)
    rows(OutgoingChange, account=account[:half] + none, folder=none + folder[half:])
    rows(AccountRequest, person=person, organisation=organisation, territory=territory, service=ServiceFactory())
    rows(SignOn, party=party, person=person, sid=words, code_digest=words, authenticated_at=now)


def test_each_list_of_the_desk_costs_at_most_fifteen_queries_however_long(filled, django_assert_max_num_queries):
    staff = Client()
    staff.force_login(UserFactory(staff=True))
    staff.get("/cms/")
    for path in [reverse(model.snippet_viewset.get_url_name("list")) for model in ORGANISATIONS + CLOUD] + [
        "/cms/users/"
    ]:
        with django_assert_max_num_queries(MOST, info=path):
            assert staff.get(path).status_code == 200
