"""Questions and ideas: accepted answers, the queue of those that wait, votes and decisions."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from forum.machina.forum_conversation import actions
from forum.support.actions import moderation
from forum.support.actions.answers import accept_answer, say_solved
from forum.support.actions.bug_reports import change_state, report_bug
from forum.support.actions.ideas import decide_idea, vote
from forum.support.models import AcceptedAnswer, IdeaVote
from portal.pages.models import SheetPage
from tests.factories.forum import BoardFactory, make_topic
from tests.factories.tree import sheet

from .conftest import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(db):
    return BoardFactory(name="Entraide", slug="aide", questions=True)


@pytest.fixture
def question(board, member, stranger):
    words = [(stranger, "Redémarrez."), (member, "Non."), (stranger, "Videz le cache **alors**.")]
    return make_topic(board, member, subject="Le pad reste blanc", replies=words)


@pytest.fixture
def idea(member):
    return make_topic(BoardFactory(name="Idées", slug="idees", ideas=True), member, subject="Un annuaire")


def page(client, topic) -> str:
    return client.get(topic.get_absolute_url()).content.decode().replace("\u00a0", " ")


def accept(client, topic, number: int, **values):
    return client.post(f"{topic.get_absolute_url()}{number}/accepter/", values)


# Accepted answers


def test_who_accepts_an_answer(clients, question):
    expected = {"visitor": 302, "stranger": 403, "member": 302, "moderator": 302, "staff": 302}
    for role, status in expected.items():
        answer = accept(clients[role], question, 4)
        assert answer.status_code == status, role
        may = role in ("member", "moderator", "staff")
        assert AcceptedAnswer.objects.exists() is may, role
        assert ("Accepter cette réponse" in page(clients[role], question)) is may, role
        accept(clients["member"], question, 4, undo="1")
        assert not AcceptedAnswer.objects.exists()
    question.refresh_from_db()
    assert question.solved_at is None


def test_the_answer_shows_under_the_question_in_words_and_links_to_its_place(clients, question):
    accept(clients["member"], question, 4)
    shown = page(clients["visitor"], question)
    first, _sep, rest = shown.partition('id="message-2"')
    assert "Réponse acceptée par Odile" in first and "Videz le cache <strong>alors</strong>" in first
    assert f'href="{question.get_absolute_url()}#message-4"' in first
    assert "Réponse acceptée par Odile" in rest
    assert "résolu" in clients["visitor"].get("/forum/aide/").content.decode()


def test_several_answers_and_the_one_right_below_is_not_repeated(clients, question, member):
    for number in (2, 4, 4):
        accept(clients["member"], question, number)
    assert AcceptedAnswer.objects.count() == 2
    first = page(clients["visitor"], question).partition('id="message-2"')[0]
    assert first.count("Réponse acceptée par") == 1
    accept(clients["member"], question, 2, undo="1")
    question.refresh_from_db()
    assert question.solved_at is not None


def test_what_can_not_be_accepted(question, member, moderator, bugs):
    with pytest.raises(ValidationError):
        accept_answer(post=question.posts.get(number=1), by=member)
    moderation.remove_post(post=question.posts.get(number=2), by=moderator, reason="Hors sujet")
    with pytest.raises(ValidationError):
        accept_answer(post=question.posts.get(number=2), by=member)
    talk = make_topic(BoardFactory(slug="causerie"), member, replies=[(member, "Oui")])
    with pytest.raises(PermissionDenied):
        accept_answer(post=talk.posts.get(number=2), by=moderator)


def test_an_accepted_answer_that_is_removed_shows_to_no_reader(clients, question, member, moderator):
    accept_answer(post=question.posts.get(number=4), by=member)
    moderation.remove_post(post=question.posts.get(number=4), by=moderator, reason="Publicité")
    assert "Videz le cache" not in page(clients["visitor"], question)


def test_settled_without_an_answer_and_opened_again(clients, question, member):
    address = f"{question.get_absolute_url()}resolu/"
    assert clients["stranger"].post(address, {"solved": "yes"}).status_code == 403
    clients["member"].post(address, {"solved": "yes"})
    question.refresh_from_db()
    first = question.solved_at
    assert say_solved(topic=question, by=member, solved=True).solved_at == first is not None
    accept_answer(post=question.posts.get(number=4), by=member)
    clients["member"].post(address, {"solved": "no"})
    question.refresh_from_db()
    assert question.solved_at is None and not AcceptedAnswer.objects.exists()


def test_the_buttons_answer_forms_of_this_site_only(clients, question):
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    for end in ("4/accepter/", "resolu/", "voter/"):
        address = question.get_absolute_url() + end
        assert clients["member"].post(address, headers=elsewhere).status_code == 403
        assert clients["member"].get(address).status_code == 405
    assert clients["member"].post(f"{question.get_absolute_url()}voter/").status_code == 404


def test_a_resolved_bug_report_is_a_solved_topic_and_takes_no_accepted_answer(bugs, member, moderator):
    report = report_bug(board=bugs, by=member, subject="Bug", service=None, did="a", expected="b", happened="c")
    change_state(report=report, to="resolved", by=moderator)
    report.topic.refresh_from_db()
    assert report.topic.solved_at is not None
    change_state(report=report, to="confirmed", by=moderator)
    report.topic.refresh_from_db()
    assert report.topic.solved_at is None
    with pytest.raises(PermissionDenied):
        say_solved(topic=report.topic, by=member, solved=True)


# What waits


def test_the_queue_has_what_waits_oldest_first(clients, board, member, stranger):
    titles = ["Premier", "Deuxième", "Troisième"]
    first, second, third = (make_topic(board, member, subject=title) for title in titles)
    actions.reply(topic=first, by=stranger, content="Peut-être")
    say_solved(topic=third, by=member, solved=True)
    make_topic(
        BoardFactory(slug="equipe", questions=True, team_only=True), make_person("t", staff=True), subject="Clos"
    )

    def found(role: str, address: str) -> list[str]:
        shown = clients[role].get(address).content.decode()
        return sorted((one for one in [*titles, "Clos"] if f">{one}</a>" in shown), key=shown.index)

    for address in ("/forum/sans-reponse/", "/forum/aide/?etat=sans-solution"):
        assert found("visitor", address) == ["Premier", "Deuxième"]
    for address in ("/forum/sans-reponse/?etat=sans-reponse", "/forum/aide/?etat=sans-reponse"):
        assert found("visitor", address) == ["Deuxième"]
    assert found("visitor", "/forum/aide/?etat=resolues") == ["Troisième"]
    assert found("moderator", "/forum/sans-reponse/") == ["Premier", "Deuxième", "Clos"]
    for wrong in ("/forum/sans-reponse/?etat=new", "/forum/aide/?etat=votes", "/forum/sans-reponse/?page=9"):
        assert clients["visitor"].get(wrong).status_code == 404


# What an answer becomes


def test_the_team_makes_one_sheet_of_it_and_the_topic_says_so_once_it_is_published(clients, question, member, staff):
    sheet("Une autre", "autre")
    address = f"{question.get_absolute_url()}brouillon/"
    assert clients["staff"].post(address, {"kind": "fiche"}).status_code == 403  # nothing accepted yet
    accept_answer(post=question.posts.get(number=4), by=member)
    for role, status in {"visitor": 302, "stranger": 403, "member": 403}.items():
        assert clients[role].post(address, {"kind": "fiche"}).status_code == status, role
        assert "En faire une fiche" not in page(clients[role], question)
    assert "En faire une fiche" in page(clients["staff"], question)
    assert clients["staff"].post(address, {"kind": "autre"}).status_code == 404
    led = {clients["staff"].post(address, {"kind": "fiche"})["Location"] for _twice in range(2)}
    made = SheetPage.objects.get(title="Le pad reste blanc")
    assert led == {f"/cms/pages/{made.pk}/edit/"} and not made.live
    texts = [block.value for block in made.body]
    assert texts[0] == "Videz le cache **alors**."
    assert "Odile" in texts[-1] and "Basile" in texts[-1] and question.get_absolute_url() in texts[-1]
    assert "Devenu une fiche" not in page(clients["visitor"], question)
    made.save_revision().publish()
    shown = page(clients["visitor"], question)
    assert "Devenu une fiche" in shown and f'href="{made.get_url()}"' in shown


def test_a_private_word_becomes_no_sheet(clients, question, member, board):
    sheet("Une autre", "autre")
    accept_answer(post=question.posts.get(number=4), by=member)
    type(board).objects.update(who_reads="members")
    assert "En faire une fiche" not in page(clients["staff"], question)
    assert clients["staff"].post(f"{question.get_absolute_url()}brouillon/", {"kind": "fiche"}).status_code == 403


# Ideas


def test_who_votes_once_each_and_takes_it_back(clients, idea):
    address = f"{idea.get_absolute_url()}voter/"
    for role, counted in {"visitor": 0, "member": 0, "stranger": 1, "moderator": 2, "staff": 3}.items():
        for _twice in range(2):
            assert clients[role].post(address).status_code == 302
        idea.refresh_from_db()
        assert idea.votes_count == counted, role
    clients["stranger"].post(address, {"undo": "1"})
    idea.refresh_from_db()
    assert idea.votes_count == 2
    assert "2 votes" in clients["visitor"].get("/forum/idees/").content.decode()


def test_nobody_reads_who_voted_and_votes_leave_with_their_account(clients, idea, stranger):
    vote(topic=idea, by=stranger, wanted=True)
    assert "Basile" not in page(clients["staff"], idea)
    stranger.delete()
    idea.refresh_from_db()
    assert (idea.votes_count, IdeaVote.objects.count()) == (0, 0)


def test_ideas_by_votes(clients, idea, member, stranger):
    other = make_topic(idea.forum, stranger, subject="Une chorale")
    vote(topic=idea, by=stranger, wanted=True)
    shown = clients["visitor"].get("/forum/idees/?etat=votes").content.decode()
    assert shown.index(idea.subject) < shown.index(other.subject)


def test_the_team_decides_with_a_reason_and_votes_are_closed(clients, idea, moderator, stranger):
    address = f"{idea.get_absolute_url()}decision/"
    values = {"action": "decide", "outcome": "declined", "reason": ""}
    assert clients["stranger"].post(address, values).status_code == 403
    assert clients["moderator"].post(address, values).status_code == 422
    assert clients["moderator"].post(address, values | {"reason": "Trop cher."}).status_code == 302
    shown = page(clients["visitor"], idea)
    assert "Pas retenue" in shown and "Trop cher." in shown and "Nadia" in shown and "Les votes sont clos" in shown
    with pytest.raises(PermissionDenied):
        vote(topic=idea, by=stranger, wanted=True)
    clients["stranger"].post(f"{idea.get_absolute_url()}voter/")
    assert not IdeaVote.objects.exists()
    assert idea.subject not in clients["visitor"].get("/forum/idees/?etat=votes").content.decode()
    decide_idea(topic=idea, by=moderator, outcome="")
    assert vote(topic=idea, by=stranger, wanted=True) == 1
