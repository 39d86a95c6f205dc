"""A whole module from its first page to the attestation, as somebody who came without an account and signs up half-way:
once without scripts, once with a keyboard and nothing else. What is right is read in the course's files."""

import re
import secrets
from collections import defaultdict

import pytest
from playwright.sync_api import expect

from .answering import enter, question
from .course_files import lessons, right_fields
from .keyboard import Keyboard
from .letters import letter, link_in
from .test_every_public_page import COURSE
from .test_learner import PASSWORD, confirm_and_sign_in, fill_sign_up

RIGHT, WRONG, ALMOST = "C’est juste", "À revoir", "Presque"
NAME = "Camille Aubépine"
ALL = lessons()
HALF_WAY = len(ALL) // 2


@pytest.fixture
def newcomer() -> dict[str, str]:
    word = secrets.token_hex(3)
    return {"email": f"module-{word}@demo.example.org", "name": f"Assidue {word}"}


def address_of(page) -> str:
    """The page's path, without what a redirect carries."""
    return re.sub(r"^https?://[^/]+|[?#].*$", "", page.url)


def wrong_choice(asked: dict) -> list[tuple[str, str]]:
    return [(f"q.{asked['id']}", next(one["id"] for one in asked["choices"] if not one["right"]))]


def answer_by_button(page, asked: dict, fields, told: str) -> None:
    enter(page, fields)
    question(page, asked["id"]).get_by_role("button").click()
    expect(question(page, asked["id"]).locator(".verdict")).to_contain_text(told)


def stumble(page, asked: list[dict]) -> None:
    """A wrong answer, half of a right one, nothing at all: each is told, and the other answers stay."""
    one = next(one for one in asked if one["kind"] == "single")
    answer_by_button(page, one, wrong_choice(one), WRONG)
    many = next(one for one in asked if one["kind"] == "multiple")
    answer_by_button(page, many, right_fields(many)[:1], ALMOST)
    other = next(other for other in asked if other not in (one, many))
    question(page, other["id"]).get_by_role("button").click()
    expect(question(page, other["id"]).locator(".error")).to_be_visible()
    expect(question(page, one["id"]).locator(".verdict")).to_contain_text(WRONG)


def take_whole_quiz(page, asked: list[dict]) -> None:
    """Untick what was ticked wrongly before, answer everything at once; every question says that it is right."""
    for ticked in page.locator("form.quiz input[type=checkbox]:checked").all():
        ticked.uncheck()
    enter(page, [field for one in asked for field in right_fields(one)])
    page.get_by_role("button", name="Vérifier toutes mes réponses").click()
    all_right(page, asked)


def all_right(page, asked: list[dict]) -> None:
    expect(page.locator("#quiz-result")).to_have_text(re.compile(rf"^{len(asked)} réponses justes sur {len(asked)}"))
    told = page.locator("form.quiz .verdict strong").all_inner_texts()
    assert told == [RIGHT] * len(asked), told
    expect(page.locator("#suite")).to_contain_text("leçon faite")


def test_without_scripts_from_the_first_page_to_the_attestation(portal, open_browser, newcomer):
    page = open_browser(javascript=False, width=390)
    page.goto(COURSE)
    assert page.context.cookies() == []
    page.get_by_role("link", name="Commencer").click()
    for number, (address, asked) in enumerate(ALL.items()):
        assert address_of(page) == address
        if number == 0:
            stumble(page, asked)
        if number == HALF_WAY:
            sign_up_in_the_middle_of(page, portal, newcomer, asked)
        take_whole_quiz(page, asked)
        page.locator(".doors a[rel=next]").click()
    assert address_of(page) == COURSE
    expect(page.get_by_text(f"{len(ALL)} leçons sur {len(ALL)}", exact=False).first).to_be_visible()
    page.get_by_role("link", name="Mon attestation").click()
    expect(page.get_by_label("Votre nom, tel que")).to_have_value(newcomer["name"])
    page.get_by_label("Votre nom, tel que").fill(NAME)
    page.get_by_role("button", name="Obtenir mon attestation").click()
    take_the_document_and_the_badge(page)
    code = page.locator("main code").inner_text().lower()
    somebody_checks(open_browser(javascript=False), code)


