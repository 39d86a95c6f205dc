"""Merging and splitting: no message is lost, counters are exact, old links lead on, what is private stays so."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from forum.machina.forum_conversation import actions
from forum.machina.forum_conversation.models import POSTS_PER_PAGE, Post, Topic
from forum.support.actions.bug_reports import join_report, report_bug
from forum.support.actions.internal_notes import add_note
from forum.support.actions.merging import merge_topics, split_topic
from forum.support.actions.moderation import lock_topic, remove_post
from forum.support.models import BugReportChange, ModerationDecision
from tests.factories.forum import BoardFactory, make_topic
from tests.forum.test_counters import _exact

pytestmark = pytest.mark.django_db
REASON = "Le même sujet."


def follow(client, address):
    """Where a link leads, after all redirections."""
    for _step in range(5):
        answer = client.get(address)
        if answer.status_code != 302:
            return answer.status_code
        address, last = answer.url, answer.url
        if "#" in last:
            return last
    return last


def test_merging_keeps_every_message_link_and_counter(clients, board, member, stranger, moderator):
    kept = make_topic(board, member, replies=[(stranger, "Deux"), (member, "Trois")])
    other_board = BoardFactory(slug="autre")
    gone = make_topic(other_board, stranger, "Pareil ici", "Un bis", replies=[(member, "Deux bis")])
    old = gone.get_absolute_url()
    gone.subscribers.add(stranger)
    add_note(topic=gone, by=moderator, words="À suivre")
    answer = clients["moderator"].post(
        f"{old}moderation/reunir/", {"action": "merge", "into": kept.pk, "reason": REASON}
    )
    kept.refresh_from_db()
    assert answer.status_code == 302 and answer.url == kept.get_absolute_url()
    assert [post.content.raw for post in kept.posts.order_by("number")] == [
        "Depuis ce matin.", "Deux", "Trois", "Un bis", "Deux bis",
    ]  # fmt: skip
    assert [post.number for post in kept.posts.order_by("number")] == [1, 2, 3, 4, 5]
    for topic in (kept, Topic.objects.get(pk=gone.pk)):
        said, found = _exact(topic)
        assert said == found
    other_board.refresh_from_db()
    assert (other_board.direct_topics_count, other_board.direct_posts_count) == (0, 0)
    assert follow(clients["visitor"], f"{old}2/") == f"{kept.get_absolute_url()}#message-5"
    assert follow(clients["visitor"], old) == f"{kept.get_absolute_url()}#message-4"
    assert follow(clients["visitor"], f"{kept.get_absolute_url()}3/") == f"{kept.get_absolute_url()}#message-3"
    assert list(kept.subscribers.all()) == [stranger] and kept.internal_notes.count() == 1
    assert ModerationDecision.objects.get().kind == "merge"


def at(topic, *days: int) -> list[str]:
    """Date the messages of a topic, in their order; returns the links that mails have given to them."""
    posts = list(topic.posts.select_related("topic__forum").order_by("number"))
    for post, day in zip(posts, days, strict=True):
        topic.posts.filter(pk=post.pk).update(created=timezone.now() - timedelta(days=100 - day))
    return [post.permalink for post in posts]


def test_messages_are_put_among_the_others_by_date_and_every_old_link_leads_to_its_own(
    clients, board, member, stranger, moderator
):
    kept = make_topic(board, member, content="k1", replies=[(stranger, "k3"), (member, "k5"), (member, "k7")])
    gone = make_topic(board, stranger, "Pareil", "g2", replies=[(member, "g4"), (stranger, "g6")])
    older = make_topic(board, stranger, "Encore", "o0", replies=[(member, "o8")])
    links = at(kept, 1, 3, 5, 7) + at(gone, 2, 4, 6)
    at(older, 0, 8)
    merge_topics(topic=gone, into=kept, by=moderator, reason=REASON)
    kept = Topic.objects.get(pk=kept.pk)
    words = {post.content.raw: post for post in kept.posts.select_related("topic__forum").order_by("number")}
    assert list(words) == ["k1", "g2", "k3", "g4", "k5", "g6", "k7"]
    assert kept.last_post == words["k7"] and _exact(kept)[0] == _exact(kept)[1]
    for link, word in zip(links, ["k1", "k3", "k5", "k7", "g2", "g4", "g6"], strict=True):
        assert follow(clients["visitor"], link) == words[word].get_absolute_url(), word
    page = clients["visitor"].get(kept.get_absolute_url()).content.decode()
    assert [page.index(f">{word}<") for word in words] == sorted(page.index(f">{word}<") for word in words)
    assert actions.reply(topic=kept, by=member, content="k9").number == kept.last_number + 1
    # the first message holds the title: it stays the first, however old the others are; links lead on twice
    merge_topics(topic=older, into=kept, by=moderator, reason=REASON)
    order = [post.content.raw for post in kept.posts.order_by("number")]
    assert order == ["k1", "o0", "g2", "k3", "g4", "k5", "g6", "k7", "o8", "k9"]
    assert follow(clients["visitor"], links[1]) == kept.posts.get(number=order_number(kept, "k3")).get_absolute_url()


def order_number(topic, words: str) -> int:
    return next(post.number for post in topic.posts.all() if post.content.raw == words)


def test_a_page_whose_messages_all_went_on_leads_to_where_they_are(clients, board, member, moderator):
    many = [(member, str(n)) for n in range(2, 2 * POSTS_PER_PAGE + 1)]
    kept = make_topic(board, member, replies=many)
    gone = make_topic(board, member, "Ancienne", "avant")
    at(gone, 0)
    merge_topics(topic=gone, into=kept, by=moderator, reason=REASON)
    kept.refresh_from_db()
    moved = kept.posts.get(number=2 * POSTS_PER_PAGE + 1 + POSTS_PER_PAGE)
    assert moved.content.raw == str(POSTS_PER_PAGE + 1)
    place = follow(clients["visitor"], f"{kept.get_absolute_url()}?page=2")
    assert place == f"{kept.get_absolute_url()}?page={moved.page}#message-{moved.number}"
    assert clients["visitor"].get(place).status_code == 200


def test_pages_of_a_long_merged_topic_lead_to_their_messages(clients, board, member, moderator):
    kept = make_topic(board, member)
    gone = make_topic(board, member, "Longue", "1", replies=[(member, str(n)) for n in range(2, POSTS_PER_PAGE + 3)])
    merge_topics(topic=gone, into=kept, by=moderator, reason=REASON)
    number = 1 + POSTS_PER_PAGE + 1
    place = follow(clients["visitor"], f"{gone.get_absolute_url()}?page=2")
    assert place == f"{kept.get_absolute_url()}?page=2#message-{number}"


def test_merging_reports_joins_people_and_keeps_both_histories(clients, bugs, member, stranger, moderator):
    words = {"board": bugs, "service": None, "did": "x", "expected": "y", "happened": "z"}
    kept, gone = (report_bug(by=by, subject=by.public_name, **words) for by in (member, stranger))
    join_report(report=gone, by=moderator)
    merge_topics(topic=gone.topic, into=kept.topic, by=moderator, reason=REASON)
    assert set(kept.affected.values_list("person", flat=True)) == {stranger.pk, moderator.pk}
    gone.refresh_from_db()
    assert gone.state == "duplicate" and gone.duplicate_of == kept
    assert BugReportChange.objects.filter(report=gone).count() == 2


def test_a_chain_of_merges_leads_to_its_end_and_what_is_private_stays_so(clients, member, moderator, board):
    first, second, third = (make_topic(board, member, f"Sujet {number}") for number in range(3))
    merge_topics(topic=first, into=second, by=moderator, reason=REASON)
    merge_topics(topic=second, into=third, by=moderator, reason=REASON)
    place = follow(clients["visitor"], first.get_absolute_url())
    assert place == f"{third.get_absolute_url()}#message-2"
    secret = make_topic(BoardFactory(slug="equipe", team_only=True), moderator, "Entre nous")
    with pytest.raises(ValidationError):
        merge_topics(topic=secret, into=third, by=moderator, reason=REASON)
    merge_topics(topic=third, into=secret, by=moderator, reason=REASON)
    for address in (third.get_absolute_url(), f"{first.get_absolute_url()}1/"):
        assert clients["visitor"].get(address).status_code == 404


def test_splitting_makes_a_topic_and_old_links_lead_there(clients, board, member, stranger, moderator):
    topic = make_topic(
        board, member, replies=[(stranger, "Autre chose"), (member, "Ici"), (member, "Réponse à l’autre")]
    )
    address = topic.get_absolute_url()
    values = {"action": "split", "numbers": "2, 4", "subject": "Autre sujet", "board": board.pk, "reason": REASON}
    assert clients["moderator"].post(f"{address}moderation/reunir/", values).status_code == 302
    new = Topic.objects.get(subject="Autre sujet")
    assert [post.content.raw for post in new.posts.order_by("number")] == ["Autre chose", "Réponse à l’autre"]
    for one in (topic, new):
        said, found = _exact(one)
        assert said == found
    assert follow(clients["visitor"], f"{address}4/") == f"{new.get_absolute_url()}#message-2"
    # the number of a message that went is given to no other
    later = actions.reply(topic=topic, by=member, content="Plus tard")
    assert later.number == 5
    assert new.poster == stranger and new.created == new.posts.first().created


@pytest.mark.parametrize("numbers", ["1", "9", "", "x", "2-9999999", "2-"])
def test_what_cannot_be_split_is_said(clients, topic, numbers, board):
    values = {"action": "split", "numbers": numbers, "subject": "Autre", "board": board.pk, "reason": REASON}
    answer = clients["moderator"].post(f"{topic.get_absolute_url()}moderation/reunir/", values)
    assert answer.status_code == 422
    assert Topic.objects.count() == 1


def test_only_the_team_merges_and_never_a_topic_with_itself(clients, board, topic, member, moderator):
    other = make_topic(board, member, "Deuxième")
    with pytest.raises(PermissionDenied):
        merge_topics(topic=topic, into=other, by=member, reason=REASON)
    with pytest.raises(PermissionDenied):
        split_topic(topic=topic, numbers={2}, subject="x", board=board, by=member, reason=REASON)
    with pytest.raises(ValidationError):
        merge_topics(topic=topic, into=topic, by=moderator, reason=REASON)
    assert clients["member"].get(f"{topic.get_absolute_url()}moderation/reunir/").status_code == 403


def test_an_answer_written_meanwhile_lands_in_the_merged_topic(clients, board, topic, member, moderator):
    gone = make_topic(board, member, "Pareil ici")
    old = gone.get_absolute_url()
    merge_topics(topic=gone, into=topic, by=moderator, reason=REASON)
    assert clients["stranger"].post(f"{old}repondre/", {"content": "Moi aussi"}).status_code == 302
    assert topic.posts.get(number=3).content.raw == "Moi aussi"
    said, found = _exact(topic)
    assert said == found


@pytest.mark.parametrize("meanwhile", ["merged", "split", "put where they may not read", "hidden", "locked"])
def test_an_edit_that_moderation_overtakes_loses_no_word(clients, board, topic, member, moderator, meanwhile):
    post = actions.reply(topic=topic, by=member, content="Un mot")
    address, place = f"{topic.get_absolute_url()}2/modifier/", board
    if meanwhile == "merged":
        merge_topics(topic=topic, into=make_topic(board, moderator), by=moderator, reason=REASON)
    elif meanwhile == "hidden":
        remove_post(post=post, by=moderator, reason=REASON)
    elif meanwhile == "locked":
        lock_topic(topic=topic, by=moderator, reason=REASON)
    else:
        place = board if meanwhile == "split" else BoardFactory(slug="equipe", team_only=True)
        split_topic(topic=topic, numbers={2}, subject="Autre", board=place, by=moderator, reason=REASON)
    page = clients["member"].post(address, {"content": "Un long mot, bien pesé", "subject": "Titre"})
    post = Post.objects.get(pk=post.pk)
    if meanwhile in ("merged", "split"):
        assert page.status_code == 302 and post.content.raw == "Un long mot, bien pesé"
    else:
        assert page.status_code == 403 and "Un long mot, bien pesé" in page.content.decode()
        assert "ne peut plus être modifié" in page.content.decode() and post.content.raw == "Un mot"


def test_a_message_that_moves_between_two_looks_is_changed_where_it_is(board, topic, member, moderator):
    stale = actions.reply(topic=topic, by=member, content="Un mot")
    into = make_topic(board, moderator, "Cible")
    merge_topics(topic=topic, into=into, by=moderator, reason=REASON)
    edited = actions.edit_post(post=stale, by=member, content="Un autre")
    assert edited.topic == into and into.posts.get(pk=stale.pk).content.raw == "Un autre"
    remove_post(post=stale, by=moderator, reason=REASON)
    assert into.posts.get(pk=stale.pk).removed_at
