"""Atom feeds: bounded, public, well formed."""

from xml.etree import ElementTree

import pytest

from forum.support.actions import moderation
from forum.views.feeds import FEED_LENGTH
from tests.factories.forum import BoardFactory, make_topic

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def entries(client, address="/forum/flux.atom"):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")  # noqa: S314 - our own answer


def test_everybody_gets_the_same_public_topics(clients, topic, staff):
    make_topic(BoardFactory(members_only=True), staff, subject="Entre membres")
    make_topic(BoardFactory(team_only=True), staff, subject="Entre nous")
    for client in clients.values():
        titles = [entry.find(f"{ATOM}title").text for entry in entries(client)]
        assert titles == [topic.subject]


def test_an_entry_says_who_what_and_where(clients, topic):
    (entry,) = entries(clients["visitor"])
    assert entry.find(f"{ATOM}author/{ATOM}name").text == "Odile"
    assert entry.find(f"{ATOM}summary").text == "Depuis ce matin."
    assert entry.find(f"{ATOM}link").get("href") == f"http://testserver{topic.get_absolute_url()}"
    assert entry.find(f"{ATOM}updated").text[:19] == topic.last_post_on.strftime("%Y-%m-%dT%H:%M:%S")


def test_a_feed_never_holds_more_than_its_length(clients, board, staff):
    for number in range(FEED_LENGTH + 5):
        make_topic(board, staff, subject=f"Sujet {number}")
    assert len(entries(clients["visitor"])) == FEED_LENGTH
    assert len(entries(clients["visitor"], "/forum/aide/flux.atom")) == FEED_LENGTH


def test_a_board_has_its_own_feed(clients, topic, staff):
    make_topic(BoardFactory(slug="idees"), staff, subject="Une idée")
    titles = [entry.find(f"{ATOM}title").text for entry in entries(clients["visitor"], "/forum/idees/flux.atom")]
    assert titles == ["Une idée"]


def test_a_private_board_has_no_feed_even_for_its_readers(clients):
    BoardFactory(slug="prive", members_only=True)
    for client in clients.values():
        assert client.get("/forum/prive/flux.atom").status_code == 404


def test_what_was_removed_leaves_the_feed(clients, topic, moderator):
    moderation.remove_topic(topic=topic, by=moderator, reason="Publicité.")
    assert entries(clients["visitor"]) == []


def test_a_forbidden_character_does_not_break_the_feed(clients, board, member):
    member.public_name = "Odile\x08"
    member.save()
    make_topic(board, member, subject="Un \x0btitre", content="Un \x1bmot ]]> & <b>")
    (entry,) = entries(clients["visitor"])
    assert entry.find(f"{ATOM}title").text == "Un titre"


def test_the_feed_gives_no_cookie(clients, topic):
    answer = clients["visitor"].get("/forum/flux.atom")
    assert not answer.cookies
    assert "cookie" not in answer.get("Vary", "").lower()
