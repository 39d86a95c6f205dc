"""« Poser une question sur cette leçon »: from the lesson to the forum and back."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from courses import asking
from courses.models import LessonPage, LessonQuestion
from forum.machina.forum_conversation.actions import reply
from forum.machina.forum_conversation.models import Topic
from forum.support.actions import moderation
from forum.support.actions.answers import accept_answer, say_solved
from forum.support.actions.bug_reports import change_state
from forum.support.actions.merging import merge_topics
from forum.support.models import BugReport
from portal.core import page_cache
from tests.factories.forum import BoardFactory, make_topic
from tests.factories.people import UserFactory

from .conftest import LESSON, READING_ONLY

pytestmark = pytest.mark.django_db


def client_of(person=None) -> Client:
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    if person:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def name_board(course, board):
    course.board = board.slug
    course.save_revision().publish()


@pytest.fixture
def board(course):
    board = BoardFactory(slug="cours", name="Les cours", questions=True)
    name_board(course, board)
    return board


@pytest.fixture
def owner(db):
    return UserFactory(public_name="Odile")


@pytest.fixture
def question(board, owner, lesson):
    return asking.tie(topic=make_topic(board, owner, subject="Quelle graine pour débuter ?"), lesson=lesson)


def door(lesson) -> str:
    return f"/forum/cours/nouveau/?sujet=lecon-{lesson.pk}"


def section(response) -> str:
    """The part of a lesson's page about questions, on one line; empty when it is not there."""
    found = re.search(r'<nav[^>]* id="questions".*?</nav>', response.content.decode(), re.DOTALL)
    return re.sub(r"\s+", " ", found.group()) if found else ""


# Who sees the door


def test_a_course_without_a_board_has_no_door(client, course):
    assert section(client.get(LESSON)) == ""


def test_a_board_that_does_not_exist_makes_no_door(client, course):
    course.board = "nulle-part"
    course.save_revision().publish()
    assert section(client.get(LESSON)) == ""


def test_visitor_finds_the_door_of_a_public_board_and_signs_in_on_the_way(client, board, lesson):
    response = client.get(LESSON)
    assert f'href="{door(lesson)}"' in section(response)
    assert not response.cookies and "csrf" not in response.content.decode().lower()
    way = client.get(door(lesson))
    assert way.status_code == 302
    assert way["Location"].startswith("/compte/login/?next=/forum/cours/nouveau/%3Fsujet%3Dlecon-")


def test_visitor_sees_neither_door_nor_questions_of_a_members_board(client, question, board, lesson):
    board.who_reads = "members"
    board.save()
    assert section(client.get(LESSON)) == ""
    assert "Quelle graine" in section(client_of(UserFactory()).get(LESSON))


def test_a_team_board_shows_to_the_team_only(question, board):
    board.who_reads = "team"
    board.save()
    assert section(client_of(UserFactory()).get(LESSON)) == ""
    assert section(client_of(question.topic.poster).get(LESSON)) == ""
    for role in ("moderator", "staff"):
        assert "Quelle graine" in section(client_of(UserFactory(**{role: True})).get(LESSON))


def test_a_closed_board_keeps_its_questions_and_has_no_door(client, question, board):
    board.is_closed = True
    board.save()
    shown = section(client.get(LESSON))
    assert "Quelle graine" in shown and "/nouveau/" not in shown


# Asking


def test_member_asks_with_the_title_begun_and_the_question_shows_under_the_lesson(board, lesson, owner):
    browser = client_of(owner)
    form = browser.get(door(lesson)).content.decode()
    assert "À propos de « Choisir ses graines »" in form.replace("\u00a0", " ").replace("\u202f", " ")
    assert f'href="{LESSON}"' in form
    sent = browser.post(door(lesson), {"subject": "Des graines de trois ans ?", "content": "Sont-elles bonnes ?"})
    topic = Topic.objects.get()
    assert sent["Location"] == topic.get_absolute_url()
    assert topic.lesson_question.lesson_id == lesson.pk
    shown = section(client_of().get(LESSON))
    assert topic.get_absolute_url() in shown and "Pas encore de réponse" in shown
    assert LESSON in client_of().get(topic.get_absolute_url()).content.decode()


def test_a_preview_an_error_and_a_lost_session_keep_the_lesson(board, lesson, owner):
    browser, words = client_of(owner), {"subject": "Des graines ?", "content": "Sont-elles bonnes ?"}
    preview = browser.post(door(lesson), words | {"preview": "1"})
    assert "action=" not in re.search(r'<form class="form".*?>', preview.content.decode()).group()
    assert browser.post(door(lesson), words | {"content": ""}).status_code == 200
    lost = client_of().post(door(lesson), words)
    assert lost.status_code == 403 and "Sont-elles bonnes" in lost.content.decode()
    browser.post(door(lesson), words)
    assert LessonQuestion.objects.get().lesson_id == lesson.pk


