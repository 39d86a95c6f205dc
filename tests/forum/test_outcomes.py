"""Accepted answers, votes, follows and guests when topics are merged, split or moved; who is told of outcomes."""

import pytest
from django.core.exceptions import ValidationError

from accounts.organisations.models import Organisation, Territory
from forum.machina.forum_conversation import actions
from forum.machina.forum_conversation.models import Topic
from forum.support.actions import guests, moderation
from forum.support.actions.answers import accept_answer, withdraw_acceptance
from forum.support.actions.content_reports import report_content
from forum.support.actions.ideas import decide_idea, vote
from forum.support.actions.merging import merge_topics, split_topic
from forum.support.models import AcceptedAnswer, ContentReport, GuestQuestion, HoldingRule
from portal.notifications import following
from portal.notifications.models import Follow, Frequency, Notice
from portal.notifications.tasks import sweep_notices
from tests.factories.forum import BoardFactory, make_topic

from .conftest import make_person

pytestmark = pytest.mark.django_db
REASON = "Le même sujet."


@pytest.fixture
def board(db):
    return BoardFactory(name="Entraide", slug="aide", questions=True, asks_without_account=True)


@pytest.fixture
def question(board, member, stranger):
    return make_topic(board, member, subject="Le pad reste blanc", replies=[(stranger, "Un"), (stranger, "Deux")])


@pytest.fixture
def of_guest(board) -> Topic:
    topic = actions.start_topic_of_guest(board=board, name="Yvette", subject="Mon agenda", content="Je cherche.")
    GuestQuestion.objects.create(
        board=board, topic=topic, name="Yvette", email="y@secret.example", subject="Mon agenda"
    )
    return topic


def fresh(topic) -> Topic:
    return Topic.objects.get(pk=topic.pk)


def notices_of(person) -> list[str]:
    return sorted(Notice.objects.filter(person=person).values_list("kind", flat=True))


# Merging and splitting


def test_what_answered_one_question_answers_the_other(clients, board, question, member, moderator):
    kept = make_topic(board, member, subject="Page blanche")
    accept_answer(post=question.posts.get(number=3), by=member)
    merge_topics(topic=question, into=kept, by=moderator, reason=REASON)
    assert fresh(kept).solved_at and AcceptedAnswer.objects.on(kept).get().post.number == 4
    assert "Réponse acceptée par Odile" in clients["visitor"].get(kept.get_absolute_url()).content.decode()


def test_where_it_is_no_question_nothing_is_an_accepted_answer(question, member, moderator):
    kept = make_topic(BoardFactory(slug="discussions"), member)
    accept_answer(post=question.posts.get(number=2), by=member)
    merge_topics(topic=question, into=kept, by=moderator, reason=REASON)
    assert fresh(kept).solved_at is None and not AcceptedAnswer.objects.exists()


def test_what_is_split_off_answers_nothing_there(question, board, member, moderator):
    for number in (2, 3):
        accept_answer(post=question.posts.get(number=number), by=member)
    values = {"board": board, "by": moderator, "reason": REASON}
    split_topic(topic=question, numbers={3}, subject="Autre", **values)
    assert fresh(question).solved_at and AcceptedAnswer.objects.count() == 1
    new = split_topic(topic=question, numbers={2}, subject="Encore", **values)
    assert fresh(question).solved_at is None and new.solved_at is None and not AcceptedAnswer.objects.exists()


def test_votes_go_with_an_idea_and_each_counts_once(member, stranger, moderator, staff):
    ideas = BoardFactory(slug="idees", ideas=True)
    kept, gone = make_topic(ideas, member, "Un annuaire"), make_topic(ideas, stranger, "Des adresses")
    for topic, people in ((kept, [moderator]), (gone, [moderator, staff, member])):
        for person in people:
            vote(topic=topic, by=person, wanted=True)
    merge_topics(topic=gone, into=kept, by=moderator, reason=REASON)
    assert set(kept.votes.values_list("person", flat=True)) == {moderator.pk, staff.pk, stranger.pk}
    assert fresh(kept).votes_count == 3


def test_followers_of_a_merged_topic_follow_the_other_as_they_chose_there(board, question, member, moderator, staff):
    kept = make_topic(board, make_person("ida"), subject="Page blanche")
    for person, topic, frequency in (
        (staff, question, Frequency.WEEKLY),
        (moderator, question, Frequency.WEEKLY),
        (moderator, kept, Frequency.DAILY),
    ):
        following.follow(person=person, subject="topic", number=topic.pk, frequency=frequency)
    sweep_notices()
    assert Notice.objects.unread().filter(thread=f"topic-{question.pk}").exists()
    merge_topics(topic=question, into=kept, by=moderator, reason=REASON)
    chosen = dict(Follow.objects.filter(subject="topic", number=kept.pk).values_list("person", "frequency"))
    assert (chosen[staff.pk], chosen[moderator.pk], chosen[member.pk]) == ("weekly", "daily", "at_once")
    assert not Follow.objects.filter(subject="topic", number=question.pk).exists()
    assert not Notice.objects.unread().filter(thread=f"topic-{question.pk}").exists()
    actions.reply(topic=kept, by=make_person("jo"), content="Après")
    Notice.objects.all().delete()
    sweep_notices()
    assert notices_of(staff) == ["forum-message"]


