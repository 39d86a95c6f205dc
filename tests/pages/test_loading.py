"""The shipped tree."""

import pytest

from portal.pages import demo
from portal.pages.content_loader import load
from portal.pages.models import HomePage, HostSettings, SheetPage, StandardPage

pytestmark = pytest.mark.django_db


def test_the_tree_is_built_once_and_nothing_is_overwritten(client):
    counts = load()
    assert counts["sheets"] >= 6
    HomePage.objects.update(headline="À nous")
    SheetPage.objects.filter(slug="pads").update(lead="À nous aussi")
    assert sum(load().values()) == 0
    assert "À nous" in client.get("/").text
    assert SheetPage.objects.get(slug="pads").lead == "À nous aussi"


def test_the_demonstration_gives_its_words_to_what_nobody_changed(client):
    load()
    assert HostSettings.load().name == "Chatière"
    demo.load()
    assert HostSettings.load().name == "FramaLigue"
    page = client.get("/").text
    assert "Vos fichiers entre de bonnes pattes" in page
    assert "C’est urgent" in client.get("/aide/").text
    assert sum(demo.load().values()) == 0


def test_the_demonstration_leaves_alone_what_somebody_wrote():
    load()
    HomePage.objects.update(headline="À nous")
    StandardPage.objects.filter(slug="aide").update(lead="À nous aussi")
    host = HostSettings.load()
    host.name = "Pattes blanches"
    host.save()
    demo.load()
    assert HomePage.objects.get().headline == "À nous"
    assert StandardPage.objects.get(slug="aide").lead == "À nous aussi"
    assert HostSettings.load().name == "Pattes blanches"
    assert HostSettings.load().phone == ""


def test_every_sheet_has_two_sides_and_opens(client):
    load()
    for sheet in SheetPage.objects.all():
        assert len(sheet.sides) == 2, sheet
        assert client.get(sheet.get_url()).status_code == 200


@pytest.mark.parametrize(
    "address", ["/aide/", "/qui-sommes-nous/", "/adherer-donner/", "/agenda/", "/nouvelles/", "/glossaire/"]
)
def test_every_shipped_page_opens_without_a_cookie(client, address):
    load()
    demo.load()
    response = client.get(address)
    assert response.status_code == 200
    assert not response.cookies