def test_a_form_sent_twice_is_one_question(board, lesson, owner):
    for _time in range(2):
        client_of(owner).post(door(lesson), {"subject": "Des graines ?", "content": "Sont-elles bonnes ?"})
    assert Topic.objects.count() == LessonQuestion.objects.count() == 1


def test_a_bug_board_asks_its_three_questions_and_its_states_show(course, lesson, owner):
    bugs = BoardFactory(slug="cours", bugs=True)
    name_board(course, bugs)
    answers = {"subject": "Faute", "did": "Lu", "expected": "Juste", "happened": "Coquille"}
    client_of(owner).post(door(lesson), answers)
    assert "Nouveau" in section(client_of().get(LESSON))
    change_state(report=BugReport.objects.get(), to="resolved", by=UserFactory(moderator=True))
    cache.clear()
    assert "Résolue" in section(client_of().get(LESSON))


@pytest.mark.parametrize(
    "name", ["", "lecon", "lecon-", "lecon-0", "lecon-x", "lecon-²", "lecon--1", "lecon-99999999999", "autre-1", "\x00"]
)
def test_whatever_stands_in_the_address_the_form_opens(board, owner, name):
    browser = client_of(owner)
    assert browser.get("/forum/cours/nouveau/", {"sujet": name}).status_code == 200
    browser.post(f"/forum/cours/nouveau/?sujet={name}", {"subject": "Bonjour", "content": "À tout le monde"})
    assert Topic.objects.count() == 1 and not LessonQuestion.objects.exists()


def test_another_boards_form_binds_nothing(board, lesson, owner):
    BoardFactory(slug="idees")
    client_of(owner).post(f"/forum/idees/nouveau/?sujet=lecon-{lesson.pk}", {"subject": "Bonjour", "content": "Ici"})
    assert not LessonQuestion.objects.exists()


@pytest.mark.parametrize("hide", ["restrict", "unpublish", "unpublish the course"])
def test_a_lesson_that_one_may_not_read_gives_neither_its_title_nor_a_link(board, lesson, owner, course, hide):
    if hide == "restrict":
        PageViewRestriction.objects.create(page=lesson.get_parent(), restriction_type="password", password="mot")
    elif hide == "unpublish":
        lesson.unpublish()
    else:
        course.specific.unpublish()
    browser = client_of(owner)
    assert "Choisir ses graines" not in browser.get(door(lesson)).content.decode()
    browser.post(door(lesson), {"subject": "Bonjour", "content": "Ici"})
    assert not LessonQuestion.objects.exists()


def test_a_title_of_markup_is_shown_as_words(board, lesson, owner):
    title = "<script>alert(1)</script>"
    client_of(owner).post(door(lesson), {"subject": title, "content": "<img src=x onerror=alert(1)>"})
    shown = section(client_of().get(LESSON))
    assert "&lt;script&gt;" in shown and "<script" not in shown


def test_a_very_long_lesson_title_leaves_room_for_the_question(board, lesson, owner):
    LessonPage.objects.filter(pk=lesson.pk).update(title="Graines " * 30)
    form = client_of(owner).get(door(lesson)).content.decode()
    begun = re.search(r'name="subject" value="([^"]*)"', form).group(1)
    assert 40 < len(begun) <= 100


# What shows


def test_solved_ones_first_then_the_latest_five_at_most(board, owner, lesson):
    asked = [
        asking.tie(topic=make_topic(board, owner, subject=f"Question {number}"), lesson=lesson) for number in range(7)
    ]
    say_solved(topic=asked[0].topic, by=owner, solved=True)
    shown = re.findall(r">(Question \d) \(", section(client_of().get(LESSON)))
    assert shown == ["Question 0", "Question 6", "Question 5", "Question 4", "Question 3"]


def test_a_question_stays_with_its_lesson(question):
    assert "Quelle graine" not in section(client_of().get(READING_ONLY))


def test_a_question_merged_into_another_topic_stays_with_its_lesson(question, board, lesson, owner):
    moderator = UserFactory(moderator=True)
    kept = make_topic(board, owner, subject="Choisir ses graines")
    merge_topics(topic=question.topic, into=kept, by=moderator, reason="La même question.")
    assert "Choisir ses graines" in section(client_of().get(LESSON))
    other = asking.tie(topic=make_topic(board, owner, subject="Encore une"), lesson=lesson)
    merge_topics(topic=other.topic, into=kept, by=moderator, reason="La même question.")
    assert section(client_of().get(LESSON)).count("Choisir ses graines") == 1


def test_what_waits_or_was_removed_shows_to_nobody(question, board, lesson, owner):
    moderator = UserFactory(moderator=True)
    board.is_premoderated = True
    board.save()
    waiting = asking.tie(topic=make_topic(board, owner, subject="En attente"), lesson=lesson)
    moderation.remove_topic(topic=question.topic, by=moderator, reason="Hors sujet")
    for browser in (client_of(), client_of(owner), client_of(moderator)):
        shown = section(browser.get(LESSON))
        assert "En attente" not in shown and "Quelle graine" not in shown
    moderation.approve_post(post=waiting.topic.posts.get(), by=moderator)
    moderation.restore_topic(topic=question.topic, by=moderator, reason="Erreur")
    cache.clear()
    shown = section(client_of().get(LESSON))
    assert "En attente" in shown and "Quelle graine" in shown


