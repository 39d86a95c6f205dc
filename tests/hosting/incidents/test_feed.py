"""The Atom feed: incidents and what was said, bounded, conditional, well formed whatever was written."""

import pytest
from defusedxml import ElementTree

from hosting.incidents import actions
from hosting.incidents.models import ServiceState, UpdateState
from tests.factories.log import IncidentFactory, ServiceFactory

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def entries(response):
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")


def test_every_message_is_an_entry_latest_first(client):
    incident = actions.open_incident(
        title="Pads coupés", services={ServiceFactory(): ServiceState.MAJOR_OUTAGE}, text="Nous regardons."
    )
    actions.resolve_incident(incident=incident, text="Réparé.")
    said = [one.find(f"{ATOM}summary").text for one in entries(client.get("/incidents/atom.xml"))]
    assert said == ["Réparé.", "Nous regardons."]


def test_feed_is_bounded(client):
    incident = IncidentFactory()
    for _number in range(80):
        incident.updates.create(state=UpdateState.MONITORING, text="é" * 4000)
    response = client.get("/incidents/atom.xml")
    assert len(entries(response)) == 50
    assert len(response.content) <= 200_000


def test_feed_survives_control_characters(client):
    incident = IncidentFactory(title="Panne\x0b")
    incident.updates.create(state=UpdateState.MONITORING, text="avant\x0caprès <script>")
    assert entries(client.get("/incidents/atom.xml"))[0].find(f"{ATOM}summary").text == "avantaprès &lt;script&gt;"


@pytest.mark.parametrize("cached", [True, False])
def test_feed_answers_304_to_whoever_has_it(client, settings, cached):
    settings.VISITOR_PAGE_CACHE = cached
    IncidentFactory()
    first = client.get("/incidents/atom.xml")
    again = client.get("/incidents/atom.xml", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
