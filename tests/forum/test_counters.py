"""Counters stay exact however many people write at once, on both databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from forum.machina.forum_conversation import actions
from forum.machina.forum_conversation.models import Topic
from forum.support.actions import moderation
from tests.factories.forum import BoardFactory, make_topic
from tests.factories.people import UserFactory

THREADS = 16
PEOPLE = 100


def _exact(topic):
    """What the counters say, and what a recount finds."""
    topic.refresh_from_db()
    board = topic.forum
    board.refresh_from_db()
    said = (topic.posts_count, topic.last_post_id, topic.last_number)
    said += (board.direct_posts_count, board.direct_topics_count, board.last_post_id)
    topic.update_trackers()
    topic.refresh_from_db()
    board.refresh_from_db()
    found = (topic.posts_count, topic.last_post_id, topic.last_number)
    found += (board.direct_posts_count, board.direct_topics_count, board.last_post_id)
    return said, found


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_a_hundred_people_answering_at_once_lose_no_message():
    topic = make_topic(BoardFactory(), UserFactory())
    people = [UserFactory() for _ in range(PEOPLE)]

    def write(person):
        try:
            actions.reply(topic=topic, by=person, content=f"Message de {person.pk}")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(write, people))
    assert list(topic.posts.values_list("number", flat=True)) == list(range(1, PEOPLE + 2))
    said, found = _exact(topic)
    assert said == found
    assert said[0] == said[3] == PEOPLE + 1
    assert topic.posts.exclude(number=1).values("content").distinct().count() == PEOPLE


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_topics_started_at_once_are_all_counted():
    board = BoardFactory()
    people = [UserFactory() for _ in range(THREADS)]

    def write(person):
        try:
            actions.start_topic(board=board, by=person, subject=f"Sujet {person.pk}", content="Bonjour")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(write, people))
    board.refresh_from_db()
    assert board.direct_topics_count == board.direct_posts_count == Topic.objects.count() == THREADS


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_a_double_click_in_two_processes_is_one_message():
    person = UserFactory()
    topic = make_topic(BoardFactory(), UserFactory())

    def write(_turn):
        try:
            return actions.reply(topic=topic, by=person, content="Une fois").pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        keys = set(pool.map(write, range(THREADS)))
    assert len(keys) == 1
    assert topic.posts.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_a_topic_sent_twice_at_once_is_one_topic():
    board, person = BoardFactory(), UserFactory()

    def write(_turn):
        try:
            actions.start_topic(board=board, by=person, subject="Une question", content="Bonjour")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(write, range(THREADS)))
    assert Topic.objects.count() == 1


@pytest.mark.django_db
def test_a_message_costs_the_same_in_a_long_topic():
    person = UserFactory()
    topic = make_topic(BoardFactory(), person)
    counts = []
    for length in (2, 30):
        for number in range(length):
            actions.reply(topic=topic, by=person, content=f"{length} {number}")
        with CaptureQueriesContext(connection) as queries:
            actions.reply(topic=topic, by=person, content=f"La dernière de {length}")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


@pytest.mark.django_db
def test_counters_after_moderation_are_what_a_recount_finds():
    person, moderator = UserFactory(), UserFactory(moderator=True)
    topic = make_topic(BoardFactory(), person, replies=[(person, f"Réponse {number}") for number in range(4)])
    moderation.remove_post(post=topic.posts.get(number=5), by=moderator, reason="x")
    moderation.remove_post(post=topic.posts.get(number=2), by=moderator, reason="x")
    actions.reply(topic=topic, by=person, content="Et après")
    moderation.restore_post(post=topic.posts.get(number=5), by=moderator, reason="x")
    said, found = _exact(topic)
    assert said == found
    assert said[0] == 5