@pytest.mark.parametrize("what", ["title", "answer", "solved", "removed", "board"])
def test_a_visitors_cached_lesson_follows_the_question(
    what, client, question, owner, lesson, board, django_capture_on_commit_callbacks
):
    from forum.machina.forum_conversation import actions

    before = section(client.get(LESSON))
    assert section(client.get(LESSON)) == before
    with django_capture_on_commit_callbacks(execute=True):
        if what == "title":
            actions.edit_post(post=question.topic.posts.get(), by=owner, content="Ici", subject="Autre titre")
        elif what == "answer":
            actions.reply(topic=question.topic, by=UserFactory(), content="Des radis.")
        elif what == "solved":
            say_solved(topic=question.topic, by=owner, solved=True)
        elif what == "removed":
            moderation.remove_topic(topic=question.topic, by=UserFactory(moderator=True), reason="Doublon")
        else:
            board.who_reads = "team"
            board.save()
    after = section(client.get(LESSON))
    expected = {"title": "Autre titre", "answer": "1 réponse", "solved": "Résolue"}
    if what in expected:
        assert expected[what] in after and expected[what] not in before
    else:
        assert "Quelle graine" in before and "Quelle graine" not in after


# Saying that it is solved


def test_whoever_asked_and_the_team_say_that_it_is_solved_the_others_may_not(question, owner):
    address = question.topic.get_absolute_url()
    people = {"visitor": None, "stranger": UserFactory(), "owner": owner,
              "moderator": UserFactory(moderator=True), "staff": UserFactory(staff=True)}  # fmt: skip
    for role, person in people.items():
        browser, may = client_of(person), role in ("owner", "moderator", "staff")
        assert (f'action="{address}resolu/"' in browser.get(address).content.decode()) is may, role
        response = browser.post(f"{address}resolu/", {"solved": "yes"})
        assert response.status_code == {"stranger": 403}.get(role, 302), role
        question.topic.refresh_from_db()
        assert question.is_solved is may, role
        if may:
            browser.post(f"{address}resolu/", {"solved": "no"})
            question.topic.refresh_from_db()
            assert not question.is_solved


def test_an_accepted_answer_solves_the_question_under_the_lesson(client, question, owner):
    answer = reply(topic=question.topic, by=UserFactory(), content="Des radis.")
    assert "Résolue" not in section(client.get(LESSON))
    accept_answer(post=answer, by=owner)
    cache.clear()
    assert "Résolue" in section(client.get(LESSON))


def test_a_removed_topic_takes_its_link_and_an_erased_account_leaves_it(question, owner):
    owner.delete()
    assert "Quelle graine" in section(client_of().get(LESSON))
    Topic.objects.all().delete()
    assert not LessonQuestion.objects.exists()


# Queries


def test_a_members_lesson_with_questions_stays_within_twelve_queries(question, board, owner, lesson, monkeypatch):
    # Only a test reads inside a transaction: what every page shows alike is remembered everywhere else.
    monkeypatch.setattr(page_cache, "in_transaction", lambda: False)
    browser = client_of(UserFactory())
    browser.post(f"{LESSON}repondre/", {"question": "une-graine", "q.une-graine": "b"})

    def count() -> int:
        cache.clear()
        browser.get(LESSON)
        with CaptureQueriesContext(connection) as queries:
            browser.get(LESSON)
        return len(queries)

    before = count()
    for number in range(8):
        asking.tie(topic=make_topic(board, UserFactory(), subject=f"Question {number}"), lesson=lesson)
    assert count() == before <= 12


# What ships


def test_shipped_courses_name_a_board_that_ships():
    import yaml

    from courses.shipped import CONTENT
    from forum.support.loaders import CONTENT as BOARDS

    boards = {row["slug"] for row in yaml.safe_load(BOARDS.read_text())["boards"]}
    named = {yaml.safe_load(path.read_text())["board"] for path in CONTENT.glob("*/course.yaml")}
    assert named and named <= boards


def test_the_demos_questions_are_tied_once(board, owner, lesson, monkeypatch, tmp_path):
    from courses import shipped

    make_topic(board, owner, subject="Semer en mars ?")
    (tmp_path / "questions.yaml").write_text(
        "questions:\n"
        '  - {lesson: choisir-ses-graines, topic: "Semer en mars ?", solved: true}\n'
        '  - {lesson: inconnue, topic: "Semer en mars ?", solved: false}\n'
    )
    monkeypatch.setattr(shipped, "CONTENT", tmp_path)
    assert [shipped.load_questions()["questions"] for _time in range(2)] == [1, 0]
    assert LessonQuestion.objects.get().is_solved
