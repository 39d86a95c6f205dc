"""Notes of one's own: for members only, seen by nobody else, never lost between two tabs."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from courses import notes
from courses.models import LessonNote, LessonPage, SequencePage
from courses.models.notes import NOTE_LENGTH
from portal.privacy.registry import Erasure, registered
from tests.factories.people import UserFactory

from .conftest import LAST, LESSON, READING_ONLY, URL

pytestmark = pytest.mark.django_db
NOTES = f"{LESSON}notes/"
ALL = f"{URL}mes-notes/"


def client_of(person=None) -> Client:
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    if person:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture(autouse=True)
def _lessons(course):
    """Every test of this file has the course."""


@pytest.fixture
def owner():
    return UserFactory(public_name="Odile")


@pytest.fixture
def note(owner, lesson):
    return notes.save_note(person=owner, lesson=lesson, text="Garder **trois** sachets.", seen=0)


def page(response) -> str:
    return response.content.decode()


def textarea(response) -> str:
    return re.search(r'<textarea name="text"[^>]*>\s?(.*?)</textarea>', page(response), re.DOTALL).group(1)


def seen(response) -> str:
    return re.search(r'name="seen" value="(\d*)"', page(response)).group(1)


# Who


@pytest.mark.parametrize("address", [NOTES, ALL])
def test_visitor_is_led_to_sign_in_and_back_and_nothing_is_cached(client, address):
    response = client.get(address)
    assert response.status_code == 302 and response["Location"] == f"/compte/login/?next={address}"
    assert "no-store" in response["Cache-Control"]


def test_visitors_lesson_and_course_say_nothing_of_notes(client):
    for address in (LESSON, URL):
        assert "notes/" not in page(client.get(address))


@pytest.mark.parametrize("role", ["stranger", "moderator", "author", "staff"])
def test_nobody_else_reads_them(note, role):
    browser = client_of(UserFactory() if role == "stranger" else UserFactory(**{role: True}))
    for address in (NOTES, ALL, LESSON, URL):
        response = browser.get(address)
        assert response.status_code == 200
        assert "sachets" not in page(response)
    browser.post(NOTES, {"text": "À moi", "seen": "1"})
    note.refresh_from_db()
    assert note.text == "Garder **trois** sachets."


def test_member_writes_reads_again_and_finds_them_in_the_list(owner):
    browser = client_of(owner)
    assert f'href="{NOTES}"' in page(browser.get(LESSON)) and f'href="{ALL}"' in page(browser.get(URL))
    response = browser.post(NOTES, {"text": "Garder **trois** sachets.\r\nEt l’étiquette.", "seen": "0"})
    assert response.status_code == 303 and response["Location"] == NOTES
    again = browser.get(NOTES)
    assert "Vos notes sont enregistrées." in page(again)
    assert textarea(again) == "Garder **trois** sachets.\nEt l’étiquette."
    listed = browser.get(ALL)
    assert "<strong>trois</strong>" in page(listed)
    assert f'href="{LESSON}"' in page(listed) and f'href="{NOTES}"' in page(listed)
    for shown in (again, listed):
        assert "no-store" in shown["Cache-Control"] and "private" in shown["Cache-Control"]


def test_the_list_follows_the_course_and_says_when_it_is_empty(owner):
    browser = client_of(owner)
    assert "Pas encore de notes" in page(browser.get(ALL))
    for address in (LAST, LESSON, READING_ONLY):
        browser.post(f"{address}notes/", {"text": "Une note", "seen": "0"})
    listed = page(browser.get(ALL))
    places = [listed.index(f'<h2><a href="{address}"') for address in (LESSON, READING_ONLY, LAST)]
    assert places == sorted(places)
    browser.post(f"{LAST}notes/", {"text": "", "seen": "1"})
    assert f'<h2><a href="{LAST}"' not in page(browser.get(ALL))


def test_a_lesson_taken_away_leaves_its_notes_readable(owner, note, lesson):
    lesson.unpublish()
    listed = page(client_of(owner).get(ALL))
    assert "<strong>trois</strong>" in listed and LESSON not in listed
    assert client_of(owner).get(NOTES).status_code == 404


def test_a_restricted_lesson_asks_its_question_first(owner, note, lesson):
    PageViewRestriction.objects.create(page=lesson, restriction_type="password", password="mot")
    for response in (client_of(owner).get(NOTES), client_of(owner).post(NOTES, {"text": "x", "seen": "1"})):
        assert "<textarea" not in page(response)
    note.refresh_from_db()
    assert note.version == 1


# Nothing is lost


def test_a_lost_session_gives_the_words_back(lesson):
    response = client_of().post(NOTES, {"text": "Longuement écrit", "seen": "0"})
    assert response.status_code == 403
    assert textarea(response) == "Longuement écrit"
    assert "/compte/login/?next=" in page(response)
    assert not LessonNote.objects.exists()


def test_too_long_is_said_and_kept(owner):
    words = "à" * (NOTE_LENGTH + 1)
    response = client_of(owner).post(NOTES, {"text": words, "seen": "0"})
    assert response.status_code == 200 and textarea(response) == words
    assert 'aria-invalid="true"' in page(response)
    assert not LessonNote.objects.exists()
    assert client_of(owner).post(NOTES, {"text": words[1:], "seen": "0"}).status_code == 303


def test_the_second_tab_is_shown_both_and_asked(owner):
    browser = client_of(owner)
    first, second = seen(browser.get(NOTES)), seen(browser.get(NOTES))
    browser.post(NOTES, {"text": "Du premier onglet", "seen": first})
    response = browser.post(NOTES, {"text": "Du second onglet", "seen": second})
    assert response.status_code == 409
    assert textarea(response) == "Du second onglet" and "Du premier onglet" in page(response)
    assert LessonNote.objects.get().text == "Du premier onglet"
    asked = browser.post(NOTES, {"text": "Des deux", "seen": seen(response)})
    assert asked.status_code == 303 and LessonNote.objects.get().text == "Des deux"


def test_a_third_save_between_the_question_and_its_answer_asks_again(owner):
    browser = client_of(owner)
    browser.post(NOTES, {"text": "Un", "seen": "0"})
    question = browser.post(NOTES, {"text": "Deux", "seen": "0"})
    browser.post(NOTES, {"text": "Trois", "seen": "1"})
    assert browser.post(NOTES, {"text": "Deux", "seen": seen(question)}).status_code == 409
    assert LessonNote.objects.get().text == "Trois"


def test_emptied_in_one_tab_the_words_of_the_other_are_not_lost(owner, note):
    browser = client_of(owner)
    browser.post(NOTES, {"text": "", "seen": "1"})
    response = browser.post(NOTES, {"text": "Garder quatre sachets.", "seen": "1"})
    assert response.status_code == 409 and "Les notes ont été vidées." in page(response)


def test_the_same_words_sent_twice_are_saved_once_without_a_question(owner):
    for _time in range(2):
        assert client_of(owner).post(NOTES, {"text": "Un", "seen": "0"}).status_code == 303
    assert LessonNote.objects.get().version == 1


# Hostile input


@pytest.mark.parametrize("version", ["", "-1", "un", "²", "9" * 400, "1.0", "\x00"])
def test_an_invented_version_never_overwrites(owner, note, version):
    response = client_of(owner).post(NOTES, {"text": "Autre", "seen": version})
    assert response.status_code in (200, 409)
    note.refresh_from_db()
    assert note.text == "Garder **trois** sachets."


def test_markup_is_words_or_cleaned(owner):
    words = '<script>alert(1)</script> [a](javascript:alert(1)) <img src=x onerror=alert(1)></textarea>"'
    browser = client_of(owner)
    browser.post(NOTES, {"text": words, "seen": "0"})
    listed, form = page(browser.get(ALL)), page(browser.get(NOTES))
    assert "<script>alert" not in listed + form
    assert 'href="javascript' not in listed and "<img src=x" not in listed
    assert "&lt;/textarea&gt;" in form


def test_a_null_character_is_refused_with_words(owner):
    response = client_of(owner).post(NOTES, {"text": "a\x00b", "seen": "0"})
    assert response.status_code == 200 and not LessonNote.objects.exists()


def test_a_form_from_elsewhere_is_refused(owner):
    response = client_of(owner).post(NOTES, {"text": "x", "seen": "0"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403 and not LessonNote.objects.exists()


@pytest.mark.parametrize("address", [f"{URL}semer/rien/notes/", "/mooc/rien/mes-notes/"])
def test_what_is_not_there_is_not_found(owner, address):
    assert client_of(owner).get(address).status_code == 404


# The house


def test_notes_are_personal_data_and_go_with_the_account(owner, note):
    declared = registered()[LessonNote._meta.label]
    assert declared.on_erasure is Erasure.DELETE and declared.owner == ("person",)
    owner.delete()
    assert not LessonNote.objects.exists()


def test_no_sequence_takes_the_address_of_the_notes(course):
    sequence = course.get_children().first().specific
    sequence.slug = "mes-notes"
    with pytest.raises(ValidationError) as error:
        sequence.full_clean()
    assert "slug" in error.value.message_dict
    assert not SequencePage.objects.filter(slug="mes-notes").exists()


def test_queries_do_not_grow_with_notes(owner):
    browser = client_of(owner)

    def count(address) -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    browser.post(NOTES, {"text": "Une", "seen": "0"})
    before = [count(address) for address in (NOTES, ALL)]
    for lesson in LessonPage.objects.exclude(slug="choisir-ses-graines"):
        for person in (owner, UserFactory()):
            notes.save_note(person=person, lesson=lesson, text="Une autre", seen=0)
    assert [count(address) for address in (NOTES, ALL)] == before
