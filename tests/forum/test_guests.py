"""« Aide sans compte »: a visitor asks with an address that they confirm."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from forum.machina.forum.models import Forum
from forum.machina.forum_conversation import actions
from forum.machina.forum_conversation.models import Topic
from forum.support.actions import guests, moderation
from forum.support.actions.merging import merge_topics
from forum.support.models import GuestQuestion
from portal.notifications.models import Mail
from tests.factories.forum import BoardFactory

from .conftest import client_of

pytestmark = pytest.mark.django_db
ASKED = {"name": "Yvette", "email": "Yvette@secret.example", "subject": "Où est mon agenda ?", "content": "Je cherche."}
FORM = "/forum/aide/demander/"


@pytest.fixture(autouse=True)
def _no_limit_left_over():
    cache.clear()


@pytest.fixture
def board(db):
    return BoardFactory(name="Entraide", slug="aide", questions=True, asks_without_account=True)


@pytest.fixture
def visitor():
    return client_of(None)


@pytest.fixture
def asked(board, visitor) -> GuestQuestion:
    assert visitor.post(FORM, ASKED).status_code == 200
    return GuestQuestion.objects.get()


@pytest.fixture
def topic(asked, visitor) -> Topic:
    visitor.post(f"/forum/sans-compte/{asked.key}/confirmer/")
    return Topic.objects.get()


@pytest.mark.parametrize("change", [{"asks_without_account": False}, {"is_closed": True}, {"who_starts": "team"}])
def test_only_where_staff_allow_it(visitor, board, change):
    assert FORM in visitor.get("/forum/aide/").content.decode()
    Forum.objects.update(**change)
    assert FORM not in visitor.get("/forum/aide/").content.decode()
    assert visitor.post(FORM, ASKED).status_code == 404


def test_never_in_a_board_that_is_not_public(visitor, board):
    Forum.objects.update(who_reads="members")
    assert visitor.post(FORM, ASKED).status_code == 302
    assert not GuestQuestion.objects.exists()


def test_nothing_appears_before_the_link_and_once_after(visitor, asked):
    text = Mail.objects.get().text
    # no word of a stranger in a mail to an address that nobody has confirmed
    assert "agenda" not in text + Mail.objects.get().subject and "Je cherche" not in text and "Yvette" not in text
    link = re.search(r"https?://[^/]+(/forum/sans-compte/\S+/confirmer/)", text).group(1)
    page = visitor.get(link)
    assert page["Referrer-Policy"] == "same-origin" and not Topic.objects.exists()
    for _twice in range(2):
        assert visitor.post(link)["Location"] == f"/forum/sans-compte/{asked.key}/"
    topic = Topic.objects.get()
    shown = client_of(None).get(topic.get_absolute_url()).content.decode()
    assert "Yvette" in shown and "Sans compte" in shown and "Je cherche." in shown
    assert "Yvette" in client_of(None).get("/forum/aide/").content.decode()
    asked.refresh_from_db()
    assert asked.content == ""


def test_a_link_that_is_old_unknown_or_of_a_closed_board(visitor, asked):
    link = f"/forum/sans-compte/{asked.key}/confirmer/"
    for key in ("inconnu", "%00"):
        assert visitor.get(f"/forum/sans-compte/{key}/confirmer/").status_code == 404
    Forum.objects.update(is_closed=True)
    assert visitor.post(link)["Location"] == "/forum/aide/"
    GuestQuestion.objects.update(asked_at=timezone.now() - timedelta(hours=49))
    assert visitor.post(link).status_code == 404
    assert guests.forget_past_their_time() == 1
    assert not GuestQuestion.objects.exists() and not Mail.objects.exists() and not Topic.objects.exists()


def test_the_form_tells_nothing_and_does_not_flood(visitor, board, member):
    for number in range(5):
        for _twice in range(2):
            guests.ask(board=board, name="Y", email="y@secret.example", subject=f"S{number}", content="C")
    assert Mail.objects.count() == guests.QUESTIONS_A_DAY
    answers = {
        visitor.post(FORM, ASKED | {"email": email}).content
        for email in ("y@secret.example", member.email, "neuf@secret.example")
    }
    assert len(answers) == 1


def test_too_many_from_one_address_keep_what_was_typed(visitor, board):
    found = [visitor.post(FORM, ASKED | {"subject": f"Question {number}"}) for number in range(6)]
    assert [page.status_code for page in found] == [200] * 5 + [429]
    assert "Question 5" in found[-1].content.decode()
    assert visitor.post(FORM, ASKED, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_a_name_that_is_an_address_is_refused(visitor, board):
    visitor.post(FORM, ASKED | {"name": "yvette@secret.example"})
    assert not GuestQuestion.objects.exists()


def test_held_where_messages_are_read_first(visitor, asked):
    Forum.objects.update(is_premoderated=True)
    visitor.post(f"/forum/sans-compte/{asked.key}/confirmer/")
    assert client_of(None).get(Topic.objects.get().get_absolute_url()).status_code == 404
    assert "La modération la lit" in visitor.get(f"/forum/sans-compte/{asked.key}/").content.decode()


def test_answers_come_by_mail_once_and_never_one_s_own_or_a_hidden_one(topic, asked, visitor, member, moderator):
    actions.reply(topic=topic, by=member, content="Dans le menu.")
    hidden = actions.reply(topic=topic, by=member, content="Achetez !")
    moderation.remove_post(post=hidden, by=moderator, reason="Publicité")
    assert [guests.tell_news(), guests.tell_news()] == [1, 0]
    told = Mail.objects.get(key__contains="news")
    assert "Dans le menu." in told.text and "Achetez" not in told.text and "Odile" in told.text
    assert told.address == "yvette@secret.example" and member.email not in told.text
    assert told.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    own = f"/forum/sans-compte/{asked.key}/"
    for _twice in range(2):
        assert visitor.post(own, {"content": "Trouvé, merci."}).status_code == 302
    assert topic.posts.shown().filter(username="Yvette").count() == 2
    assert guests.tell_news() == 0


def test_what_a_moderator_has_not_read_is_told_once_it_shows(topic, asked, member, moderator):
    Forum.objects.update(is_premoderated=True)
    waiting = actions.reply(topic=topic, by=member, content="Un premier mot.")
    assert guests.tell_news() == 0
    moderation.approve_post(post=waiting, by=moderator)
    assert guests.tell_news() == 1


def test_their_link_closes_the_question_and_a_locked_topic_keeps_their_words(topic, asked, visitor, moderator):
    own = f"/forum/sans-compte/{asked.key}/"
    assert visitor.post(own, {"action": "solved"}).status_code == 302
    topic.refresh_from_db()
    assert topic.solved_at is not None
    moderation.lock_topic(topic=topic, by=moderator, reason="Fini")
    page = visitor.post(own, {"content": "Encore un mot"})
    assert page.status_code == 422 and "Encore un mot" in page.content.decode()
    Forum.objects.update(who_reads="team")
    assert visitor.get(own).status_code == 404


def test_one_click_forgets_address_links_and_mails(topic, asked):
    mailbox = client_of(None)
    stop = f"/forum/sans-compte/{asked.key}/stop/"
    assert mailbox.get(stop).status_code == 200 and GuestQuestion.objects.exists()
    answer = mailbox.post(stop, {"List-Unsubscribe": "One-Click"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200
    assert not GuestQuestion.objects.exists() and not Mail.objects.exists()
    for page in ("", "stop/", "confirmer/"):
        assert mailbox.get(f"/forum/sans-compte/{asked.key}/{page}").status_code == 404
    assert "Yvette" in mailbox.get(topic.get_absolute_url()).content.decode()


def test_the_address_goes_three_months_after_the_solution_or_a_year_after_the_last_word(topic):
    now = timezone.now()
    assert guests.forget_past_their_time(now=now + timedelta(days=300)) == 0
    Topic.objects.update(solved_at=now)
    assert guests.forget_past_their_time(now=now + timedelta(days=89)) == 0
    assert guests.forget_past_their_time(now=now + timedelta(days=91)) == 1
    assert Topic.objects.exists()


def test_no_page_shows_the_address(topic, clients):
    for role, client in clients.items():
        for page in ("/forum/", "/forum/aide/", topic.get_absolute_url(), "/forum/flux.atom", "/forum/sans-reponse/"):
            assert "secret.example" not in client.get(page).content.decode().lower(), (role, page)


def test_they_read_why_their_message_was_removed_and_how_to_contest(topic, asked, moderator):
    post = actions.reply_as_guest(topic=topic, name="Yvette", content="Mon numéro est le 02 61 91 00 00")
    moderation.remove_post(post=post, by=moderator, reason="Un numéro y figure.", rule="privacy", facts="À la fin.")
    told = Mail.objects.get(key__contains="decision")
    assert told.address == "yvette@secret.example" and told.headers["List-Unsubscribe-Post"]
    for words in ("Un numéro y figure.", "À la fin.", "six mois", "/contact/", f"/forum/sans-compte/{asked.key}/stop/"):
        assert words in told.text
    assert "/compte/" not in told.text and "/moderation/decisions/" not in told.text
    other = actions.reply(topic=topic, by=moderator, content="Bonjour")
    moderation.remove_post(post=other, by=moderator, reason="À moi.")
    guests.forget(question=asked)
    moderation.remove_topic(topic=topic, by=moderator, reason="Doublon")
    assert not Mail.objects.filter(key__startswith="guest-").exists()


def test_merged_they_are_told_of_it_and_of_what_was_brought_but_nothing_twice(board, topic, asked, member, moderator):
    actions.reply(topic=topic, by=member, content="Dans le menu.")
    other = actions.start_topic(board=board, by=member, subject="Mon agenda aussi", content="Perdu.")
    actions.reply(topic=other, by=moderator, content="À gauche.")
    actions.reply(topic=topic, by=member, content="Ou en haut.")
    merge_topics(topic=other, into=topic, by=moderator, reason="Pareil")
    guests.tell_news()
    texts = [mail.text for mail in Mail.objects.filter(key__contains="news").order_by("pk")]
    assert len(texts) == 2 and "Dans le menu." in texts[0] and "Ou en haut." in texts[0]
    assert "À gauche." in texts[1] and "Ou en haut." not in texts[1]
    kept = actions.start_topic(board=board, by=member, subject="Tout l’agenda", content="Voici.")
    merge_topics(topic=topic, into=kept, by=moderator, reason="Tout y est")
    assert kept.get_absolute_url() in Mail.objects.get(address=asked.email, key__contains="decision").text
    assert guests.tell_news() == 0
    actions.reply(topic=kept, by=member, content="Et voilà.")
    assert guests.tell_news() == 1
