"""Every kind of question in every state, with and without scripts: told in words, free of what axe finds. The
keyboard walks through all of them in test_whole_module.py."""

import pytest
from playwright.sync_api import expect

from .answering import enter, question
from .course_files import lessons, right_fields
from .test_every_public_page import LESSON, LESSON_WITH_GAPS, LESSON_WITH_ORDER, LESSON_WITH_SHORT, violations

RIGHT, WRONG, ALMOST = "C’est juste", "À revoir", "Presque"
STEPS = ["La machine de Nadia", "Le message est coupé", "Des routeurs", "Un serveur"]
SHORT, ORDER, GAPS = "reglement-de-2022", "etapes-du-trajet", "trace-et-profil"
LESSONS = {SHORT: LESSON_WITH_SHORT, ORDER: LESSON_WITH_ORDER, GAPS: LESSON_WITH_GAPS}


def press_check(page, uid):
    question(page, uid).get_by_role("button").click()


def put(page, ranks):
    for step, rank in zip(STEPS, ranks, strict=True):
        question(page, ORDER).get_by_label(step).fill(rank)


def write(page, words):
    question(page, SHORT).get_by_label("Votre réponse").fill(words)


def fill(page, *words):
    asked = question(page, GAPS)
    asked.get_by_label("sorte de donnée").fill(words[0])
    asked.get_by_label("ce qui relie les traces").fill(words[1])
    asked.get_by_label("ce que dessinent les traces").select_option(words[2])


# (kind, what to answer, what is said)
STATES = [
    (SHORT, lambda page: None, "Écrivez d’abord une réponse"),
    (SHORT, lambda page: write(page, "le D.S.A"), WRONG),
    (SHORT, lambda page: write(page, "dsa"), "Le DSA date de la même année"),
    (SHORT, lambda page: write(page, "Reglement sur les MARCHES numeriques"), RIGHT),
    (ORDER, lambda page: None, "Donnez d’abord une place"),
    (ORDER, lambda page: put(page, "4321"), WRONG),
    (ORDER, lambda page: put(page, "1324"), ALMOST),
    (ORDER, lambda page: put(page, "1234"), RIGHT),
    (GAPS, lambda page: None, "Remplissez d’abord un trou"),
    (GAPS, lambda page: fill(page, "Sensible", "fils", "contrat"), WRONG),
    (GAPS, lambda page: fill(page, "A caractere personnel", "virus", "profil"), ALMOST),
    (GAPS, lambda page: fill(page, "personnelle", "Cookies", "profil"), RIGHT),
]


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("uid", [SHORT, ORDER, GAPS])
def test_every_state_is_told_in_words(open_browser, uid, javascript):
    page = open_browser(javascript=javascript, width=390)
    page.goto(LESSONS[uid])
    for kind, answer, told in STATES:
        if kind == uid:
            answer(page)
            press_check(page, uid)
            expect(question(page, uid)).to_contain_text(told)
    page.reload()
    expect(question(page, uid)).to_contain_text(RIGHT)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("uid", [SHORT, ORDER, GAPS])
def test_axe_finds_nothing_in_any_state(open_browser, uid, scheme):
    page = open_browser(scheme=scheme)
    page.goto(LESSONS[uid])
    assert violations(page) == []
    for kind, answer, told in STATES:
        if kind == uid:
            answer(page)
            press_check(page, uid)
            expect(question(page, uid)).to_contain_text(told)
            assert violations(page) == [], told


@pytest.mark.parametrize("uid", [SHORT, ORDER, GAPS])
def test_nothing_overflows_on_a_phone_once_answered(open_browser, uid):
    page = open_browser(width=390)
    page.goto(LESSONS[uid])
    for kind, answer, told in STATES:
        if kind == uid:
            answer(page)
            press_check(page, uid)
            expect(question(page, uid)).to_contain_text(told)
            assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def focus_first_field(page, uid):
    """The keyboard stands on the question's first field, as after tabbing there."""
    question(page, uid).locator("input, select").first.focus()