def sign_up_in_the_middle_of(page, portal, newcomer, asked: list[dict]) -> None:
    """One question is answered, then the account taken: nothing is lost, « Reprendre » leads to the next question."""
    answer_by_button(page, asked[0], right_fields(asked[0]), RIGHT)
    page.locator("details.menu-open").first.locator("summary").click()
    page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Mon compte").click()
    page.get_by_role("main").get_by_role("link", name="Pas encore de compte").click()
    fill_sign_up(page, newcomer)
    expect(page.locator("h1")).to_have_text("Regardez vos courriels")
    confirm_and_sign_in(portal, page, newcomer)
    page.goto(COURSE)
    kept_half_way(page)
    page.get_by_role("link", name="Reprendre").click()
    assert page.url.endswith(f"#question-{asked[1]['id']}")
    expect(question(page, asked[0]["id"]).locator(".verdict")).to_contain_text(RIGHT)


def kept_half_way(page) -> None:
    """The outline says in words what is done, what is in progress, what is to do."""
    states = page.locator(".lessons .state").all_inner_texts()
    assert states == ["faite"] * HALF_WAY + ["en cours"] + ["à faire"] * (len(ALL) - HALF_WAY - 1), states
    expect(page.locator("main")).to_contain_text(
        re.compile(rf"{HALF_WAY} leçons sur {len(ALL)}, environ \d+\sh(\s\d\d)? restantes")
    )


