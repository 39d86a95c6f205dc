"""What learners stumble on: sums that authors read, and that tell nothing about fewer than five people."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses import stumbling
from courses.actions import bring_into_account, record_answers
from courses.models import Answer, Learner, LessonOpens, LessonPage, LessonProgress, Question
from portal.figures.small_groups import by_fives, rate
from tests.factories.people import UserFactory

from .test_queries import grow

pytestmark = pytest.mark.django_db
LAST_WEEK = timedelta(days=7)


def learn(lesson, people: int, *, wrong: int = 0, choice: str = "b", ago=LAST_WEEK) -> None:
    """So many people did the lesson some time ago; `wrong` of them took this choice for « une-graine » at first."""
    question = lesson.questions.get(uid="une-graine")
    at = timezone.now() - ago
    for number in range(people):
        learner = Learner.objects.create()
        given = {"une-graine": {"choices": [choice if number < wrong else "a"]}}
        record_answers(learner=learner, lesson=lesson, questions=[question], given=given)
        Answer.objects.filter(learner=learner).update(first_at=at)
        LessonProgress.objects.filter(learner=learner).update(done_at=at)


def question_of(lesson, period=stumbling.MONTH):
    return stumbling.questions_of(lesson, stumbling.period(period))[0]


def lesson_of(course, lesson, period=stumbling.MONTH):
    figures = stumbling.lessons_of(course, stumbling.period(period))
    return next(one for one in figures if one.pk == lesson.pk)


@pytest.fixture
def author(client, course):
    client.force_login(UserFactory(author=True))
    return client


@pytest.mark.parametrize(("count", "shown"), [(0, None), (4, None), (5, 5), (6, 5), (9, 5), (10, 10), (1004, 1000)])
def test_counts_go_by_fives(count, shown):
    assert by_fives(count) == shown


@pytest.mark.parametrize(("part", "people", "shown"), [
    (4, 4, None), (5, 5, 90), (0, 5, 10), (4, 5, 80), (3, 5, 60), (99, 100, 90), (1, 3000, 10), (52, 80, 70),
])  # fmt: skip
def test_a_rate_goes_by_tens_and_never_says_all_or_none(part, people, shown):
    found = rate(part, people)
    assert (found.value if found else None) == shown
    assert not found or ("85" in found.words if shown == 90 else "15" in found.words if shown == 10 else True)


def test_no_rate_tells_that_one_person_alone_was_right_or_wrong():
    """The same figures come of groups where everybody, and not everybody, was right."""
    for people in range(5, 40):
        alike = [
            (right, others)
            for others in range(by_fives(people), by_fives(people) + 5)
            for right in range(others + 1)
            if rate(right, others) == rate(people, people)
        ]
        assert any(right < others for right, others in alike)


def test_four_people_are_told_nothing_of_and_five_are(course, lesson):
    learn(lesson, 4, wrong=4)
    assert (lesson_of(course, lesson).done, question_of(lesson).people, question_of(lesson).right) == (None, None, None)
    assert question_of(lesson).wrong == ""
    learn(lesson, 1, wrong=1)
    figures = question_of(lesson)
    assert (lesson_of(course, lesson).done, figures.people, figures.right.value) == (5, 5, 10)
    assert figures.wrong and figures.wrong_people == 5


def test_the_step_from_five_to_six_and_two_periods_tell_nothing(course, lesson):
    learn(lesson, 5, wrong=1)
    before = (lesson_of(course, lesson), question_of(lesson).people)
    learn(lesson, 1, ago=timedelta(days=90))
    assert lesson_of(course, lesson, stumbling.YEAR).done == lesson_of(course, lesson).done
    learn(lesson, 1)
    assert (lesson_of(course, lesson), question_of(lesson).people) == before


def test_what_happens_today_is_told_tomorrow(course, lesson):
    learn(lesson, 5, ago=timedelta())
    LessonOpens.objects.create(lesson=lesson, day=timezone.localdate(), count=50)
    assert (lesson_of(course, lesson).done, lesson_of(course, lesson).opens) == (None, None)
    assert question_of(lesson, stumbling.ALWAYS).people is None


def test_the_first_answer_counts_whatever_comes_after(lesson):
    learn(lesson, 5, wrong=5)
    question = lesson.questions.get(uid="une-graine")
    for learner in Learner.objects.all():
        right = {"une-graine": {"choices": ["a"]}}
        record_answers(learner=learner, lesson=lesson, questions=[question], given=right)
    figures = question_of(lesson)
    texts = {one["id"]: one["text"] for one in question.data["choices"]}
    assert (figures.right.value, figures.wrong, figures.wrong_people) == (10, texts["b"], 5)


def test_a_wrong_answer_that_four_people_gave_is_not_told(lesson):
    learn(lesson, 4, wrong=4, choice="c")
    learn(lesson, 6, wrong=0)
    assert question_of(lesson).people == 10 and question_of(lesson).wrong == ""


def test_a_question_that_became_another_one_starts_afresh(lesson):
    learn(lesson, 6, wrong=3)
    question = lesson.questions.get(uid="une-graine")
    data = question.data
    data["choices"][0]["right"], data["choices"][1]["right"] = False, True
    Question.objects.filter(pk=question.pk).update(data=data)
    assert question_of(lesson).people is None


def test_a_first_answer_moves_into_the_account_with_its_state(lesson):
    question = lesson.questions.get(uid="une-graine")
    guest, person = Learner.objects.create(), UserFactory()
    own = Learner.objects.create(person=person)
    record_answers(learner=guest, lesson=lesson, questions=[question], given={"une-graine": {"choices": ["b"]}})
    record_answers(learner=own, lesson=lesson, questions=[question], given={"une-graine": {"choices": ["a"]}})
    bring_into_account(key=guest.key, person=person)
    kept = Answer.objects.get(learner=own)
    assert (kept.first_right, kept.first_wrong, kept.first_fingerprint) == (
        False, {"choices": ["b"]}, question.fingerprint)  # fmt: skip


def test_pages_of_figures_cost_the_same_at_two_sizes(author, course, lesson, index):
    learn(lesson, 5, wrong=2)
    addresses = [f"{reverse('stumbling')}?module={course.pk}", reverse("stumbling_lesson", args=[lesson.pk])]

    def queries():
        counts = []
        for address in addresses:
            author.get(address)
            with CaptureQueriesContext(connection) as asked:
                assert author.get(address).status_code == 200
            counts.append(len(asked))
        return counts

    before = queries()
    grow(index)
    for one in LessonPage.objects.descendant_of(course):
        LessonOpens.objects.create(lesson=one, day=timezone.localdate() - LAST_WEEK, count=12)
    learn(lesson, 20, wrong=12, choice="c")
    assert queries() == before


def test_the_file_says_what_the_page_says(author, course, lesson):
    learn(lesson, 7, wrong=6)
    LessonOpens.objects.create(lesson=lesson, day=timezone.localdate() - LAST_WEEK, count=23)
    page = author.get(reverse("stumbling"), {"module": course.pk}).content.decode()
    file = author.get(reverse("stumbling"), {"module": course.pk, "format": "csv"})
    assert file["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [f"1. {lesson.title}", "20", "5"] in rows
    assert ["2. Lire le ciel", "moins de 5", "moins de 5"] in rows
    assert all(cell in page for row in rows for cell in row if "’" not in cell)
    asked = author.get(reverse("stumbling_lesson", args=[lesson.pk]), {"format": "csv"}).content.decode()
    assert "15 % ou moins" in asked.replace("\xa0", " ").replace("\u202f", " ") and "5 personnes" in asked


def test_a_period_and_a_course_that_do_not_exist_are_the_first_ones(author):
    assert author.get(reverse("stumbling"), {"module": "x'", "periode": "../"}).status_code == 200
    for lesson in (10**9, 10**30):
        assert author.get(reverse("stumbling_lesson", args=[lesson])).status_code == 404


def test_who_reads_the_figures(course, lesson):
    for who, status in (({}, 302), ({"moderator": True}, 302), ({"author": True}, 200), ({"staff": True}, 200)):
        client = Client()
        client.force_login(UserFactory(**who))
        for address in (reverse("stumbling"), reverse("stumbling_lesson", args=[lesson.pk])):
            assert client.get(address).status_code == status, (who, address)


def test_every_night_the_house_counts_its_learners(course, lesson):
    from portal.figures.models import Figure

    learn(lesson, 6)
    call_command("count_figures", verbosity=0, day=timezone.localdate())
    found = dict(Figure.objects.filter(territory="").values_list("name", "value"))
    assert (found["learners"], found["lessons_done"], found["attestations_valid"]) == (5, 5, None)
