"""The shipped tree."""

import pytest

from portal.pages.content_loader import load
from portal.pages.models import HomePage, HostSettings, SheetPage

pytestmark = pytest.mark.django_db


def test_the_tree_is_built_once_and_nothing_is_overwritten(client):
    counts = load()
    assert counts["sheets"] >= 6
    assert HostSettings.load().name == "FramaLigue"
    HomePage.objects.update(headline="À nous")
    SheetPage.objects.filter(slug="pads").update(lead="À nous aussi")
    assert sum(load().values()) == 0
    assert "À nous" in client.get("/").text
    assert SheetPage.objects.get(slug="pads").lead == "À nous aussi"


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
    response = client.get(address)
    assert response.status_code == 200
    assert not response.cookies
