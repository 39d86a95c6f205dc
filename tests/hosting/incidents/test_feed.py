"""The Atom feed: incidents and what was said, bounded, conditional, well formed whatever was written."""

import pytest
from defusedxml import ElementTree

from hosting.incidents import actions
from hosting.incidents.models import Incident, UpdateState
from tests.factories.incidents import make_incident, make_maintenance, make_past_incidents

pytestmark = pytest.mark.django_db
FEED = "/incidents/atom.xml"
ATOM = "{http://www.w3.org/2005/Atom}"


def entries(answer):
    return ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")


def test_every_message_is_an_entry_latest_first_with_what_atom_asks_for(client, pads):
    make_maintenance(pads)
    actions.resolve_incident(incident=make_incident(pads, title="Panne du pad"), text="Réparé.")
    found = entries(client.get(FEED))
    titles = [one.findtext(f"{ATOM}title").replace("\N{NO-BREAK SPACE}", " ") for one in found]
    assert sorted(titles) == [
        "Mise à jour du nuage : prévue",
        "Panne du pad : enquête en cours",
        "Panne du pad : résolu",
    ]
    said = [one.findtext(f"{ATOM}summary") for one in found]
    assert said.index("Réparé.") < said.index("Nous regardons.")
    for one in found:
        assert all(one.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    assert len({one.findtext(f"{ATOM}id") for one in found}) == 3


@pytest.mark.parametrize("cached", [True, False])
def test_ten_years_of_long_messages_make_a_light_feed_that_is_downloaded_once(client, pads, settings, cached):
    settings.VISITOR_PAGE_CACHE = cached
    make_past_incidents(500, pads, years=10)
    for incident in Incident.objects.all()[:40]:
        incident.updates.create(state=UpdateState.MONITORING, text="é" * 4000)
    answer = client.get(FEED)
    assert len(entries(answer)) == 50
    assert len(answer.content) <= 200_000
    again = client.get(FEED, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_new_is_told_to_a_reader_who_has_the_rest(client, pads, django_capture_on_commit_callbacks):
    first = client.get(FEED)
    with django_capture_on_commit_callbacks(execute=True):
        make_incident(pads)
    assert client.get(FEED, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_no_word_breaks_the_feed(client, pads):
    make_incident(pads, text="avant\x0caprès <script>", title="Un \x0b titre ]]> <b>")
    [entry] = entries(client.get(FEED))
    assert entry.findtext(f"{ATOM}summary") == "avantaprès &lt;script&gt;"
