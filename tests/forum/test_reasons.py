"""Whoever wrote what moderation decides on is told what was decided and why, once; and what is edited is read again."""

import pytest

from forum.machina.forum_conversation import actions
from forum.support.actions import moderation
from portal.notifications.models import Mail
from tests.factories.forum import BoardFactory, make_topic

pytestmark = pytest.mark.django_db
REASON = "Un numéro de téléphone y figurait."


def told(person) -> list[Mail]:
    return list(Mail.objects.filter(person=person).order_by("pk"))


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("lock", "fermé"),
        ("move", "autre rubrique"),
        ("remove", "retiré"),
    ],
)
def test_the_author_of_a_topic_is_told_what_and_why(clients, topic, member, action, words):
    other = BoardFactory(slug="ailleurs")
    address = f"{topic.get_absolute_url()}moderation/"
    answer = clients["moderator"].post(address, {"action": action, "reason": REASON, "board": other.pk})
    assert answer.status_code == 302
    (mail,) = told(member)
    topic.refresh_from_db()
    assert topic.subject in mail.subject
    assert words in mail.text
    assert REASON in mail.text
    assert "six mois" in mail.text and "/contact/" in mail.text
    assert topic.get_absolute_url() in mail.text


@pytest.mark.parametrize(("action", "words"), [("remove", "retiré"), ("edit", "modifié")])
def test_the_author_of_a_message_is_told_and_nobody_else(clients, topic, member, stranger, action, words):
    post = actions.reply(topic=topic, by=stranger, content="Appelez le 02 61 91 00 00")
    values = {"action": action, "reason": REASON, "content": "Appelez la mairie"}
    assert clients["moderator"].post(f"{topic.get_absolute_url()}2/moderation/", values).status_code == 302
    (mail,) = told(stranger)
    assert words in mail.text and REASON in mail.text and f"nº\u00a0{post.number}" in mail.text
    assert not told(member)


def test_the_rule_and_the_facts_are_told_beside_the_reason(clients, topic, member):
    values = {"action": "remove", "reason": REASON, "rule": "privacy", "facts": "Au deuxième paragraphe."}
    assert clients["moderator"].post(f"{topic.get_absolute_url()}1/moderation/", values).status_code == 302
    (mail,) = told(member)
    assert "sans son accord" in mail.text and "Au deuxième paragraphe." in mail.text


def test_letting_back_is_told_too_and_needs_no_contest(topic, member, moderator):
    moderation.remove_topic(topic=topic, by=moderator, reason=REASON)
    moderation.restore_topic(topic=topic, by=moderator, reason="Numéro public.")
    removed, restored = told(member)
    assert "Numéro public." in restored.text
    assert "six mois" in removed.text and "six mois" not in restored.text


def test_approval_is_told(member, moderator):
    waiting = make_topic(BoardFactory(premoderated=True), member)
    moderation.approve_post(post=waiting.first_post, by=moderator)
    (mail,) = told(member)
    assert waiting.get_absolute_url() in mail.text


def test_nobody_is_told_of_their_own_decision_nor_after_leaving(board, moderator, member):
    moderation.lock_topic(topic=make_topic(board, moderator), by=moderator, reason=REASON)
    left = make_topic(board, member)
    member.is_active = False
    member.save()
    moderation.lock_topic(topic=left, by=moderator, reason=REASON)
    assert not Mail.objects.exists()


def test_the_author_opens_a_removed_topic_to_its_reason_and_to_nobody_elses_words(
    clients, topic, member, stranger, moderator
):
    actions.reply(topic=topic, by=stranger, content="Une réponse d’autrui")
    moderation.remove_topic(topic=topic, by=moderator, reason=REASON)
    page = clients["member"].get(topic.get_absolute_url())
    assert page.status_code == 200
    assert REASON in page.text and "Depuis ce matin." in page.text
    assert "Une réponse d’autrui" not in page.text
    assert 'name="content"' not in page.text and "/modifier/" not in page.text
    for role in ("visitor", "stranger"):
        assert clients[role].get(topic.get_absolute_url()).status_code == 404


def test_the_author_writes_no_more_in_a_removed_topic(clients, topic, member, moderator):
    actions.reply(topic=topic, by=member, content="Et ce soir.")
    moderation.remove_topic(topic=topic, by=moderator, reason=REASON)
    clients["member"].post(f"{topic.get_absolute_url()}repondre/", {"content": "Encore moi"})
    clients["member"].post(f"{topic.get_absolute_url()}2/modifier/", {"content": "Autre chose"})
    assert [post.content.raw for post in topic.posts.order_by("number")] == ["Depuis ce matin.", "Et ce soir."]


def test_an_approved_message_that_is_edited_waits_again(clients, member, moderator):
    board = BoardFactory(slug="relu", premoderated=True)
    topic = make_topic(board, member)
    moderation.approve_post(post=topic.first_post, by=moderator)
    reply = actions.reply(topic=topic, by=member, content="Une suite")
    moderation.approve_post(post=reply, by=moderator)
    assert "Une suite" in clients["visitor"].get(topic.get_absolute_url()).text

    answer = clients["member"].post(f"{topic.get_absolute_url()}2/modifier/", {"content": "Achetez ceci"})
    assert answer.status_code == 302
    assert "Achetez ceci" not in clients["visitor"].get(topic.get_absolute_url()).text
    assert "Achetez ceci" in clients["moderator"].get("/forum/moderation/").text
    topic.refresh_from_db()
    board.refresh_from_db()
    assert (topic.posts_count, board.direct_posts_count) == (1, 1)

    clients["member"].post(f"{topic.get_absolute_url()}1/modifier/", {"subject": "Achetez", "content": "Achetez aussi"})
    topic.refresh_from_db()
    board.refresh_from_db()
    assert not topic.approved
    assert (board.direct_topics_count, board.direct_posts_count) == (0, 0)
    assert clients["visitor"].get(topic.get_absolute_url()).status_code == 404
    assert clients["member"].get(topic.get_absolute_url()).status_code == 200


def test_what_the_team_edits_of_its_own_needs_no_second_reading(clients, moderator):
    topic = make_topic(BoardFactory(slug="relu", premoderated=True), moderator)
    clients["moderator"].post(
        f"{topic.get_absolute_url()}1/modifier/", {"subject": topic.subject, "content": "Mieux dit"}
    )
    topic.refresh_from_db()
    assert topic.approved
    assert "Mieux dit" in clients["visitor"].get(topic.get_absolute_url()).text