def test_the_keyboard_alone_types_an_answer_and_enter_checks_it(open_browser):
    page = open_browser()
    page.goto(LESSON_WITH_SHORT)
    focus_first_field(page, SHORT)
    page.keyboard.type("dma")
    page.keyboard.press("Enter")
    expect(question(page, SHORT)).to_contain_text(RIGHT)
    expect(question(page, SHORT).locator(".verdict")).to_be_focused()
    expect(page.locator(".error")).to_have_count(0)
    assert "?" not in page.url


def test_enter_without_scripts_checks_what_was_answered_and_loses_nothing(open_browser):
    page = open_browser(javascript=False)
    page.goto(LESSON_WITH_SHORT)
    page.locator("fieldset.question").first.get_by_label("plus il est utile à chacun").check()
    write(page, "rgpd")
    page.keyboard.press("Enter")
    expect(question(page, SHORT)).to_contain_text("Le RGPD, de 2016")
    expect(page.locator("fieldset.question").first.get_by_label("plus il est utile à chacun")).to_be_checked()
    expect(page.locator(".error")).to_have_count(0)


def test_what_was_typed_is_read_by_eyes_only(open_browser):
    page = open_browser()
    alerts = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    page.goto(LESSON_WITH_SHORT)
    hostile = '"><img src=x onerror=alert(1)><script>alert(2)</script>'
    write(page, hostile)
    press_check(page, SHORT)
    expect(question(page, SHORT)).to_contain_text(WRONG)
    page.reload()
    expect(question(page, SHORT).get_by_label("Votre réponse")).to_have_value(hostile)
    assert alerts == [] and question(page, SHORT).locator("img, script").count() == 0


# Kinds that are answered by choosing; one lesson asks them all.
CHOSEN = ("single", "truefalse", "multiple", "match")


def first_of_each_kind() -> dict[str, dict]:
    """The first question of each of these kinds in LESSON, by kind."""
    return {asked["kind"]: asked for asked in reversed(lessons()[LESSON]) if asked["kind"] in CHOSEN}


def wrong_fields(asked: dict) -> list[tuple[str, str]]:
    """An answer of which nothing is right."""
    name = f"q.{asked['id']}"
    if asked["kind"] == "match":
        right = right_fields(asked)
        return [(field, right[place - 1][1]) for place, (field, _value) in enumerate(right)]
    return [(name, next(one["id"] for one in asked["choices"] if not one["right"]))]


def partly_fields(asked: dict) -> list[tuple[str, str]]:
    """A part of the answer, where a kind has parts."""
    return right_fields(asked)[:1]


def send_all(page, fields, told: dict[str, str]) -> None:
    """Give each question these fields, press its button, read what is told."""
    for kind, asked in first_of_each_kind().items():
        for ticked in question(page, asked["id"]).locator("input[type=checkbox]:checked").all():
            ticked.uncheck()
        for chosen in question(page, asked["id"]).locator("select").all():
            chosen.select_option("")
        enter(page, fields(asked))
        press_check(page, asked["id"])
        expect(question(page, asked["id"])).to_contain_text(told.get(kind, told[""]))


def chosen_states():
    """(fields of a question, what is told by kind; "" for the others)"""
    yield lambda asked: [], {"": "Choisissez d’abord"}
    yield wrong_fields, {"": WRONG}
    yield partly_fields, {"multiple": ALMOST, "match": ALMOST, "": RIGHT}
    yield right_fields, {"": RIGHT}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_chosen_answers_in_any_state(open_browser, scheme):
    page = open_browser(scheme=scheme, width=390)
    page.goto(LESSON)
    assert set(first_of_each_kind()) == set(CHOSEN)
    for fields, told in chosen_states():
        send_all(page, fields, told)
        assert violations(page) == [], told
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_chosen_answers_without_scripts_are_told_in_every_state(open_browser):
    page = open_browser(javascript=False, width=390)
    page.goto(LESSON)
    for fields, told in chosen_states():
        send_all(page, fields, told)
