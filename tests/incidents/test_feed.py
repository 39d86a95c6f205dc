"""The feed of incidents: bounded, valid, and silent to a reader who has it already."""

from xml.etree import ElementTree

import pytest
from django.core.cache import cache

from hosting.incidents import actions
from tests.factories.incidents import make_incident, make_maintenance, make_past_incidents
from tests.factories.log import ServiceFactory

pytestmark = pytest.mark.django_db
FEED = "/incidents/atom.xml"
ATOM = "{http://www.w3.org/2005/Atom}"


def entries(answer):
    return ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")  # noqa: S314 - our own feed


def test_visitor_learns_the_start_and_the_end(client):
    incident = make_incident(ServiceFactory(), title="Panne du pad")
    actions.resolve_incident(incident=incident, text="Réparé.")
    titles = [one.findtext(f"{ATOM}title") for one in entries(client.get(FEED))]
    assert len(titles) == 2 and all(title.startswith("Panne du pad") for title in titles)


def test_every_entry_has_what_atom_asks_for(client):
    make_incident(ServiceFactory())
    make_maintenance(ServiceFactory())
    found = entries(client.get(FEED))
    assert len(found) == 2
    for one in found:
        assert all(one.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    assert len({one.findtext(f"{ATOM}id") for one in found}) == 2


def test_ten_years_of_incidents_make_a_feed_of_fifty_entries(client):
    make_past_incidents(500, ServiceFactory(), years=10)
    answer = client.get(FEED)
    assert len(entries(answer)) == 50
    assert len(answer.content) < 200_000


def test_a_very_long_message_is_cut_and_control_characters_do_not_break_the_feed(client):
    make_incident(ServiceFactory(), text="é" * 4000, title="Un \x0b titre ]]> <b>")
    make_incident(ServiceFactory(), text="a\x01b\x08c", title="Autre")
    answer = client.get(FEED)
    assert len(entries(answer)) == 2
    assert len(answer.content) < 20_000


def test_what_is_kept_back_is_not_in_the_feed(client):
    make_incident(ServiceFactory(), is_published=False)
    assert entries(client.get(FEED)) == []


@pytest.mark.parametrize("cached", [True, False])
def test_a_reader_who_has_it_already_downloads_nothing(client, settings, cached):
    settings.VISITOR_PAGE_CACHE = cached
    make_incident(ServiceFactory())
    first = client.get(FEED)
    again = client.get(FEED, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_a_reader_who_has_it_already_is_told_what_is_new(client, django_capture_on_commit_callbacks):
    first = client.get(FEED)
    with django_capture_on_commit_callbacks(execute=True):
        make_incident(ServiceFactory())
    assert client.get(FEED, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200
    cache.clear()