def take_the_document_and_the_badge(page) -> None:
    expect(page.get_by_text(f"à {NAME}")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger l’attestation").click()
    content = download.value.path().read_bytes()
    assert content.startswith(b"%PDF") and b"/StructTreeRoot" in content and b"/Marked true" in content
    badge = page.request.get(page.get_by_role("link", name="Télécharger le badge").get_attribute("href"))
    assert badge.text().count(".") == 2


def somebody_checks(stranger, code: str) -> None:
    stranger.goto("/verifier/")
    stranger.get_by_label("Code de l’attestation").fill(code)
    stranger.get_by_role("button", name="Vérifier").click()
    attested(stranger)


def attested(stranger) -> None:
    expect(stranger.get_by_role("heading", name="Cette attestation est authentique")).to_be_visible()
    expect(stranger.get_by_text(NAME)).to_be_visible()
    assert stranger.context.cookies() == []


def test_with_the_keyboard_alone_from_the_first_page_to_the_attestation(portal, open_browser, newcomer):
    page = open_browser()
    keys = Keyboard(page)
    page.goto(COURSE)
    keys.skip_to_content()
    keys.follow("Commencer")
    for number, (address, asked) in enumerate(ALL.items()):
        assert address_of(page) == address
        keys.skip_to_content()
        if number == HALF_WAY:
            type_through_sign_up(keys, portal, newcomer, asked)
        begun = 1 if number == HALF_WAY else 0
        if number == 0:
            stumble_with_keys(keys, asked[0])
            begun = 1
        if number == 1:
            type_whole_quiz_at_once(keys, asked)
        else:
            for one in asked[begun:]:
                answer_with_keys(keys, one)
        all_right(page, asked)
        keys.tab_to(words=next_words(page))
        with page.expect_navigation():
            keys.press("Enter")
    assert address_of(page) == COURSE
    keys.skip_to_content()
    keys.follow("Mon attestation")
    keys.skip_to_content()
    keys.fill_in(("name", NAME))
    with page.expect_navigation():
        keys.press("Enter")
    expect(page.get_by_text(f"à {NAME}")).to_be_visible()
    keys.skip_to_content()
    keys.tab_to(words="Télécharger l’attestation")
    with page.expect_download() as download:
        keys.press("Enter")
    assert download.value.path().read_bytes().startswith(b"%PDF")
    code = page.locator("main code").inner_text()
    stranger = open_browser()
    stranger.goto("/verifier/")
    other = Keyboard(stranger)
    other.skip_to_content()
    other.fill_in(("code", code))
    with stranger.expect_navigation():
        other.press("Enter")
    attested(stranger)


def next_words(page) -> str:
    """The words of the door to the next lesson."""
    return re.sub(r"\s+", " ", page.locator(".doors a[rel=next]").text_content()).strip()


def stumble_with_keys(keys: Keyboard, asked: dict) -> None:
    """Nothing, something wrong, something right: each time the focus goes to what is told, the answer is a key away."""
    said = question(keys.page, asked["id"])
    tab_into(keys, asked)
    press_its_button(keys, asked)
    expect(said.locator(".error")).to_be_focused()
    keys.look()
    keys.give(keys.tab(), as_given(wrong_choice(asked)))
    press_its_button(keys, asked)
    told_at_once(keys, asked, WRONG)
    keys.press("Shift+Tab")
    keys.give(keys.look(), as_given(right_fields(asked)))
    press_its_button(keys, asked)
    told_at_once(keys, asked, RIGHT)


def type_whole_quiz_at_once(keys: Keyboard, asked: list[dict]) -> None:
    """Answer everything, then press the last button: the page that comes back goes on at the quiz, not at its top."""
    for one in asked:
        fill_with_keys(keys, one)
    keys.follow("Vérifier toutes mes réponses")
    assert keys.page.url.endswith("#quiz")
    assert keys.tab()["name"].startswith("q.")


def answer_with_keys(keys: Keyboard, asked: dict) -> None:
    """Tab through the fields of a question, answer in each, press its button: the focus goes to what is told."""
    fill_with_keys(keys, asked)
    keys.press("Space")
    told_at_once(keys, asked, RIGHT)


def fill_with_keys(keys: Keyboard, asked: dict) -> None:
    """Answer in each field; the focus ends on the button of the question."""
    where = tab_into(keys, asked)
    while where["name"] != "question":
        keys.give(where, as_given(right_fields(asked)))
        where = keys.tab()
    assert where["value"] == asked["id"]


def as_given(fields: list[tuple[str, str]]) -> dict[str, list[str]]:
    given = defaultdict(list)
    for name, value in fields:
        given[name].append(value)
    return given


def press_its_button(keys: Keyboard, asked: dict) -> None:
    keys.tab_to(name="question", value=asked["id"])
    keys.press("Space")


def told_at_once(keys: Keyboard, asked: dict, words: str) -> None:
    told = question(keys.page, asked["id"]).locator(".verdict")
    expect(told).to_contain_text(words)
    expect(told).to_be_focused()
    assert "verdict" in keys.look()["class"]


def tab_into(keys: Keyboard, asked: dict) -> dict:
    for _press in range(150):
        where = keys.tab()
        if where["name"].startswith(f"q.{asked['id']}"):
            return where
    raise AssertionError(f"no field of {asked['id']} is reached with Tab")


def type_through_sign_up(keys: Keyboard, portal, newcomer, asked: list[dict]) -> None:
    page = keys.page
    answer_with_keys(keys, asked[0])
    page.reload()  # F5: the menu is above
    keys.follow("Mon compte")
    keys.follow("Pas encore de compte")
    keys.skip_to_content()
    keys.fill_in(("public_name", newcomer["name"]), ("email", newcomer["email"]), ("password1", PASSWORD))
    with page.expect_navigation():
        keys.press("Enter")
    page.goto(link_in(letter(portal, newcomer["email"], "confirmez votre adresse")))
    keys.skip_to_content()
    keys.follow("Oui, confirmer")
    if page.locator("input[name=login]").count():
        keys.skip_to_content()
        keys.fill_in(("login", newcomer["email"]), ("password", PASSWORD))
        with page.expect_navigation():
            keys.press("Enter")
    page.goto(COURSE)
    kept_half_way(page)
    keys.skip_to_content()
    keys.follow("Reprendre")
    assert page.url.endswith(f"#question-{asked[1]['id']}")
    assert keys.tab()["name"].startswith(f"q.{asked[1]['id']}")
    keys.press("Shift+Tab")
    expect(question(page, asked[0]["id"]).locator(".verdict")).to_contain_text(RIGHT)
