"""The directory as people find in it: by service, place and way of joining, at the same cost whatever its size."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hosting.directory import demo
from hosting.directory.models import Fault, Host, Hosted, Source
from tests.factories.people import UserFactory
from tests.queries import queries_of

pytestmark = pytest.mark.django_db
HOSTS = ("Nuage du Vivarais", "La Ruche numérique", "Le Grenier commun", "Les Tilleuls")


@pytest.fixture
def directory():
    assert demo.load() == {"hosts in the directory": 4}


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("", HOSTS),
        ("service=sondage-de-dates", HOSTS[:1]),
        ("inscription=none", HOSTS[:3]),
        ("inscription=none&service=stockage-de-documents", ()),
        ("lieu=belgique", HOSTS[3:]),
        ("lieu=ARD%C3%88CHE", HOSTS[:1]),
        ("lieu=fr&inscription=free", HOSTS[2:3]),
        ("lieu=%00%27&service=x&inscription=y&page=z", HOSTS),
    ],
)
def test_visitor_finds_by_service_place_and_way_of_joining(client, directory, question, names):
    answer = client.get(f"/chatons/?{question}")
    assert [name for name in HOSTS if f">{name}</a>" in answer.text] == list(names)
    assert not answer.cookies


def test_visitor_reads_a_host_its_services_and_the_day_of_the_reading(client, directory):
    page = client.get("/chatons/la-ruche-numerique/").text
    for words in ("Besançon, Doubs, France", "Visio de la Ruche", "sans compte", "Ralenti", "complet", "Jitsi Meet"):
        assert words in page, words
    assert 'href="https://visio.ruche-numerique.example/" rel="nofollow"' in page
    assert "D’après ses propres fichiers" in page
    assert client.get("/chatons/personne/").status_code == 404
    assert "/chatons/la-ruche-numerique/" in client.get("/sitemap.xml").text
    assert "La Ruche numérique" in client.get("/recherche/?q=besancon+jitsi").text


def test_queries_do_not_grow_with_hosts_and_services(client, directory):
    few = queries_of(client, "/chatons/"), queries_of(client, "/chatons/?lieu=france&inscription=none")
    now, source = timezone.now(), Source.objects.get()
    hosts = [
        Host(source=source, place=f"h{n}", slug=f"h{n}", name=f"A {n}", read_at=now, place_words="france")
        for n in range(96)
    ]
    Host.objects.bulk_create(hosts)
    rows = [(host, n) for host in Host.objects.filter(place__startswith="h") for n in range(15)]
    Hosted.objects.bulk_create(
        Hosted(host=host, place=f"s{n}", name=f"S {n}", read_at=now, ways=",none,") for host, n in rows
    )
    many = queries_of(client, "/chatons/?page=2"), queries_of(client, "/chatons/?lieu=france&inscription=none")
    assert many == few and max(many) <= 12
    assert client.get("/chatons/?page=5").text.count("<li><div><h3>") == 20


def test_staff_read_which_line_of_which_file_is_wrong_and_others_do_not(client, directory):
    """The demonstration has one fault, a day that no month has."""
    fault = Fault.objects.get()
    assert (fault.place, fault.line) == ("demo/grenier/colline.properties", 11)
    listed = "/cms/snippets/directory/fault/"
    client.force_login(UserFactory(author=True))
    assert client.get(listed).status_code in (302, 403)
    staff = UserFactory(staff=True)
    client.force_login(staff)
    page = client.get(listed).text
    assert "demo/grenier/colline.properties" in page and "service.startdate doit être un jour" in page
    source = Source.objects.get()
    assert client.post("/cms/snippets/directory/source/add/", {"place": "file:///etc/passwd"}).status_code == 200
    edited = client.post(
        f"/cms/snippets/directory/source/edit/{source.pk}/", {"place": "https://voisins.example/f.properties"}
    )
    assert edited.status_code == 302
    source.refresh_from_db()
    assert source.place.startswith("https://") and source.tried_at is None
    Source.objects.update(trouble="le serveur répond 404", read_at=timezone.now() - timedelta(days=3))
    assert "Une source de l’annuaire des hébergeurs est illisible" in client.get("/cms/").text
