"""What was answered without an account moves into it, nothing lost."""

import pytest
from django.test import Client
from django.urls import reverse

from courses import actions
from courses.models import Answer, Learner, LessonProgress, Question
from tests.factories.people import PASSWORD, UserFactory

from .conftest import LAST, LESSON, READING_ONLY

pytestmark = pytest.mark.django_db
ANSWER = f"{LESSON}repondre/"


def browser() -> Client:
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


def sign_in(client, person):
    response = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert response.status_code == 302
    return response


def test_first_sign_in_makes_the_guest_the_members_own(course):
    person, client = UserFactory(), browser()
    client.post(ANSWER, {"question": "une-graine", "q.une-graine": "a"})
    client.post(f"{READING_ONLY}lu/")
    sign_in(client, person)
    learner = Learner.objects.get()
    assert learner.person == person
    assert learner.answers.count() == 1 and learner.lessons.count() == 2
    assert "C’est juste" in client.get(LESSON).content.decode()


def test_answers_of_guest_and_member_are_merged(course):
    person, home, library = UserFactory(), browser(), browser()
    sign_in(home, person)
    home.post(ANSWER, {"question": "une-graine", "q.une-graine": "a"})
    home.post(ANSWER, {"question": "vrai-ou-faux", "q.vrai-ou-faux": "faux"})
    library.post(ANSWER, {"question": "une-graine", "q.une-graine": "b"})
    library.post(ANSWER, {"question": "plusieurs", "q.plusieurs": ["eau", "chaleur"]})
    library.post(f"{LAST}lu/")
    sign_in(library, person)

    learner = Learner.objects.get()
    answers = {answer.uid: answer for answer in learner.answers.all()}
    assert set(answers) == {"une-graine", "vrai-ou-faux", "plusieurs"}
    both = answers["une-graine"]
    assert (both.tries, both.best_score, both.score, both.first_right) == (2, 100, 0, True)
    assert both.given == {"choices": ["b"]}
    assert learner.lessons.get(lesson__slug="choisir-ses-graines").score == 50
    assert learner.lessons.get(lesson__slug="partager").done_at


def test_two_halves_of_a_quiz_make_a_lesson_done(course):
    person, home, library = UserFactory(), browser(), browser()
    sign_in(home, person)
    home.post(ANSWER, {"q.une-graine": "a", "q.vrai-ou-faux": "vrai"})
    library.post(ANSWER, {"q.plusieurs": "eau", "q.associer.p1": "p1"})
    assert not LessonProgress.objects.done().exists()
    sign_in(library, person)
    assert LessonProgress.objects.done().count() == 1


def test_the_cookie_is_worth_nothing_after_sign_out(course):
    person, client = UserFactory(), browser()
    client.post(ANSWER, {"question": "une-graine", "q.une-graine": "a"})
    sign_in(client, person)
    client.logout()
    client.cookies["learner"] = client.cookies["learner"].value if "learner" in client.cookies else "x"
    assert "C’est juste" not in client.get(LESSON).content.decode()
    client.post(ANSWER, {"question": "une-graine", "q.une-graine": "b"})
    assert Learner.objects.count() == 2
    assert Learner.objects.get(person=person).answers.get().score == 100


def test_signing_in_with_nothing_to_bring_changes_nothing(course):
    sign_in(browser(), UserFactory())
    assert not Learner.objects.exists()


def test_a_question_deleted_from_the_lesson_keeps_its_answer(course, lesson):
    client = browser()
    client.post(ANSWER, {"question": "une-graine", "q.une-graine": "a"})
    Question.objects.get(lesson=lesson, uid="une-graine").delete()
    assert Answer.objects.count() == 1
    assert client.get(LESSON).status_code == 200


def test_guests_whose_cookie_ran_out_are_forgotten(course):
    old, late, member = Learner.objects.create(), Learner.objects.create(), Learner.objects.create(person=UserFactory())
    from django.utils import timezone

    long_ago = timezone.now() - actions.IDLE_FOR * 2
    Learner.objects.update(created_at=long_ago)
    lesson = LessonProgress._meta.get_field("lesson").related_model.objects.first()
    LessonProgress.objects.create(learner=late, lesson=lesson)
    assert actions.forget_idle_learners() == 1
    assert set(Learner.objects.all()) == {late, member}
    assert not Learner.objects.filter(pk=old.pk).exists()