@pytest.fixture
def circles(db):
    places = [Territory.add_root(code=code, name=code, level="department") for code in ("53", "72")]
    foyer, amicale = (Organisation.objects.create(name=n, slug=n, territory=places[0]) for n in ("foyer", "amicale"))
    boards = {
        "public": {},
        "members": {"members_only": True},
        "foyer": {"who_reads": "organisation", "organisation": foyer},
        "foyer too": {"who_reads": "organisation", "organisation": foyer},
        "amicale": {"who_reads": "organisation", "organisation": amicale},
        "mayenne": {"who_reads": "territory", "territory": places[0]},
        "sarthe": {"who_reads": "territory", "territory": places[1]},
        "team": {"team_only": True},
    }
    return {name: BoardFactory(**values) for name, values in boards.items()}


def put(how: str, topic, to, by):
    """Split, merge or move a topic into a board."""
    said = {"topic": topic, "by": by, "reason": REASON}
    if how == "split":
        return split_topic(numbers={2}, subject="Autre", board=to, **said)
    if how == "merge":
        return merge_topics(into=make_topic(to, by, subject="Déjà là"), **said)
    return moderation.move_topic(to=to, **said)


@pytest.mark.parametrize("how", ["split", "merge", "move"])
@pytest.mark.parametrize("place", ["foyer", "mayenne"])
def test_what_was_said_in_a_private_board_goes_nowhere_else(circles, place, how, moderator):
    allowed = {"foyer": {"foyer", "foyer too", "team"}, "mayenne": {"mayenne", "team"}}[place]
    for name, to in circles.items():
        topic = make_topic(circles[place], moderator, subject=f"Vers {name}", replies=[(moderator, "Deux")])
        if name in allowed:
            put(how, topic, to, moderator)
        else:
            with pytest.raises(ValidationError):
                put(how, topic, to, moderator)
            assert (fresh(topic).forum, topic.posts.count()) == (circles[place], 2)


def test_what_everybody_reads_goes_anywhere_and_words_of_members_into_any_circle(circles, moderator):
    for origin in ("public", "members"):
        for name in set(circles) - {"public"}:
            topic = make_topic(circles[origin], moderator, subject=f"De {origin} vers {name}")
            put("merge", topic, circles[name], moderator)


def test_a_moderator_who_moves_it_all_the_same_reads_why(clients, circles, moderator):
    topic = make_topic(circles["foyer"], moderator)
    values = {"action": "move", "board": circles["members"].pk, "reason": "Pour tous."}
    answer = clients["moderator"].post(f"{topic.get_absolute_url()}moderation/", values)
    assert answer.status_code == 422 and "rubrique privée" in answer.content.decode()


# Who is told


def test_the_author_of_an_answer_and_the_followers_are_told_once(question, member, stranger, staff):
    following.follow(person=staff, subject="topic", number=question.pk, frequency=Frequency.AT_ONCE)
    sweep_notices()
    Notice.objects.all().delete()
    Follow.objects.filter(person=stranger).delete()
    post = question.posts.get(number=2)
    for _twice in range(2):
        accept_answer(post=post, by=member)
        sweep_notices()
        assert (notices_of(stranger), notices_of(staff), notices_of(member)) == (["forum-answer"], ["forum-answer"], [])
        withdraw_acceptance(post=post, by=member)


def test_what_is_said_of_an_accepted_answer(clients, question, member, stranger, staff):
    following.follow(person=staff, subject="topic", number=question.pk, frequency=Frequency.AT_ONCE)
    accept_answer(post=question.posts.get(number=2), by=member)
    sweep_notices()
    shown = {role: clients[role].get("/compte/notifications/").content.decode() for role in ("stranger", "staff")}
    assert "Votre réponse est acceptée (Odile)" in shown["stranger"]
    assert "La réponse de Basile est acceptée (Odile)" in shown["staff"]
    question.forum.who_reads = "team"
    question.forum.save()
    assert "est acceptée" not in clients["stranger"].get("/compte/notifications/").content.decode()


