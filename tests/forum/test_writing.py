"""Writing: who may, what is kept when it fails, nothing twice."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from forum.machina.forum_conversation import actions
from forum.machina.forum_conversation.models import Post, Topic
from forum.support.actions import moderation
from tests.factories.forum import BoardFactory, make_topic
from tests.factories.people import PASSWORD

from .conftest import client_of

pytestmark = pytest.mark.django_db
WORDS = "Chez nous aussi, depuis « midi » & demi."
STARTERS = {"visitor": False, "stranger": True, "moderator": True, "staff": True}


@pytest.mark.parametrize(("role", "may"), STARTERS.items())
def test_who_starts_a_topic(clients, board, role, may):
    answer = clients[role].post("/forum/aide/nouveau/", {"subject": "Une question", "content": WORDS})
    assert Topic.objects.exists() is may
    if may:
        topic = Topic.objects.get()
        assert answer["Location"] == topic.get_absolute_url() == f"/forum/aide/{topic.pk}-une-question/"
        assert (topic.posts_count, topic.last_number, topic.first_post.content.raw) == (1, 1, WORDS)


@pytest.mark.parametrize(("role", "may"), {**STARTERS, "stranger": False}.items())
def test_only_the_team_starts_announcements(clients, role, may):
    BoardFactory(slug="annonces", announcements=True)
    got = clients[role].get("/forum/annonces/nouveau/")
    assert got.status_code == (200 if may else 302 if role == "visitor" else 403)
    clients[role].post("/forum/annonces/nouveau/", {"subject": "Une annonce", "content": WORDS})
    assert Topic.objects.exists() is may


def test_a_member_answers_an_announcement(clients, staff):
    topic = make_topic(BoardFactory(slug="annonces", announcements=True), staff)
    assert clients["member"].post(f"{topic.get_absolute_url()}repondre/", {"content": WORDS}).status_code == 302
    assert topic.posts.count() == 2


@pytest.mark.parametrize(("role", "may"), STARTERS.items())
def test_nobody_but_the_team_writes_in_a_closed_board(clients, topic, role, may):
    topic.forum.is_closed = True
    topic.forum.save()
    clients[role].post(f"{topic.get_absolute_url()}repondre/", {"content": WORDS})
    clients[role].post("/forum/aide/nouveau/", {"subject": "Une question", "content": WORDS})
    written = role in ("moderator", "staff")
    assert (topic.posts.count(), Topic.objects.count()) == ((2, 2) if written else (1, 1))
    page = clients[role].get(topic.get_absolute_url()).content.decode()
    assert ("<textarea" in page) is written


def test_visitor_signs_in_and_answers(topic, stranger):
    client = client_of(None)
    page = client.get(topic.get_absolute_url()).content.decode()
    link = f"/compte/login/?next=/forum/aide/{topic.reference}/"
    assert link in page.replace("%2F", "/")
    login = client.post(link, {"login": stranger.email, "password": PASSWORD})
    assert login["Location"] == topic.get_absolute_url()
    answer = client.post(f"{topic.get_absolute_url()}repondre/", {"content": WORDS}, follow=True)
    assert WORDS.replace("&", "&amp;") in answer.content.decode()
    assert answer.redirect_chain[-1][0] == f"{topic.get_absolute_url()}#message-2"
    assert topic.posts.last().poster == stranger


def test_an_ended_session_loses_no_word(topic):
    answer = client_of(None).post(f"{topic.get_absolute_url()}repondre/", {"content": WORDS})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert WORDS.replace("&", "&amp;") in page
    assert "/compte/login/" in page
    assert topic.posts.count() == 1


def test_an_ended_session_loses_no_report(bugs):
    words = {"subject": "Bug", "did": "Un.", "expected": "Deux.", "happened": "Trois."}
    answer = client_of(None).post("/forum/remontees-de-bug/nouveau/", words)
    assert answer.status_code == 403
    for word in words.values():
        assert word in answer.content.decode()


def test_a_topic_locked_meanwhile_gives_the_words_back(clients, topic, moderator):
    moderation.lock_topic(topic=topic, by=moderator, reason="Réglé.")
    answer = clients["member"].post(f"{topic.get_absolute_url()}repondre/", {"content": WORDS})
    assert answer.status_code == 403
    assert WORDS.replace("&", "&amp;") in answer.content.decode()
    assert topic.posts.count() == 1


def test_the_action_itself_refuses_under_the_lock(topic, stranger, moderator):
    moderation.lock_topic(topic=topic, by=moderator, reason="Réglé.")
    with pytest.raises(PermissionDenied):
        actions.reply(topic=topic, by=stranger, content=WORDS)


@pytest.mark.parametrize(
    "values",
    [{"subject": "", "content": WORDS}, {"subject": "x" * 121, "content": WORDS}, {"subject": "Mot", "content": ""}],
)
def test_a_wrong_form_keeps_what_was_typed(clients, board, values):
    page = clients["member"].post("/forum/aide/nouveau/", values).content.decode()
    for value in filter(None, values.values()):
        assert value.replace("&", "&amp;") in page
    assert 'class="error"' in page
    assert not Topic.objects.exists()


@pytest.mark.parametrize(("length", "accepted"), [(20_000, True), (20_001, False)])
def test_a_message_has_a_maximum_length(clients, topic, length, accepted):
    clients["member"].post(f"{topic.get_absolute_url()}repondre/", {"content": "é" * length})
    assert (topic.posts.count() == 2) is accepted


def test_reading_over_first_saves_nothing(clients, topic):
    answer = clients["member"].post(
        f"{topic.get_absolute_url()}repondre/", {"content": "Très **gras** <script>x</script>", "preview": "1"}
    )
    page = answer.content.decode()
    assert "Très <strong>gras</strong> &lt;script&gt;" in page
    assert "Très **gras** &lt;script&gt;" in page
    assert topic.posts.count() == 1


def test_a_report_is_read_over_first_too(clients, bugs):
    words = {"subject": "Bug", "did": "*Un.*", "expected": "Deux.", "happened": "Trois.", "preview": "1"}
    page = clients["member"].post("/forum/remontees-de-bug/nouveau/", words).content.decode()
    assert "<em>Un.</em>" in page
    assert not Topic.objects.exists()


def test_sent_twice_is_one_message(clients, board, topic):
    for _ in range(2):
        clients["stranger"].post(f"{topic.get_absolute_url()}repondre/", {"content": WORDS})
        clients["stranger"].post("/forum/aide/nouveau/", {"subject": "Deux fois", "content": WORDS})
    assert topic.posts.count() == 2
    assert Topic.objects.filter(subject="Deux fois").count() == 1
    clients["stranger"].post(f"{topic.get_absolute_url()}repondre/", {"content": WORDS + " Et encore."})
    assert topic.posts.count() == 3


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_form_of_another_site_is_refused(topic, member, site):
    client = client_of(member)
    address = f"{topic.get_absolute_url()}repondre/"
    answer = client.post(address, {"content": WORDS}, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 403
    assert topic.posts.count() == 1


EDITORS = {"visitor": 302, "stranger": 403, "member": 200, "moderator": 403}


@pytest.mark.parametrize(("role", "status"), EDITORS.items())
def test_only_the_author_edits_by_the_members_page(clients, topic, role, status):
    address = f"{topic.get_absolute_url()}1/modifier/"
    assert clients[role].get(address).status_code == status
    clients[role].post(address, {"subject": "Un nouveau titre", "content": "D’autres mots."})
    topic.refresh_from_db()
    assert (topic.subject == "Un nouveau titre") is (role == "member")
    assert (topic.posts.get().content.raw == "D’autres mots.") is (role == "member")


def test_an_edited_message_says_so_and_keeps_its_place(clients, topic, member):
    actions.reply(topic=topic, by=member, content="Avant")
    clients["member"].post(f"{topic.get_absolute_url()}2/modifier/", {"content": "**Après**"})
    post = topic.posts.get(number=2)
    assert (post.content.rendered, post.updates_count, post.updated_by) == (
        "<p><strong>Après</strong></p>\n",
        1,
        member,
    )
    assert topic.posts.count() == 2


def test_nobody_edits_in_a_locked_topic(clients, topic, moderator):
    moderation.lock_topic(topic=topic, by=moderator, reason="Réglé.")
    assert clients["member"].get(f"{topic.get_absolute_url()}1/modifier/").status_code == 403


def test_a_member_takes_an_answer_back(clients, topic, member, stranger):
    actions.reply(topic=topic, by=stranger, content="Mots regrettés")
    address = f"{topic.get_absolute_url()}2/reprendre/"
    assert clients["member"].get(address).status_code == 403
    assert clients["stranger"].get(address).status_code == 200
    assert topic.posts.shown().count() == 2
    clients["stranger"].post(address)
    topic.refresh_from_db()
    assert (topic.posts_count, topic.last_post.number, topic.last_number) == (1, 1, 2)
    for role in ("visitor", "member", "stranger"):
        assert "Mots regrettés" not in clients[role].get(topic.get_absolute_url()).content.decode()


def test_the_first_message_cannot_be_taken_back(clients, topic):
    assert clients["member"].get(f"{topic.get_absolute_url()}1/reprendre/").status_code == 403


def test_two_messages_never_share_a_number(topic, member):
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(topic=topic, poster=member, number=1, subject="x", content="x")


def test_what_was_said_outlives_the_account(clients, topic, member, stranger):
    actions.reply(topic=topic, by=stranger, content="Réponse")
    member.delete()
    page = clients["visitor"].get(topic.get_absolute_url()).content.decode()
    assert "Depuis ce matin." in page
    assert "Odile" not in page
