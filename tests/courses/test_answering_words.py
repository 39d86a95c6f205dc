"""Short answers, orders and texts with gaps: without scripts, with them, from a guest's first try into an account."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Answer, Learner, LessonProgress
from tests.factories.people import PASSWORD, UserFactory

from .conftest import LESSON, READING_ONLY
from .test_answering import fieldset, follow

pytestmark = pytest.mark.django_db
ANSWER = f"{READING_ONLY}repondre/"
RANKS = {"preparer": 1, "semer": 2, "couvrir": 3, "arroser": 4}
IN_ORDER = {f"q.etapes.{item}": rank for item, rank in RANKS.items()}
SWAPPED = IN_ORDER | {"q.etapes.semer": 3, "q.etapes.couvrir": 2}
FRAGMENT = {"X-Fragment": "question"}


@pytest.fixture(autouse=True)
def _course(written_course):
    """Every test of this file has the course with these questions."""


def send(client, uid, values, **headers):
    return client.post(ANSWER, {"question": uid, **values}, headers=headers)


def after(client, uid, values) -> str:
    """The question as the page shows it after this answer, without scripts."""
    return fieldset(follow(client, send(client, uid, values)), uid)


def field(shown: str, name: str) -> str:
    """A field of a question, with all that stands in it."""
    found = re.search(rf'<input[^>]* name="{name}"[^>]*>|<select[^>]* name="{name}".*?</select>', shown)
    assert found, name
    return found[0]


def test_visitor_meets_fields_that_each_have_a_label_and_tell_nothing(client):
    page = client.get(READING_ONLY)
    assert not page.cookies and "csrfmiddlewaretoken" not in page.content.decode()
    whole = page.content.decode()
    labelled = set(re.findall(r'<label for="([^"]+)"', whole))
    fields = set(re.findall(r'<(?:input|select) id="(q\.[^"]+)"', whole))
    assert len(fields) == 1 + 4 + 2 and fields <= labelled
    for hidden in ("arrosoir", "Elle sert à retourner", "Toujours d’abord", "Plus tard.", "L’eau tombe"):
        assert hidden not in whole
    assert "ce que l’on verse" in fieldset(page, "phrase") and "mot à trouver" in fieldset(page, "phrase")
    shown = fieldset(page, "etapes")
    places = [shown.index(text) for text in ("Préparer", "Semer", "Couvrir", "Arroser")]
    assert places != sorted(places)


def test_a_short_answer_is_right_in_any_spelling(client):
    shown = after(client, "outil", {"q.outil": "L'ARROSOIR "})
    assert "C’est juste" in shown and "Oui, avec sa pomme." in shown and "L’eau tombe en pluie." in shown
    assert 'value="L&#x27;ARROSOIR"' in field(shown, "q.outil")
    assert Answer.objects.get().score == 100


def test_a_known_wrong_answer_is_told_why_and_what_was_right(client):
    shown = after(client, "outil", {"q.outil": "la beche"})
    assert "À revoir" in shown and "Elle sert à retourner la terre." in shown
    assert "La bonne réponse : L’arrosoir." in shown.replace("\xa0", " ")
    assert 'aria-describedby="q.outil-text-mark"' in field(shown, "q.outil")


def test_an_order_right_and_almost(client):
    assert "C’est juste" in after(client, "etapes", IN_ORDER)
    shown = after(client, "etapes", SWAPPED)
    assert "Presque" in shown and "Toujours d’abord." in shown
    assert shown.count("La bonne réponse") == 2
    answer = Answer.objects.get()
    assert (answer.score, answer.best_score) == (66, 100)
    assert "Votre meilleur score" in shown


def test_a_text_with_gaps_right_and_almost(client):
    shown = after(client, "phrase", {"q.phrase.1": "engrais", "q.phrase.2": "chaleur"})
    assert "Presque" in shown and "Plus tard." in shown and "Oui, un peu." in shown
    assert "La bonne réponse : eau." in shown.replace("\xa0", " ")
    assert "selected>chaleur" in field(shown, "q.phrase.2")
    assert Answer.objects.get().score == 50
    assert "C’est juste" in after(client, "phrase", {"q.phrase.1": "Eau", "q.phrase.2": "chaleur"})


@pytest.mark.parametrize(
    ("uid", "told"),
    [
        ("outil", "Écrivez d’abord une réponse"),
        ("etapes", "Donnez d’abord une place"),
        ("phrase", "Remplissez d’abord un trou"),
    ],
)
def test_a_question_sent_empty_says_so_and_keeps_what_was_typed_elsewhere(client, uid, told):
    typed = {"q.outil": "bêche & râteau", "q.etapes.semer": "2", "q.phrase.1": "l’eau", "q.phrase.2": "froid"}
    kept = {name: value for name, value in typed.items() if not name.startswith(f"q.{uid}")}
    sent = send(client, uid, {**kept, f"q.{uid}": " "})
    page = follow(client, sent)
    assert told in fieldset(page, uid)
    whole = page.content.decode()
    if uid != "outil":
        assert 'value="bêche &amp; râteau"' in field(whole, "q.outil")
    if uid != "etapes":
        assert 'value="2"' in field(whole, "q.etapes.semer")
    if uid != "phrase":
        assert 'value="l’eau"' in field(whole, "q.phrase.1") and "selected>froid" in field(whole, "q.phrase.2")
    assert "verdict" not in whole and not sent.cookies and not Learner.objects.exists()
    empty = send(client, uid, {}, **FRAGMENT)
    assert empty.status_code == 422 and told in empty.content.decode()


@pytest.mark.parametrize(
    ("uid", "values", "told"),
    [
        ("outil", {"q.outil": "arrosoir"}, "C’est juste"),
        ("etapes", SWAPPED, "Presque"),
        ("phrase", {"q.phrase.1": "eau"}, "Presque"),
    ],
)
def test_with_javascript_only_the_question_comes_back(client, uid, values, told):
    response = send(client, uid, values, **FRAGMENT)
    page = response.content.decode()
    assert response.status_code == 200 and "<html" not in page
    assert told in fieldset(response, uid)
    assert 'id="quiz-result"' in page and page.count("<fieldset") == 1
    assert "no-store" in response["Cache-Control"]


def test_enter_in_a_field_checks_all_that_was_answered(client):
    """A browser presses the form's first button then, which names no question."""
    page = client.get(READING_ONLY).content.decode()
    form = page[page.index('id="quiz"') :]
    assert "name=" not in re.search(r"<button[^>]*>", form)[0]
    client.post(ANSWER, {"q.outil": "arrosoir", "q.phrase.1": "eau"})
    assert dict(Answer.objects.values_list("uid", "score")) == {"outil": 100, "phrase": 50}


