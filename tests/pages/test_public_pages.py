"""Pages of the tree and beside it, as a visitor meets them."""

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar
from wagtail.models import Page, Site

from portal.pages.models import GlossaryTerm, HomePage, HostSettings
from tests.factories import tree as pages
from tests.factories.log import ServiceFactory
from tests.factories.organisations import ReferentFactory, TerritoryFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def test_home_takes_the_place_of_the_welcome_page(client):
    pages.home()
    assert Page.objects.filter(depth=2).count() == 1
    assert Site.objects.get(is_default_site=True).root_page.specific_class is HomePage
    assert "Vos fichiers entre de bonnes pattes" in client.get("/", headers={"Host": "127.0.0.1"}).text


def test_home_shows_services_news_next_date_and_people(client):
    pages.home()
    ServiceFactory(name="Les pads de la maison")
    pages.news(title="Une nouvelle fraîche")
    pages.event(title="Le prochain atelier")
    ReferentFactory(person__public_name="Solène", territory__code="53", territory__name="Mayenne")
    response = client.get("/")
    for said in ("Les pads de la maison", "Une nouvelle fraîche", "Le prochain atelier", "Solène", "Mayenne"):
        assert said in response.text
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_home_of_an_empty_house_stands(client):
    pages.home()
    assert client.get("/").status_code == 200


def test_queries_of_the_home_page_do_not_grow(client, settings, django_assert_max_num_queries):
    settings.VISITOR_PAGE_CACHE = False
    pages.home()
    pages.news(), pages.event(), ServiceFactory(), ReferentFactory()
    client.get("/")  # the first request makes the row of the host and warms caches
    counts = []
    for size in (4, 12):
        for number in range(size):
            pages.news(slug=f"n{size}-{number}")
            pages.event(slug=f"e{size}-{number}")
            ServiceFactory()
            ReferentFactory()
        with django_assert_max_num_queries(40) as counted:
            client.get("/")
        counts.append(len(counted))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("make", "address"), [
    (pages.news, "/nouvelles/"), (pages.event, "/agenda/"), (pages.sheet, "/fiches/"),
    (pages.event, "/agenda/agenda.ics"), (pages.event, "/agenda/atom.xml"), (pages.news, "/nouvelles/atom.xml"),
])  # fmt: skip
def test_queries_of_lists_do_not_grow(client, settings, django_assert_max_num_queries, make, address):
    settings.VISITOR_PAGE_CACHE = False
    make(slug="premier")
    client.get(address)  # the first request makes the row of the host
    counts = []
    for size in (2, 10):
        for number in range(size):
            make(slug=f"p{size}-{number}")
        with django_assert_max_num_queries(30) as counted:
            assert client.get(address).status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_a_sheet_has_two_sides(client):
    body = [("text", "## Un côté"), ("pagebreak", None), ("practices", {"title": "", "text": "- **Ranger**: souvent"})]
    pages.sheet(body=body)
    page = client.get("/fiches/pads/").text
    assert page.count('<div class="page on-paper">') == 2
    assert "1 / 2" in page
    assert page.index("Un côté") < page.index("1 / 2") < page.index("Ranger")


def test_dates_to_come_stand_above_those_that_were(client):
    pages.event(title="Hier", slug="hier", days=-1)
    pages.event(title="Demain", slug="demain", days=1)
    pages.event(title="En ce moment", slug="maintenant", days=-0.02)
    page = client.get("/agenda/").text
    assert page.index("En ce moment") < page.index("Demain") < page.index("Dates passées") < page.index("Hier")


def test_a_date_goes_into_an_agenda(client):
    event = pages.event(title="Atelier, soirée; etc.", address="1 rue du Four, Bréchigné")
    response = client.get("/agenda/un-atelier/date.ics")
    [entry] = Calendar.from_ical(response.content).walk("VEVENT")
    assert str(entry["summary"]) == event.title
    assert entry.decoded("dtstart") == event.starts_at.replace(microsecond=0)
    assert str(entry["location"]) == "Foyer rural, 1 rue du Four, Bréchigné"
    assert str(entry["url"]).endswith("/agenda/un-atelier/")


