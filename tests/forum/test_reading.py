"""Reading the forum: addresses, who may read what, no trace of visitors, constant queries."""

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import translation

from forum.machina.forum_conversation import actions
from forum.machina.forum_conversation.models import POSTS_PER_PAGE, Post, Topic
from forum.machina.forum_tracking.models import TopicReadTrack
from forum.support.actions import moderation
from forum.support.actions.bug_reports import report_bug
from tests.factories.forum import BoardFactory, make_topic

from .conftest import client_of, make_person

pytestmark = pytest.mark.django_db


def test_visitor_reads_boards_topics_and_messages(clients, board, topic):
    index = clients["visitor"].get("/forum/").content.decode()
    assert board.name in index
    listed = clients["visitor"].get("/forum/aide/").content.decode()
    assert topic.subject in listed
    page = clients["visitor"].get(f"/forum/aide/{topic.pk}-le-pad-ne-s-ouvre-plus/")
    assert page.status_code == 200
    assert "Depuis ce matin." in page.content.decode()


def test_visitor_gets_no_cookie_no_session_and_no_vary(clients, board, topic, bugs, member):
    report = report_bug(board=bugs, by=member, subject="Bug", service=None, did="a", expected="b", happened="c")
    sessions = Session.objects.count()
    pages = ["/forum/", "/forum/aide/", topic.get_absolute_url(), report.topic.get_absolute_url(), "/forum/flux.atom"]
    for address in pages:
        answer = clients["visitor"].get(address)
        assert answer.status_code == 200
        assert not answer.cookies, address
        assert "cookie" not in answer.get("Vary", "").lower(), address
        assert "csrfmiddlewaretoken" not in answer.content.decode(), address
    assert Session.objects.count() == sessions
    assert TopicReadTrack.objects.count() == 0


def test_visitor_reading_changes_no_row(clients, topic):
    before = Topic.objects.values().get(pk=topic.pk)
    clients["visitor"].get(topic.get_absolute_url())
    assert Topic.objects.values().get(pk=topic.pk) == before


@pytest.mark.parametrize("old", ["{pk}", "{pk}-", "{pk}-un-ancien-titre"])
def test_an_old_title_leads_to_the_present_address(clients, topic, old):
    answer = clients["visitor"].get(f"/forum/aide/{old.format(pk=topic.pk)}/?page=1")
    assert answer.status_code == 302
    assert answer["Location"] == f"{topic.get_absolute_url()}?page=1"


def test_a_topic_that_moved_is_found_from_its_old_board(clients, topic, moderator):
    old = topic.get_absolute_url()
    elsewhere = BoardFactory(slug="idees")
    moderation.move_topic(topic=topic, to=elsewhere, by=moderator, reason="C’est une idée.")
    answer = clients["visitor"].get(old)
    assert answer["Location"] == f"/forum/idees/{topic.reference}/"


@pytest.mark.parametrize(
    "address",
    [
        "/forum/nulle-part/",
        "/forum/aide/999999-rien/",
        "/forum/aide/99999999999999999999-rien/",
        "/forum/aide/?page=2",
        "/forum/aide/?page=x",
        "/forum/aide/?etat=new",
        "/forum/nulle-part/flux.atom",
    ],
)
def test_what_does_not_exist_is_a_helpful_404(clients, topic, address):
    assert clients["visitor"].get(address).status_code == 404


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", "²", "9" * 30, ""])
def test_a_page_that_a_topic_does_not_have_is_a_404(clients, topic, page):
    assert clients["visitor"].get(f"{topic.get_absolute_url()}?page={page}").status_code == 404


READERS = {
    "everyone": {"visitor": 200, "stranger": 200, "moderator": 200, "staff": 200},
    "members": {"visitor": 302, "stranger": 200, "moderator": 200, "staff": 200},
    "team": {"visitor": 302, "stranger": 403, "moderator": 200, "staff": 200},
}


@pytest.mark.parametrize("audience", READERS)
@pytest.mark.parametrize("role", ["visitor", "stranger", "moderator", "staff"])
def test_who_reads_a_board_is_one_choice(clients, staff, audience, role):
    board = BoardFactory(slug="prive", who_reads=audience, name="Salle à part")
    topic = make_topic(board, staff, subject="Sujet réservé", content="Mots réservés")
    reference = f"/forum/prive/{topic.pk}-un-autre-titre/"
    expected = READERS[audience][role]
    assert clients[role].get("/forum/prive/").status_code == expected
    assert clients[role].get(topic.get_absolute_url()).status_code == expected
    # whoever may not read learns nothing from the redirection of old titles
    if expected != 200:
        answer = clients[role].get(reference)
        assert answer.status_code == expected
        assert "sujet-reserve" not in answer.get("Location", "")
    seen = clients[role].get("/forum/").content.decode()
    assert ("Salle à part" in seen) == (expected == 200)
    assert ("Sujet réservé" in seen) == (expected == 200)