def test_followers_of_an_idea_are_told_what_was_decided(clients, member, stranger, moderator):
    idea = make_topic(BoardFactory(slug="idees", ideas=True), member, subject="Un annuaire")
    sweep_notices()
    Notice.objects.all().delete()
    decide_idea(topic=idea, by=moderator, outcome="retained", reason="Au printemps.")
    sweep_notices()
    assert (notices_of(member), notices_of(stranger), notices_of(moderator)) == (["forum-idea"], [], [])
    told = clients["member"].get("/compte/notifications/").content.decode().replace("\u00a0", " ")
    assert "Décision sur l’idée : Retenue (Nadia)" in told


def test_its_author_and_those_who_support_it_are_told_even_if_they_follow_nothing(member, stranger, staff, moderator):
    idea = make_topic(BoardFactory(slug="idees", ideas=True), member, subject="Un annuaire")
    vote(topic=idea, by=stranger, wanted=True)
    vote(topic=idea, by=staff, wanted=True)
    following.follow(person=staff, subject="topic", number=idea.pk, frequency=Frequency.NEVER)
    Follow.objects.filter(person=member).delete()
    sweep_notices()
    Notice.objects.all().delete()
    decide_idea(topic=idea, by=moderator, outcome="done")
    sweep_notices()
    told = dict(Notice.objects.values_list("person", "frequency"))
    assert told == {member.pk: "at_once", stranger.pk: "at_once", staff.pk: "never"}


def test_whoever_an_edit_names_is_told_once_and_nobody_else(topic_of_names, member, stranger, staff):
    post = actions.reply(topic=topic_of_names, by=member, content="Voyez avec @Basile.")
    sweep_notices()
    assert notices_of(stranger) == ["forum-mention"]
    for content in ("Voyez avec @Basile ou @Thomas.", "Voyez avec @Thomas, oui.", "Rien à voir."):
        actions.edit_post(post=post, by=member, content=content)
        sweep_notices()
        assert (notices_of(stranger), notices_of(staff)) == (["forum-mention"], ["forum-mention"]), content
    assert notices_of(member) == []


@pytest.fixture
def topic_of_names(board, make_calm):
    return make_topic(board, make_calm, subject="Qui sait ?")


@pytest.fixture
def make_calm(db):
    return make_person("ida")


# Without an account


def test_messages_of_guests_wait_as_those_of_new_members_do(board):
    def ask(words):
        return actions.start_topic_of_guest(board=board, name="Yvette", subject="Mon agenda", content=words)

    rule = HoldingRule.load()
    rule.first_posts, rule.posts_with_links = 0, 1
    rule.save()
    assert ask("Je cherche.").approved and not ask("Voyez https://vente.example").approved
    rule.first_posts = 1
    rule.save()
    topic = ask("Encore.")
    assert not topic.approved and not topic.posts.get().approved
    board.is_premoderated = True
    board.save()
    rule.first_posts = rule.posts_with_links = 0
    rule.save()
    assert not ask("Toujours.").approved


def test_a_guest_has_their_name_wherever_their_message_shows(clients, of_guest, member, moderator):
    following.follow(person=member, subject="board", number=of_guest.forum_id, frequency=Frequency.AT_ONCE)
    post = actions.reply_as_guest(topic=of_guest, name="Yvette", content="Toujours rien.")
    sweep_notices()
    assert "Yvette a répondu" in clients["member"].get("/compte/notifications/").content.decode()
    address = of_guest.get_absolute_url()
    for role in ("visitor", "member"):
        assert "Yvette" in clients[role].get(f"{address}2/signaler/").content.decode(), role
    assert "Yvette" in clients["member"].get(f"{address}repondre/?citer=2").content.decode()
    report_content(post=post, by=member, rule="other", words="Hors sujet.")
    number = ContentReport.objects.get().pk
    for view in (f"/forum/moderation/signalements/{number}/", "/forum/moderation/signalements/", f"{address}notes/"):
        assert clients["moderator"].get(view).status_code == 200, view
    assert "Yvette" in clients["moderator"].get(f"/forum/moderation/signalements/{number}/").content.decode()
    for decision in (moderation.ask_for_change, moderation.remove_post, moderation.restore_post):
        decision(post=post, by=moderator, reason=REASON)


def test_a_guest_is_told_of_what_is_answered_where_their_question_was_merged(of_guest, question, member, moderator):
    merge_topics(topic=of_guest, into=question, by=moderator, reason=REASON)
    asked = GuestQuestion.objects.get()
    assert (asked.topic, asked.told_number) == (question, 6)
    assert guests.tell_news() == 0
    actions.reply(topic=question, by=member, content="Videz le cache.")
    assert guests.tell_news() == 1
    assert question.posts.get(number=4).guest_name == "Yvette"


def test_a_guest_whose_message_is_split_off_keeps_their_name(board, of_guest, moderator):
    actions.reply_as_guest(topic=of_guest, name="Yvette", content="Autre chose.")
    new = split_topic(topic=of_guest, numbers={2}, subject="Autre", board=board, by=moderator, reason=REASON)
    assert fresh(new).guest_name == "Yvette"
