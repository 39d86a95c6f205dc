"""Our own ChatonsInfos files: right in the format, the same for everybody, and silent on what nobody said."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.urls import reverse

from hosting.directory.chatonsinfos import properties
from hosting.directory.chatonsinfos.checking import check
from hosting.services.models import Service
from portal.core import page_cache
from portal.figures.models import Figure
from portal.pages.models import HostSettings
from portal.transparency.chatonsinfos.desk import FactsForm
from portal.transparency.models import PublishedFacts
from tests.factories.log import IncidentFactory, ServiceFactory
from tests.factories.people import UserFactory
from tests.queries import queries_of

pytestmark = pytest.mark.django_db
ADDRESS = "/.well-known/chatonsinfos/organization.properties"
FACTS = {
    "organization.type": "ASSOCIATION",
    "organization.country.name": "France",
    "organization.memberof.chatons.status.level": "ACTIVE",
    "organization.memberof.chatons.startdate": "2022-12-15",
    "host.name": "La Remise",
    "host.provider.type": "HOME",
    "host.server.type": "PHYSICAL",
}


def read(client, address: str = ADDRESS) -> properties.Properties:
    answer = client.get(address, secure=True)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert not answer.cookies
    return check(properties.read(answer.content))


@pytest.fixture
def facts():
    form = FactsForm(FACTS)
    assert form.is_valid(), form.errors
    PublishedFacts(pk=1, values=form.cleaned_data).save()
    host = HostSettings.load()
    host.name, host.tagline = "La Remise", "Outils libres\r\ndu quartier = ouverts"
    host.save()


@pytest.fixture
def cloud():
    return ServiceFactory(
        name="Nuage",
        slug="nuage-2",
        connector="nextcloud",
        access="organisation",
        openness="full",
        opened_on=date(2019, 1, 14),
    )


def test_each_file_passes_the_checker_and_leads_to_the_next(client, facts, cloud):
    whole = read(client)
    assert whole.problems == []
    assert whole.get("organization.description") == "Outils libres<br/>du quartier = ouverts"
    assert whole.get("organization.memberof.chatons.startdate") == "15/12/2022"
    one = read(client, whole.get("subs.nuage").removeprefix("https://testserver"))
    assert one.problems == []
    assert (one.get("service.registration"), one.get("service.registration.load")) == ("Member", "FULL")
    assert (one.get("service.startdate"), one.get("service.status.level")) == ("14/01/2019", "OK")
    assert client.get("/.well-known/chatonsinfos/services/autre.properties").status_code == 404


def test_a_host_that_has_said_nothing_invents_nothing(client):
    found = read(client)
    assert set(found.entries) == {
        *("file.class", "file.protocol", "file.datetime", "file.generator", "file.url"),
        *("organization.website", "organization.contact.url"),
    }
    assert "missing" in {one.code for one in found.problems}


def test_an_open_incident_shows_and_a_reader_with_the_former_answer_is_told_nothing_changed(client, cloud):
    address = reverse("transparency:chatonsinfos_service", args=[cloud.slug])
    with time_machine.travel("2026-03-01T10:00:00Z", tick=False) as clock:
        first = client.get(address, secure=True)
        clock.shift(timedelta(hours=3))
        caches[page_cache.CACHE].clear()
        again = client.get(address, secure=True, headers={"if-none-match": first["ETag"]})
        assert again.status_code == 304
        IncidentFactory(ongoing=True, service=cloud)
        caches[page_cache.CACHE].clear()
        changed = read(client, address)
    assert changed.get("service.status.level") in ("WARNING", "ALERT", "ERROR")
    assert changed.get("service.status.description")
    assert changed.get("file.datetime") == "2026-03-01T14:00:00"


def test_months_weeks_and_days_that_are_over_are_told_by_fives(client, cloud):
    for day, people, accounts in (
        (date(2025, 12, 31), 3, 41),
        (date(2026, 1, 31), 27, 57),
        (date(2026, 2, 20), 99, 99),
    ):
        Figure.objects.create(name="people", day=day, value=people)
        Figure.objects.create(name="accounts", day=day, value=accounts)
    with time_machine.travel("2026-02-25T10:00:00Z"):
        found = read(client, "/.well-known/chatonsinfos/metrics.properties")
        assert found.problems == []
        assert found.get("metrics.service.accounts.2026.months") == "25"
        assert found.get("metrics.service.accounts.2025.months") == ""
        assert found.get("metrics.service.accounts.2026.weeks") == ",,,,25,,,95"
        # 31 January and 20 February; 31 December's three people are too few
        assert found.get("metrics.service.accounts.2026.days") == "," * 30 + "25" + "," * 20 + "95"
        assert found.get("metrics.service.accounts.2025.days") == ""
        assert read(client).get("subs.metrics").endswith("/chatonsinfos/metrics.properties")
        one = read(client, reverse("transparency:chatonsinfos_service_metrics", args=[cloud.slug]))
    assert one.get("metrics.service.accounts.2025.months") == ",,,,,,,,,,,40"


def test_queries_do_not_grow_with_services(client, cloud):
    few = queries_of(client, ADDRESS)
    for _service in range(15):
        ServiceFactory()
    assert queries_of(client, ADDRESS) == few <= 12
    keys = [one.path for one in read(client).below("subs")]
    assert len(keys) == len(set(keys)) == Service.objects.count()


def test_staff_say_what_the_portal_cannot_know(client, facts):
    page = reverse("chatonsinfos_facts")
    client.force_login(UserFactory())
    assert client.get(page).status_code in (302, 403)
    client.force_login(UserFactory(staff=True))
    assert 'value="2022-12-15"' in client.get(page).text
    wrong = client.post(page, FACTS | {"organization.geolocation.latitude": "au nord"})
    assert wrong.status_code == 200 and "au nord" in wrong.text
    assert client.post(page, FACTS | {"organization.type": "COOPERATIVE"}).status_code == 302
    client.logout()
    assert read(client).get("organization.type") == "COOPERATIVE"
