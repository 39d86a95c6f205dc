"""Moderators and staff decide, always with a stated reason that is kept."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from forum.machina.forum_conversation import actions
from forum.machina.forum_conversation.models import Post
from forum.support.actions import moderation
from forum.support.models import ModerationDecision
from tests.factories.forum import BoardFactory, make_topic

pytestmark = pytest.mark.django_db
REASON = "Un numéro de téléphone y figurait."


@pytest.mark.parametrize("tail", ["moderation/", "2/moderation/"])
@pytest.mark.parametrize(
    ("role", "status"), {"visitor": 302, "stranger": 403, "member": 403, "moderator": 200, "staff": 200}.items()
)
def test_who_sees_the_moderation_pages(clients, topic, stranger, role, status, tail):
    actions.reply(topic=topic, by=stranger, content="Bonjour")
    assert clients[role].get(topic.get_absolute_url() + tail).status_code == status
    assert clients[role].get("/forum/moderation/").status_code == status


@pytest.mark.parametrize("role", ["visitor", "stranger", "member"])
@pytest.mark.parametrize("action", ["lock", "remove", "move"])
def test_others_decide_nothing_by_post(clients, topic, role, action):
    board = BoardFactory()
    clients[role].post(
        f"{topic.get_absolute_url()}moderation/", {"action": action, "reason": REASON, "board": board.pk}
    )
    topic.refresh_from_db()
    assert not topic.is_locked
    assert topic.is_shown
    assert topic.forum.slug == "aide"
    assert not ModerationDecision.objects.exists()


def test_lock_and_open_again(clients, topic, moderator):
    address = f"{topic.get_absolute_url()}moderation/"
    assert clients["moderator"].post(address, {"action": "lock", "reason": REASON}).status_code == 302
    topic.refresh_from_db()
    assert topic.is_locked
    clients["moderator"].post(address, {"action": "unlock", "reason": "Du nouveau."})
    topic.refresh_from_db()
    assert not topic.is_locked
    kinds = list(ModerationDecision.objects.values_list("kind", "reason", "decided_by").order_by("pk"))
    assert kinds == [("lock", REASON, moderator.pk), ("unlock", "Du nouveau.", moderator.pk)]


@pytest.mark.parametrize("action", ["lock", "remove", "move"])
def test_no_decision_without_a_reason(clients, topic, action):
    board = BoardFactory()
    answer = clients["moderator"].post(
        f"{topic.get_absolute_url()}moderation/", {"action": action, "reason": "  ", "board": board.pk}
    )
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert not ModerationDecision.objects.exists()


def test_the_actions_themselves_want_a_moderator_and_a_reason(topic, stranger, moderator):
    with pytest.raises(PermissionDenied):
        moderation.remove_topic(topic=topic, by=stranger, reason=REASON)
    with pytest.raises(ValidationError):
        moderation.remove_topic(topic=topic, by=moderator, reason=" ")


def test_moving_moves_the_counters(clients, topic, member):
    actions.reply(topic=topic, by=member, content="Bonjour")
    left, board = topic.forum, BoardFactory(slug="idees")
    clients["staff"].post(
        f"{topic.get_absolute_url()}moderation/", {"action": "move", "reason": REASON, "board": board.pk}
    )
    left.refresh_from_db()
    board.refresh_from_db()
    assert (left.direct_topics_count, left.direct_posts_count, left.last_post) == (0, 0, None)
    assert (board.direct_topics_count, board.direct_posts_count, board.last_post.number) == (1, 2, 2)


def test_removing_and_restoring_a_topic(clients, topic):
    address = f"{topic.get_absolute_url()}moderation/"
    clients["moderator"].post(address, {"action": "remove", "reason": REASON})
    topic.forum.refresh_from_db()
    assert topic.forum.direct_topics_count == 0
    assert clients["visitor"].get(topic.get_absolute_url()).status_code == 404
    clients["moderator"].post(address, {"action": "restore", "reason": "Erreur."})
    topic.forum.refresh_from_db()
    assert topic.forum.direct_topics_count == 1
    assert clients["visitor"].get(topic.get_absolute_url()).status_code == 200


def test_a_removed_message_shows_the_reason_and_not_its_words(clients, topic, stranger):
    actions.reply(topic=topic, by=stranger, content="Appelez le 02 61 91 00 00")
    address = f"{topic.get_absolute_url()}2/moderation/"
    clients["moderator"].post(address, {"action": "remove", "reason": REASON})
    for role in ("visitor", "member", "stranger", "moderator"):
        page = clients[role].get(topic.get_absolute_url()).content.decode()
        assert REASON in page
        assert "02 61 91 00 00" not in page
    assert "02 61 91" not in clients["visitor"].get("/forum/flux.atom").content.decode()
    topic.refresh_from_db()
    assert topic.posts_count == 1
    clients["moderator"].post(address, {"action": "restore", "reason": "Numéro public."})
    assert "02 61 91 00 00" in clients["visitor"].get(topic.get_absolute_url()).content.decode()


def test_removing_the_first_message_removes_the_topic(clients, topic):
    clients["moderator"].post(f"{topic.get_absolute_url()}1/moderation/", {"action": "remove", "reason": REASON})
    topic.refresh_from_db()
    assert topic.removed_at is not None


def test_editing_keeps_the_words_before_and_says_why(clients, topic, member):
    clients["moderator"].post(
        f"{topic.get_absolute_url()}1/moderation/",
        {"action": "edit", "reason": REASON, "subject": "Titre plus clair", "content": "Mots sans numéro"},
    )
    topic.refresh_from_db()
    decision = ModerationDecision.objects.get()
    assert (topic.subject, topic.first_post.content.raw) == ("Titre plus clair", "Mots sans numéro")
    assert (decision.kind, decision.before) == ("edit", "Le pad ne s’ouvre plus\n\nDepuis ce matin.")
    assert REASON in clients["visitor"].get(topic.get_absolute_url()).content.decode()
    assert topic.first_post.poster == member


def test_what_waits_is_listed_and_approved(clients, member):
    board = BoardFactory(slug="relu", premoderated=True)
    topic = make_topic(board, member, subject="À relire")
    queue = clients["moderator"].get("/forum/moderation/").content.decode()
    assert f"{topic.get_absolute_url()}1/moderation/" in queue
    clients["moderator"].post(f"{topic.get_absolute_url()}1/moderation/", {"action": "approve"})
    assert clients["visitor"].get(topic.get_absolute_url()).status_code == 200
    board.refresh_from_db()
    topic.refresh_from_db()
    assert (board.direct_topics_count, board.direct_posts_count, topic.posts_count) == (1, 1, 1)
    assert not Post.objects.filter(approved=False).exists()


def test_decisions_are_never_changed(topic, moderator):
    decision = moderation.lock_topic(topic=topic, by=moderator, reason=REASON)
    decision.reason = "Autre"
    with pytest.raises(TypeError):
        decision.save()
    with pytest.raises(TypeError):
        decision.delete()


def test_the_team_answers_in_a_locked_topic(clients, topic):
    clients["moderator"].post(f"{topic.get_absolute_url()}moderation/", {"action": "lock", "reason": REASON})
    clients["moderator"].post(f"{topic.get_absolute_url()}repondre/", {"content": "Voici pourquoi."})
    assert topic.posts.count() == 2