def test_the_same_answer_typed_again_is_one_try(client):
    for _click in range(2):
        send(client, "outil", {"q.outil": " la  bêche"})
    assert Answer.objects.get().tries == 1
    send(client, "outil", {"q.outil": "arrosoir"})
    send(client, "outil", {"q.outil": "pelle"})
    answer = Answer.objects.get()
    assert (answer.tries, answer.score, answer.best_score, answer.first_right) == (3, 0, 100, False)


def test_the_whole_quiz_makes_the_lesson_done(client):
    client.post(ANSWER, {"q.outil": "arrosoir", **SWAPPED, "q.phrase.1": "eau", "q.phrase.2": "chaleur"})
    progress = LessonProgress.objects.get()
    assert (progress.score, progress.done_at is None) == (88, False)
    assert "2 réponses justes sur 3" in client.get(READING_ONLY).content.decode()


HOSTILE = [
    '"><script>alert(1)</script>',
    "<img src=x onerror=alert(1)>",
    "{{ 7|add:7 }}{% load static %}",
    "**gras** [ici](javascript:alert(1))",
    "\x00\u202eeliam\x1b[31m",
    "' OR 1=1 --",
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_was_typed_is_shown_as_it_was_and_never_as_markup(client, typed):
    for uid, name in (("outil", "q.outil"), ("phrase", "q.phrase.1")):
        shown = after(client, uid, {name: typed})
        assert "<script>alert" not in shown and "<img" not in shown and 'javascript:alert(1)"' not in shown
        assert "\x00" not in shown and "\u202e" not in shown
        assert "À revoir" in shown
        kept = client.get(READING_ONLY, {name: typed})
        assert "<script>alert" not in fieldset(kept, uid) and "<img" not in fieldset(kept, uid)
    assert Answer.objects.count() == 2


def test_a_flood_of_words_and_fields_is_cut(client):
    many = {f"q.phrase.{number}": "x" for number in range(3, 200)} | {"q.etapes.inconnu": "1", "q.etapes.semer": "9"}
    send(client, "phrase", {"q.phrase.1": "é" * 100_000, **many})
    assert Answer.objects.get().given == {"gaps": {"1": "é" * 100}}
    assert send(client, "etapes", many).status_code == 303
    assert Answer.objects.count() == 1


def test_what_is_kept_in_an_address_stays_shorter_than_servers_take(client):
    sent = send(client, "etapes", {"q.outil": "🌱" * 100, "q.phrase.1": "🌱" * 100, **IN_ORDER})
    assert len(sent["Location"]) < 4000
    assert client.get(sent["Location"]).status_code == 200


def test_answers_move_into_the_account_and_the_better_one_counts(client):
    person, home = UserFactory(), Client(headers={"Sec-Fetch-Site": "same-origin"})
    home.force_login(person)
    send(home, "outil", {"q.outil": "arrosoir"})
    send(home, "etapes", SWAPPED)
    send(client, "outil", {"q.outil": "pelle"})
    send(client, "etapes", IN_ORDER)
    send(client, "phrase", {"q.phrase.1": "eau"})
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    kept = {answer.uid: answer for answer in Learner.objects.get().answers.all()}
    assert {uid: one.best_score for uid, one in kept.items()} == {"outil": 100, "etapes": 100, "phrase": 50}
    assert kept["outil"].given == {"text": "pelle"} and kept["outil"].tries == 2
    page = client.get(READING_ONLY)
    assert "Votre meilleur score" in fieldset(page, "outil") and "C’est juste" in fieldset(page, "etapes")


def test_a_stranger_sees_nothing_of_what_was_typed(client):
    send(client, "outil", {"q.outil": "un mot à moi"})
    assert "un mot à moi" not in Client().get(READING_ONLY).content.decode()
    assert "un mot à moi" not in client.get(LESSON).content.decode()


def test_an_answer_costs_the_same_whatever_the_kind(client, django_assert_max_num_queries):
    send(client, "outil", {"q.outil": "pelle"})
    send(client, "etapes", SWAPPED)
    send(client, "phrase", {"q.phrase.1": "x"})
    counts = []
    for uid, values in (("outil", {"q.outil": "arrosoir"}), ("etapes", IN_ORDER), ("phrase", {"q.phrase.1": "eau"})):
        with django_assert_max_num_queries(14) as queries:
            send(client, uid, values, **FRAGMENT)
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts
