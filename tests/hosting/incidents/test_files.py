"""What machines read: the JSON, the calendar, the feed of one service; and the copy that another host serves."""

import json
import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from defusedxml import ElementTree
from django.core.cache import cache
from django.core.management import CommandError, call_command
from icalendar import Calendar
from wagtail.images.tests.utils import get_test_image_file

from hosting.incidents import actions
from hosting.incidents.models import Incident, IncidentUpdate, ServiceState
from hosting.services.models import Component
from portal.media.models import SiteImage
from portal.pages.models import HostSettings
from tests.factories.incidents import make_incident, make_maintenance, make_past_incidents
from tests.factories.log import ServiceFactory

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def test_json_says_how_things_are(client, pads):
    editor, _pictures = (Component.objects.create(service=pads, name=name) for name in ("Éditeur", "Images"))
    state = {pads: ServiceState.PARTIAL_OUTAGE}
    actions.open_incident(title="Panne", services=state, components={editor: "major_outage"}, text="<b>On</b> regarde.")
    slower = {"state": "monitoring", "text": "Mieux.", "services": {pads: ServiceState.SLOW}}
    actions.add_update(incident=Incident.objects.get(), **slower)
    make_maintenance(pads)
    make_incident(pads, title="Caché", is_published=False)
    response = client.get("/incidents/etat.json")
    told = response.json()
    assert told["version"] == 1 and told["state"] == "slow"
    [service] = told["services"]
    assert service["state"] == "slow" and service["availability_90_days"] == 99.99
    assert [one["state"] for one in service["components"]] == ["major_outage", "operational"]
    [incident], [maintenance] = told["incidents"], told["maintenances"]
    assert incident["updates"][0]["text"] == "<b>On</b> regarde." and incident["ends_at"] is None
    assert incident["services"] == [
        {"slug": "pads", "state": "slow", "worst": "partial_outage", "restored_at": None},
    ]
    assert incident["updates"][1]["services"] == [{"slug": "pads", "state": "slow"}]
    assert maintenance["phase"] == "planned" and maintenance["starts_at"].endswith("Z")
    again = client.get("/incidents/etat.json", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    assert client.get("/incidents/etat.json")["Access-Control-Allow-Origin"] == "*", "from the cache as well"
    page = client.get("/incidents/services/pads/").text
    assert "Éditeur" in page and "panne majeure" in page
    assert "Éditeur\N{NO-BREAK SPACE}: panne majeure" in client.get("/incidents/1/").text


def test_the_calendar_follows_the_rfc(client, pads):
    make_maintenance(
        pads, title="Mise à jour ; du nuage, " + "é" * 80, summary="Une coupure\x0b.\nOu deux.", to_do="Sauvez"
    )
    make_maintenance(pads, begins=-timedelta(days=2), title="Avant-hier")
    response = client.get("/incidents/maintenances.ics")
    lines = response.content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75 and b"\n" not in b"".join(lines)
    first, second = sorted(Calendar.from_ical(response.content).walk("VEVENT"), key=lambda one: one["uid"])
    assert first["summary"].startswith("Mise à jour ; du nuage, éé") and "\x0b" not in first["description"]
    assert first["dtstart"].to_ical().endswith(b"Z") and first["dtend"].dt > first["dtstart"].dt
    assert second["summary"] == "Avant-hier"
    assert client.get("/incidents/maintenances.ics", headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_each_service_has_its_feed(client, pads):
    make_incident(pads, title="Panne & <i>pads</i>", text="Le <disque> & lui")
    make_incident(ServiceFactory(), title="Ailleurs")
    response = client.get("/incidents/services/pads/atom.xml")
    [entry] = ElementTree.fromstring(response.content).findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").text.startswith("Panne & <i>pads</i>")
    assert entry.find(f"{ATOM}summary").text == "Le &lt;disque&gt; &amp; lui"
    assert entry.find(f"{ATOM}id").text.startswith("http://127.0.0.1:8000/incidents/1/#message-")
    assert client.get("/incidents/services/rien/atom.xml").status_code == 404
    assert (
        client.get("/incidents/services/pads/atom.xml", headers={"If-None-Match": response["ETag"]}).status_code == 304
    )


# Links as people write them: to the portal, to entries, to a heading, away.
ACCOUNT = """**Compte** rendu : [une fiche](/fiches/pads/), [avant](/incidents/2/#message-%s), [après](../3/),
[loin](/incidents/999/), [ici](#pourquoi), [écrire](mailto:equipe@example.org)

## Pourquoi
"""


class Links(HTMLParser):
    def __init__(self, text: str):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("href", "src")]


def test_the_copy_stands_alone_and_is_replaced_at_once(pads, tmp_path):
    make_past_incidents(3, pads)
    before = IncidentUpdate.objects.filter(incident__number=2).first()
    make_incident(pads, title="Les pads <coupés>", postmortem=ACCOUNT % before.pk)
    make_incident(pads, title="Caché", is_published=False)
    folder = tmp_path / "statut"
    host = HostSettings.load()
    host.logo = SiteImage.objects.create(title="Logo", file=get_test_image_file())
    host.save()
    cache.clear()
    call_command("export_status", folder, verbosity=0)
    first = folder.resolve()
    index = (folder / "index.html").read_text()
    assert "Les pads &lt;coupés&gt;" in index and "Caché" not in index
    for page in first.rglob("*.html"):
        for link in Links(page.read_text()).found:
            if not link.startswith(("http://127.0.0.1:8000/", "mailto:")):
                assert not link.startswith("/")
                name, _hash, anchor = link.partition("#")
                place = (page.parent / name).resolve() if name else page
                assert place.is_file() and place.is_relative_to(first), (page, link)
                assert not anchor or f'id="{anchor}"' in place.read_text(), (page, link)
    entry = (folder / "incidents/4.html").read_text()
    assert "<strong>Compte</strong>" in entry and 'src="./../logo.png"' in entry
    with host.logo.file.open() as logo:
        assert (folder / "logo.png").read_bytes() == logo.read()
    for away in ("/fiches/pads/", "/incidents/999/"):
        assert f'href="http://127.0.0.1:8000{away}"' in entry
    assert json.loads((folder / "etat.json").read_text())["services"][0]["slug"] == "pads"
    assert len(ElementTree.parse(folder / "atom.xml").findall(f"{ATOM}entry")) == 7
    assert Calendar.from_ical((folder / "maintenances.ics").read_bytes())
    assert not re.search(r"url\(|@import", (folder / "style.css").read_text())
    call_command("export_status", folder, verbosity=0)
    assert folder.resolve() != first and not first.exists()


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("Chère Léa")
    with pytest.raises(CommandError):
        call_command("export_status", tmp_path / "letters")
    assert (tmp_path / "letters" / "dear.txt").exists()
