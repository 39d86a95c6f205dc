"""Answers: what a visitor without JavaScript sees, what is kept, what is refused."""

import re

import pytest
import time_machine
from django.test import Client

from courses import learners
from courses.models import Answer, Learner, LessonProgress, Question
from portal.core import rate_limit
from tests.factories.people import UserFactory

from .conftest import LESSON, READING_ONLY

pytestmark = pytest.mark.django_db
ANSWER = f"{LESSON}repondre/"
ALL_RIGHT = {
    "q.une-graine": "a",
    "q.vrai-ou-faux": "vrai",
    "q.plusieurs": ["eau", "chaleur"],
    "q.associer.p1": "p1",
    "q.associer.p2": "p2",
    "q.associer.p3": "p1",
}


@pytest.fixture(autouse=True)
def _course(course):
    """Every test of this file has the course."""


def fieldset(response, uid: str) -> str:
    page = response.content.decode()
    start = page.index(f'id="question-{uid}"')
    return re.sub(r"\s+", " ", page[start : page.index("</fieldset>", start)])


def follow(client, response):
    assert response.status_code == 303
    return client.get(response["Location"].partition("#")[0])


def test_visitor_answers_right_and_reads_why(client):
    response = client.post(ANSWER, {"question": "une-graine", "q.une-graine": "a"})
    assert response["Location"] == f"{LESSON}#question-une-graine"
    shown = fieldset(follow(client, response), "une-graine")
    assert "C’est juste" in shown and "On peut la ressemer." in shown
    assert "Oui, c’est son intérêt." in shown and "C’est le cas des hybrides." in shown
    assert 'value="a" checked' in shown


def test_visitor_answers_wrong_and_reads_what_was_right(client):
    shown = fieldset(follow(client, client.post(ANSWER, {"question": "une-graine", "q.une-graine": "b"})), "une-graine")
    assert "choice--wrong" in shown and "choice--missed" in shown
    assert "À revoir" in shown and "C’est juste" not in shown


def test_visitor_answers_partly(client):
    sent = client.post(ANSWER, {"question": "plusieurs", "q.plusieurs": ["eau"]})
    shown = fieldset(follow(client, sent), "plusieurs")
    assert "Presque" in shown and "choice--right" in shown and "choice--missed" in shown
    assert Answer.objects.get().score == 50


def test_visitor_matches_lines(client):
    sent = client.post(ANSWER, {"question": "associer", "q.associer.p1": "p1", "q.associer.p2": "p1"})
    shown = fieldset(follow(client, sent), "associer")
    assert Answer.objects.get().score == 33
    assert "La bonne réponse" in shown and "Elle aime la chaleur." in shown
    assert shown.count("selected") == 2


def test_nothing_is_said_of_questions_not_answered_yet(client):
    page = follow(client, client.post(ANSWER, {"question": "une-graine", "q.une-graine": "a"}))
    assert "verdict" not in fieldset(page, "plusieurs")
    assert "Pas forcément." not in page.content.decode()