def test_the_whole_agenda_keeps_the_last_weeks(client):
    pages.event(slug="a", title="A", days=2)
    pages.event(slug="b", title="B", days=-10)
    pages.event(slug="c", title="C", days=-200)
    names = {str(one["summary"]) for one in Calendar.from_ical(client.get("/agenda/agenda.ics").content).walk("VEVENT")}
    assert names == {"A", "B"}


def test_unpublished_pages_are_nowhere(client):
    for make in (pages.event, pages.news, pages.sheet):
        page = make(title="Secret")
        page.unpublish()
        assert client.get(page.get_url()).status_code == 404
    for address in (
        "/",
        "/agenda/",
        "/nouvelles/",
        "/fiches/",
        "/agenda/agenda.ics",
        "/nouvelles/atom.xml",
        "/sitemap.xml",
    ):
        assert "Secret" not in client.get(address).text


def test_what_staff_publish_shows_at_once_on_cached_pages(client, django_capture_on_commit_callbacks):
    page = pages.news(title="Avant")
    assert "Avant" in client.get("/nouvelles/").text
    with django_capture_on_commit_callbacks(execute=True):
        page.title = "Après"
        page.save_revision().publish()
    assert "Après" in client.get("/nouvelles/").text


def test_contact_says_who_helps_where_and_never_an_address(client):
    person = UserFactory(public_name="Solène", email="solene.privee@example.org")
    ReferentFactory(person=person, territory__code="53", phone="02 61 91 00 53", availability="le mardi")
    TerritoryFactory(code="85", name="Vendée")
    page = client.get("/contact/").text
    assert "Solène" in page
    assert "02 61 91 00 53" in page
    assert "Personne pour l’instant" in page
    assert "solene.privee" not in page


def test_a_referent_of_yesterday_is_no_longer_named(client):
    ReferentFactory(
        person__public_name="Ancienne",
        starts_on=timezone.localdate() - timedelta(days=30),
        ends_on=timezone.localdate() - timedelta(days=1),
    )
    assert "Ancienne" not in client.get("/contact/").text


def test_glossary_has_an_anchor_for_every_word(client):
    GlossaryTerm.objects.create(term="Adresse IP", slug="adresse-ip", meaning="Le numéro.")
    assert 'id="adresse-ip"' in client.get("/glossaire/").text


def test_the_host_is_named_on_every_page(client):
    host = HostSettings.load()
    host.name = "Le chaton d’Ardèche"
    host.save()
    assert "Le chaton d’Ardèche" in client.get("/glossaire/").text


def test_robots_know_the_sitemap_and_the_sitemap_knows_the_pages(client):
    pages.sheet()
    ServiceFactory(slug="pads-service")
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").text
    text = client.get("/sitemap.xml").text
    for path in ("/", "/fiches/pads/", "/services/pads-service/", "/contact/"):
        assert f"<loc>http://testserver{path}</loc>" in text


def test_an_unknown_address_helps_on(client):
    response = client.get("/rien/de/tel/")
    assert response.status_code == 404
    assert 'action="/recherche/"' in response.text


def test_what_was_never_edited_has_its_day_in_feeds_calendar_and_sitemap(client):
    """As loaders make them: without a revision."""
    page, news = pages.event(), pages.news()
    day = f"{page.last_published_at:%Y-%m-%dT%H:%M}"
    for address in ("/agenda/atom.xml", "/nouvelles/atom.xml"):
        entry = client.get(address).text.partition("<entry>")[2]
        assert "<updated>" in entry and "<published>" in entry, address
    assert f"<updated>{day}" in client.get("/agenda/atom.xml").text.partition("<entry>")[2]
    assert f"DTSTAMP:{page.last_published_at:%Y%m%dT%H%M}" in client.get("/agenda/agenda.ics").text
    sitemap = client.get("/sitemap.xml").text
    for one in (page, news):
        assert "<lastmod>" in sitemap.partition(f"{one.url}</loc>")[2].partition("</url>")[0], one
    assert pages.event(slug="brouillon", live=False).last_published_at is None
