"""A new member's first message, and the first ones with a link, wait for a moderator; no edit gets round it."""

import pytest

from forum import holding
from forum.machina.forum_conversation import actions
from forum.machina.forum_conversation.models import Post, Topic
from forum.support.actions import moderation
from forum.support.models import HoldingRule
from portal.notifications.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rule(topic, db):
    """As shipped; `topic` was there before."""
    found = HoldingRule.load()
    found.first_posts, found.posts_with_links = 1, 3
    found.save()
    return found


def let_through(topic, by, moderator, content="Bonjour"):
    post = actions.reply(topic=topic, by=by, content=content)
    if not post.approved:
        moderation.approve_post(post=post, by=moderator)
    return post


def test_the_first_message_waits_seen_by_its_author_and_the_team(clients, topic, stranger):
    answer = clients["stranger"].post(f"{topic.get_absolute_url()}repondre/", {"content": "Première fois"})
    assert answer.status_code == 302
    address = topic.get_absolute_url()
    mine = clients["stranger"].get(address).text
    assert "Première fois" in mine and "en attente de la modération" in mine.lower() and "La modération le lit" in mine
    assert "Première fois" in clients["moderator"].get("/forum/moderation/").text
    for role in ("visitor", "member"):
        assert "Première fois" not in clients[role].get(address).text


def test_once_let_through_plain_words_show_and_links_wait_until_the_third(topic, stranger, moderator):
    let_through(topic, stranger, moderator)
    assert actions.reply(topic=topic, by=stranger, content="Deuxième, sans rien").approved
    for words in ("https://vente.example", "[ici](/x)", "www.vente.example", "vente.example/promo"):
        assert not actions.reply(topic=topic, by=stranger, content=words).approved, words
    let_through(topic, stranger, moderator, "Troisième https://vente.example")
    assert actions.reply(topic=topic, by=stranger, content="Voyez https://ailleurs.example").approved


def test_no_edit_gets_round_it(topic, board, stranger, moderator):
    post = let_through(topic, stranger, moderator)
    actions.edit_post(post=post, by=stranger, content="Achetez")  # the only message let through
    post.refresh_from_db()
    assert not post.approved
    moderation.approve_post(post=post, by=moderator)
    second = actions.reply(topic=topic, by=stranger, content="Deuxième")
    actions.edit_post(post=second, by=stranger, content="Voyez https://vente.example")
    second.refresh_from_db()
    assert not second.approved
    started = actions.start_topic(board=board, by=stranger, subject="www.vente.example", content="Bonjour")
    assert not started.approved


def test_refusing_says_why_and_the_words_never_show(clients, topic, stranger):
    clients["stranger"].post(f"{topic.get_absolute_url()}repondre/", {"content": "Achetez ceci"})
    post = Post.objects.get(poster=stranger)
    address = f"{topic.get_absolute_url()}{post.number}/moderation/"
    assert "Refuser le message" in clients["moderator"].get(address).text
    clients["moderator"].post(address, {"action": "remove", "reason": "De la publicité."})
    (mail,) = Mail.objects.filter(person=stranger)
    assert "De la publicité." in mail.text
    assert "Achetez ceci" not in clients["visitor"].get(topic.get_absolute_url()).text
    assert "Achetez ceci" not in clients["moderator"].get("/forum/moderation/").text


def test_the_team_never_waits_and_staff_can_turn_it_off(topic, board, moderator, stranger, rule):
    assert actions.reply(topic=topic, by=moderator, content="https://ici.example").approved
    rule.first_posts = rule.posts_with_links = 0
    rule.save()
    assert holding.shows_at_once(board, stranger, "https://vente.example")
    rule.days_with_links = 2
    rule.save()
    assert not holding.shows_at_once(board, stranger, "https://vente.example")
    assert holding.shows_at_once(board, stranger, "Sans lien")


def test_too_many_messages_in_an_hour_keep_what_was_typed(clients, topic, board, settings):
    settings.FORUM_LIMITS = {"forum-messages": (1, 9), "forum-topics": (0, 9)}
    address = f"{topic.get_absolute_url()}repondre/"
    assert clients["member"].post(address, {"content": "Une"}).status_code == 302
    answer = clients["member"].post(address, {"content": "Deux fois de trop"})
    assert answer.status_code == 429 and "Deux fois de trop" in answer.text and answer["Retry-After"]
    answer = clients["member"].post(f"{board.get_absolute_url()}nouveau/", {"subject": "Titre", "content": "Mes mots"})
    assert answer.status_code == 429 and "Mes mots" in answer.text
    assert Topic.objects.count() == 1 and topic.posts.count() == 2
