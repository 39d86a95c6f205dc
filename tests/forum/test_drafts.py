"""Drafts: nothing that was typed is lost, nobody else reads it, and it goes when it was sent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.support.actions.drafts import KEEP_PICTURES, KEEP_WORDS, MAX_DRAFTS, purge_drafts, save_draft
from forum.support.models import Draft
from tests.factories.forum import BoardFactory, make_topic

pytestmark = pytest.mark.django_db
ACCOUNT = "/compte/brouillons/"


def reply(topic) -> str:
    return f"{topic.get_absolute_url()}repondre/"


def test_visitor_keeps_no_draft(clients, topic):
    answer = clients["visitor"].post(reply(topic), {"content": "Mes mots.", "draft": "1"})
    assert answer.status_code == 403 and "Mes mots." in answer.content.decode()
    assert not Draft.objects.exists()
    assert clients["visitor"].get(ACCOUNT).status_code == 302


def test_a_draft_is_kept_in_each_place_and_found_there(clients, board, topic, bugs):
    mine = clients["member"]
    places = {
        reply(topic): {"content": "Réponse commencée"},
        f"{board.get_absolute_url()}nouveau/": {"subject": "Titre commencé", "content": "Texte commencé"},
        f"{bugs.get_absolute_url()}nouveau/": {"subject": "Panne commencée", "did": "Un <b>geste</b>"},
        f"{topic.get_absolute_url()}1/modifier/": {"subject": "Autre titre", "content": "Autres mots"},
    }
    for address, values in places.items():
        answer = mine.post(address, {**values, "draft": "1"})
        assert answer.status_code == 302
        page = mine.get(address).content.decode()
        for words in values.values():
            assert words.replace("<", "&lt;").replace(">", "&gt;") in page
    assert Draft.objects.count() == 4
    assert "Réponse commencée" in mine.get(topic.get_absolute_url()).content.decode()
    listed = mine.get(ACCOUNT).content.decode()
    assert listed.count("entries__end") == 4 and "Titre commencé" in listed
    for role in ("stranger", "moderator", "staff"):
        assert "entries__end" not in clients[role].get(ACCOUNT).content.decode()
        assert "Réponse commencée" not in clients[role].get(topic.get_absolute_url()).content.decode()


def test_scripts_get_one_line_and_save_again_in_its_place(clients, topic):
    for words in ("Un", "Un deux", "Un deux trois"):
        answer = clients["member"].post(reply(topic), {"content": words, "draft": "1"}, headers={"X-Fragment": "draft"})
        assert answer.status_code == 200 and "<html" not in answer.content.decode()
    assert Draft.objects.get().values == {"content": "Un deux trois"}
    clients["member"].post(reply(topic), {"content": "", "draft": "1"}, headers={"X-Fragment": "draft"})
    assert not Draft.objects.exists()


def test_sending_ends_the_draft(clients, topic):
    clients["member"].post(reply(topic), {"content": "Presque", "draft": "1"})
    clients["member"].post(reply(topic), {"content": "Tout à fait."})
    assert not Draft.objects.exists()
    assert topic.posts.get(number=2).content.raw == "Tout à fait."


def test_a_draft_is_deleted_by_whose_it_is_alone(clients, topic):
    clients["member"].post(reply(topic), {"content": "À moi", "draft": "1"})
    number = Draft.objects.get().pk
    assert clients["stranger"].post(ACCOUNT, {"draft": number}).status_code == 404
    for wrong in ("", "x", "²", "9" * 30):
        assert clients["member"].post(ACCOUNT, {"draft": wrong}).status_code == 404
    assert clients["member"].post(ACCOUNT, {"draft": number})["Location"] == ACCOUNT
    assert not Draft.objects.exists()


def test_no_draft_where_one_may_not_write(clients, board, topic, moderator):
    closed = BoardFactory(closed=True)
    old = make_topic(board, moderator, subject="Fermé")
    old.status = old.TOPIC_LOCKED
    old.save()
    for address in (f"{closed.get_absolute_url()}nouveau/", reply(old)):
        assert clients["member"].post(address, {"content": "x", "draft": "1"}).status_code == 403
    assert not Draft.objects.exists()


def test_where_one_may_no_longer_read_the_words_remain_and_the_title_goes(clients, topic):
    clients["member"].post(reply(topic), {"content": "Mes mots à reprendre", "draft": "1"})
    topic.forum.who_reads = "team"
    topic.forum.save()
    page = clients["member"].get(ACCOUNT).content.decode()
    assert "Mes mots à reprendre" in page and topic.subject not in page


def test_a_draft_is_bounded(member):
    topic_board = BoardFactory()
    save_draft(person=member, place={"board": topic_board}, values={"content": "x" * 100_000})
    assert len(Draft.objects.get().values["content"]) == 20_000
    for _ in range(MAX_DRAFTS + 2):
        save_draft(person=member, place={"board": BoardFactory()}, values={"content": "x"})
    assert Draft.objects.count() == MAX_DRAFTS


def test_what_nobody_came_back_to_is_forgotten(board, topic, bugs, member):
    now = timezone.now()
    ages = {"board": (board, {"content": "vieux"}, KEEP_WORDS), "topic": (topic, {}, KEEP_PICTURES)}
    for place, (row, values, age) in ages.items():
        draft = save_draft(person=member, place={place: row}, values=values)
        Draft.objects.filter(pk=draft.pk).update(saved_at=now - age - timedelta(hours=1))
    recent = save_draft(person=member, place={"board": bugs}, values={"subject": "récent"})
    Draft.objects.filter(pk=recent.pk).update(saved_at=now - KEEP_PICTURES - timedelta(hours=1))
    assert purge_drafts()["drafts"] == 2
    assert Draft.objects.get() == recent