def test_the_first_answer_sets_one_cookie_that_scripts_cannot_read(client):
    response = client.post(ANSWER, {"question": "une-graine", "q.une-graine": "a"})
    assert list(response.cookies) == ["learner"]
    cookie = response.cookies["learner"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert str(Learner.objects.get().key) in cookie.value


def test_a_forged_cookie_is_no_learner(client):
    client.post(ANSWER, {"question": "une-graine", "q.une-graine": "a"})
    forger = Client()
    forger.cookies["learner"] = f"{Learner.objects.get().key}:x:y"
    assert "verdict" not in fieldset(forger.get(LESSON), "une-graine")


def test_choices_not_sent_yet_are_still_chosen_after_the_redirect(client):
    sent = client.post(ANSWER, {"question": "une-graine", "q.une-graine": "a", "q.plusieurs": ["eau", "argent"],
                                "q.associer.p2": "p2"})  # fmt: skip
    page = follow(client, sent)
    assert fieldset(page, "plusieurs").count("checked") == 2
    assert "selected" in fieldset(page, "associer")
    assert Answer.objects.count() == 1


def test_an_answer_stays_judged_while_the_next_question_is_answered(client):
    """Without scripts the whole form is sent again with every answer."""
    client.post(ANSWER, {"question": "une-graine", "q.une-graine": "a"})
    sent = client.post(ANSWER, {"question": "plusieurs", "q.une-graine": "a", "q.plusieurs": "eau"})
    assert "verdict" in fieldset(follow(client, sent), "une-graine")


def test_a_question_sent_empty_says_so_and_keeps_the_rest(client):
    sent = client.post(ANSWER, {"question": "une-graine", "q.plusieurs": "eau"})
    page = follow(client, sent)
    assert "Choisissez d’abord une réponse" in fieldset(page, "une-graine")
    assert "checked" in fieldset(page, "plusieurs")
    assert not sent.cookies and not Learner.objects.exists()


def test_the_whole_quiz_at_once_makes_the_lesson_done(client):
    client.post(ANSWER, ALL_RIGHT)
    progress = LessonProgress.objects.get()
    assert (progress.score, progress.done_at is None) == (100, False)
    page = client.get(LESSON).content.decode()
    assert "4 réponses justes sur 4" in page
    assert "J’ai lu cette leçon" not in page


def test_a_quiz_half_answered_is_in_progress(client):
    client.post(ANSWER, {"question": "une-graine", "q.une-graine": "a"})
    progress = LessonProgress.objects.get()
    assert progress.done_at is None and progress.score == 25
    assert "en cours" in client.get(LESSON).content.decode()


def test_the_best_score_is_kept_and_tries_are_counted(client):
    for choice in ("b", "a", "b"):
        client.post(ANSWER, {"question": "une-graine", "q.une-graine": choice})
    answer = Answer.objects.get()
    assert (answer.tries, answer.score, answer.best_score, answer.first_right) == (3, 0, 100, False)
    assert "Votre meilleur score" in fieldset(client.get(LESSON), "une-graine")


def test_the_same_answer_twice_is_one_try(client):
    for _click in range(2):
        client.post(ANSWER, {"question": "une-graine", "q.une-graine": "a"})
    assert Answer.objects.get().tries == 1
    assert Learner.objects.count() == 1


def test_said_twice_read_counts_once(client):
    client.post(f"{READING_ONLY}lu/")
    done = LessonProgress.objects.get().done_at
    assert client.post(f"{READING_ONLY}lu/")["Location"] == f"{READING_ONLY}#suite"
    assert LessonProgress.objects.get().done_at == done


def test_a_question_rewritten_since_is_not_judged(client, lesson):
    client.post(ANSWER, {"question": "une-graine", "q.une-graine": "a"})
    question = Question.objects.get(lesson=lesson, uid="une-graine")
    for choice in question.data["choices"]:
        choice["right"] = not choice["right"]
    question.save()
    shown = fieldset(client.get(LESSON), "une-graine")
    assert "verdict" not in shown and "a été réécrite" in shown
    client.post(ANSWER, {"question": "une-graine", "q.une-graine": "a"})
    answer = Answer.objects.get()
    assert (answer.score, answer.best_score, answer.tries) == (0, 100, 2)


def test_with_javascript_only_the_question_comes_back(client):
    response = client.post(ANSWER, {"question": "une-graine", "q.une-graine": "a"}, headers={"X-Fragment": "question"})
    page = response.content.decode()
    assert response.status_code == 200 and "<html" not in page
    assert 'id="question-une-graine"' in page and 'id="quiz-result"' in page
    assert "no-store" in response["Cache-Control"] and "learner" in response.cookies
    empty = client.post(ANSWER, {"question": "plusieurs"}, headers={"X-Fragment": "question"})
    assert empty.status_code == 422 and "Choisissez d’abord une réponse" in empty.content.decode()


def test_a_form_from_another_site_is_refused(db):
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://ailleurs.example"}, {}):
        stranger = Client(headers=headers)
        assert stranger.post(ANSWER, {"question": "une-graine", "q.une-graine": "a"}).status_code == 403
        assert stranger.post(f"{READING_ONLY}lu/").status_code == 403
    assert not Learner.objects.exists()


def test_an_unknown_question_is_not_found(client):
    assert client.post(ANSWER, {"question": "inventee", "q.inventee": "a"}).status_code == 404
    assert client.post(f"{READING_ONLY}repondre/", {"q.x": "a"}).status_code == 404


@pytest.mark.parametrize("what", ["repondre/", "lu/"])
def test_opening_the_address_of_a_form_leads_to_the_lesson(client, what):
    assert client.get(f"{LESSON}{what}")["Location"] == LESSON


def test_member_answers_without_any_learner_cookie(client):
    person = UserFactory()
    client.force_login(person)
    response = client.post(ANSWER, ALL_RIGHT)
    assert "learner" not in response.cookies
    assert LessonProgress.objects.get().learner.person == person
    assert "4 réponses justes sur 4" in client.get(LESSON).content.decode()


def test_stranger_sees_nothing_of_anybody(client):
    client.post(ANSWER, ALL_RIGHT)
    other = Client().get(LESSON).content.decode()
    assert "verdict" not in other and "checked" not in other


def begin(lesson_address: str, **extra):
    """A visitor without a cookie says « J’ai lu »."""
    return Client(headers={"Sec-Fetch-Site": "same-origin"}).post(f"{lesson_address}lu/", **extra)


def test_visitors_who_begin_from_one_address_are_limited_by_the_hour(monkeypatch, client):
    monkeypatch.setattr(learners, "NEW_LEARNERS_AN_HOUR", 2)
    with time_machine.travel("2026-11-20 10:05:00+01:00", tick=False) as clock:
        assert [begin(READING_ONLY).status_code for _visitor in range(3)] == [303, 303, 429]
        assert Learner.objects.count() == 2
        refused = begin(READING_ONLY)
        assert "Trop de monde à la fois" in refused.text
        assert f'href="{READING_ONLY}"' in refused.text
        assert (refused["Retry-After"], refused.cookies) == ("3600", {})
        # reading, and others, go on
        assert client.get(READING_ONLY).status_code == 200
        assert begin(READING_ONLY, REMOTE_ADDR="192.0.2.7").status_code == 303
        clock.shift(3600)
        assert begin(READING_ONLY).status_code == 303


def test_whoever_has_begun_is_never_limited(monkeypatch, client):
    client.post(f"{READING_ONLY}lu/")
    monkeypatch.setattr(learners, "NEW_LEARNERS_AN_HOUR", 0)
    assert client.post(ANSWER, {"question": "une-graine", "q.une-graine": "a"}).status_code == 303
    member = Client(headers={"Sec-Fetch-Site": "same-origin"})
    member.force_login(UserFactory())
    assert member.post(ANSWER, {"question": "une-graine", "q.une-graine": "a"}).status_code == 303


def test_a_limit_keeps_no_address(monkeypatch):
    kept = []
    monkeypatch.setattr(rate_limit.cache, "set", lambda *words, **_more: kept.append(words))
    begin(READING_ONLY, REMOTE_ADDR="192.0.2.7")
    begin(READING_ONLY, REMOTE_ADDR="2001:db8::1")
    begin(READING_ONLY, REMOTE_ADDR="2001:db8::2")
    counted = [key for key, *_rest in kept if key.startswith("starts:")]
    assert len(counted) == 3 and len(set(counted)) == 2
    assert not any("192.0.2" in key or "2001" in key for key in counted)