def test_visitor_is_led_to_sign_in_and_back(clients):
    BoardFactory(slug="prive", members_only=True)
    answer = clients["visitor"].get("/forum/prive/")
    assert answer["Location"] == "/compte/login/?next=/forum/prive/"


def test_a_removed_topic_is_gone_for_all_but_its_author_and_the_team(clients, topic, moderator):
    moderation.remove_topic(topic=topic, by=moderator, reason="Publicité.")
    for role, status in {"visitor": 404, "stranger": 404, "member": 200, "moderator": 200, "staff": 200}.items():
        assert clients[role].get(topic.get_absolute_url()).status_code == status, role
    assert topic.subject not in clients["visitor"].get("/forum/aide/").content.decode()
    assert topic.subject not in clients["visitor"].get("/forum/").content.decode()


def test_what_waits_is_seen_by_its_author_and_the_team_only(clients, member):
    board = BoardFactory(slug="relu", premoderated=True)
    topic = make_topic(board, member, subject="En attente ici")
    for role, status in {"visitor": 404, "stranger": 404, "member": 200, "moderator": 200}.items():
        assert clients[role].get(topic.get_absolute_url()).status_code == status, role
        listed = clients[role].get("/forum/relu/").content.decode()
        assert ("En attente ici" in listed) == (status == 200), role
    board.refresh_from_db()
    assert (board.direct_topics_count, board.direct_posts_count, board.last_post) == (0, 0, None)


def test_a_link_to_a_message_finds_its_page(clients, topic, member):
    for number in range(POSTS_PER_PAGE + 1):
        actions.reply(topic=topic, by=member, content=f"Réponse {number}")
    last = clients["visitor"].get(f"{topic.get_absolute_url()}{POSTS_PER_PAGE + 2}/")
    assert last["Location"] == f"{topic.get_absolute_url()}?page=2#message-{POSTS_PER_PAGE + 2}"
    assert clients["visitor"].get(f"{topic.get_absolute_url()}dernier/")["Location"] == last["Location"]
    assert clients["visitor"].get(f"{topic.get_absolute_url()}999/").status_code == 404
    second = clients["visitor"].get(f"{topic.get_absolute_url()}?page=2").content.decode()
    assert f"Réponse {POSTS_PER_PAGE}" in second
    assert "Réponse 3<" not in second


def test_unread_topics_are_marked_for_a_member_until_opened(clients, topic, stranger):
    with translation.override("fr"):
        mark = translation.gettext("something new")
    assert mark in clients["stranger"].get("/forum/aide/").content.decode()
    clients["stranger"].get(topic.get_absolute_url())
    clients["stranger"].get(topic.get_absolute_url())
    assert TopicReadTrack.objects.filter(user=stranger, topic=topic).count() == 1
    assert mark not in clients["stranger"].get("/forum/aide/").content.decode()
    assert mark not in clients["visitor"].get("/forum/aide/").content.decode()


def test_no_page_shows_an_address(clients, board, topic, member, moderator):
    actions.reply(topic=topic, by=moderator, content="Bonjour")
    moderation.lock_topic(topic=topic, by=moderator, reason="Réglé.")
    pages = ["/forum/", "/forum/aide/", topic.get_absolute_url(), "/forum/flux.atom", "/forum/moderation/"]
    pages += [f"{topic.get_absolute_url()}moderation/", f"{topic.get_absolute_url()}2/moderation/"]
    for role, client in clients.items():
        for address in pages:
            assert "secret.example" not in client.get(address).content.decode(), (role, address)


def _fill(people: int, boards: int, topics: int, replies: int) -> Topic:
    """So many of each; returns a topic that everybody wrote in."""
    writers = [make_person(f"personne{boards}-{n}", moderator=True) for n in range(people)]
    for _ in range(boards):
        busy = BoardFactory(bugs=True)
        for number in range(topics):
            report = report_bug(
                board=busy, by=writers[0], subject=f"S{number}", service=None, did="a", expected="b", happened="c"
            )
            for turn in range(replies):
                actions.reply(topic=report.topic, by=writers[turn % people], content=f"R{turn}")
    return report.topic


@pytest.mark.parametrize("role", ["visitor", "member", "moderator"])
def test_queries_do_not_grow_with_the_forum(role, member, moderator, django_assert_max_num_queries):
    people = {"visitor": None, "member": member, "moderator": moderator}
    counts = []
    for size in ((2, 1, 1, 2), (6, 6, 4, 8)):
        topic = _fill(*size)
        client = client_of(people[role])
        pages = ("/forum/", topic.forum.get_absolute_url(), topic.get_absolute_url(), "/forum/flux.atom")
        client.get(topic.get_absolute_url())
        found = []
        for address in pages:
            cache.clear()
            with django_assert_max_num_queries(20) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1]


def test_the_index_of_messages_is_there(db):
    from django.db import connection

    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, Post._meta.db_table)
    assert ["topic_id", "created"] in [one["columns"] for one in found.values() if one["index"]]
    assert ["topic_id", "number"] in [one["columns"] for one in found.values() if one["unique"]]
