"""Answers in typed words, and texts with gaps: when two answers are the same, what they are worth, what is refused."""

import pytest
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from courses import grading
from courses.grading import words
from courses.notation import NotationError

SHORT = {
    "answers": [
        {"text": "L’œuvre", "right": True, "feedback": "Oui."},
        {"text": "un chef-d’œuvre", "right": True, "feedback": ""},
        {"text": "la manœuvre", "right": False, "feedback": "Presque le même mot."},
    ]
}
FILL = {
    "passage": "Un {{1}} découpe en {{2}}.",
    "gaps": [
        {"label": "la machine", "choose": False, "answers": [
            {"text": "routeur", "right": True, "feedback": "Oui."},
            {"text": "facteur", "right": False, "feedback": "C’est pour la poste."}]},
        {"label": "", "choose": True, "answers": [
            {"text": "paquets", "right": True, "feedback": ""},
            {"text": "lettres", "right": False, "feedback": "Non."},
            {"text": "colis", "right": False, "feedback": "Non plus."}]},
    ],
}  # fmt: skip
short, fill = grading.kind("short"), grading.kind("fill")


@pytest.mark.parametrize(
    "typed",
    ["L’œuvre", "l'oeuvre", "L'OEUVRE", "  l’œuvre\u00a0", "l‘œuvre.", "un  chef\u2011d'oeuvre", "\u200bl’œu\u00advre"],
)
def test_case_accents_spaces_and_typography_make_no_difference(typed):
    given = short.read(SHORT, MultiValueDict({"q": [typed]}), "q")
    assert short.grade(SHORT, given).right


@pytest.mark.parametrize("typed", ["oeuvre", "l oeuvre", "loeuvre", "un chef d'oeuvre", "la manœuvre", "*", "%", ".*"])
def test_other_words_are_other_answers(typed):
    assert short.grade(SHORT, {"text": typed}).score == 0


def test_a_known_answer_is_told_why_right_or_wrong():
    def said(text):
        given = {"text": text}
        field = short.show(SHORT, given, short.grade(SHORT, given), "q")["typed"]
        return field["mark"], field["answer"], field["feedback"]

    assert said("l'oeuvre") == ("right", "", "Oui.")
    assert said("La manoeuvre") == ("wrong", "L’œuvre", "Presque le même mot.")
    assert said("un tournevis") == ("wrong", "L’œuvre", "")


def test_nothing_is_told_before_the_answer():
    shown = short.show(SHORT, {"text": "la manœuvre"}, None, "q")["typed"]
    assert (shown["value"], shown["mark"], shown["answer"], shown["feedback"]) == ("la manœuvre", "", "", "")
    assert all(not gap["mark"] and not gap["answer"] for gap in fill.show(FILL, None, None, "q")["gaps"])


@pytest.mark.parametrize("posted", ["", "   ", "\u00a0", "\x00", "\u200b\u200f", "\n\t"])
def test_what_cannot_be_seen_is_no_answer(posted):
    assert short.read(SHORT, MultiValueDict({"q": [posted]}), "q") is None
    assert fill.read(FILL, MultiValueDict({"q.1": [posted]}), "q") is None


def test_what_is_typed_is_bounded_and_on_one_line_without_control_characters():
    posted = MultiValueDict({"q": ["a\x00b\n c\u202ed " + "é" * 5_000_000]})
    text = short.read(SHORT, posted, "q")["text"]
    assert text.startswith("ab cd é") and len(text) == words.MAX_TYPED


def test_a_gap_takes_what_is_typed_and_a_list_only_what_it_offers():
    form = QueryDict("q.1=le+hub&q.2=<script>&q.3=x&q.1.1=y")
    assert fill.read(FILL, form, "q") == {"gaps": {"1": "le hub"}}
    assert fill.read(FILL, QueryDict("q.2=lettres"), "q") == {"gaps": {"2": "lettres"}}
    assert fill.read(FILL, QueryDict("q.2=Lettres"), "q") is None


@pytest.mark.parametrize(
    ("given", "score", "marks"),
    [
        ({"1": "Routeur", "2": "paquets"}, 100, {"1": "right", "2": "right"}),
        ({"1": "facteur", "2": "paquets"}, 50, {"1": "wrong", "2": "right"}),
        ({"2": "paquets"}, 50, {"1": "wrong", "2": "right"}),
        ({"1": "paquets", "2": "colis"}, 0, {"1": "wrong", "2": "wrong"}),
    ],
)
def test_the_score_of_a_text_is_the_share_of_right_gaps(given, score, marks):
    grade = fill.grade(FILL, {"gaps": given})
    assert (grade.score, grade.marks) == (score, marks)


def test_a_text_shows_its_gaps_in_their_place_each_with_a_label():
    shown = fill.show(FILL, {"gaps": {"2": "lettres"}}, None, "q")
    assert [piece["text"] for piece in shown["passage"]] == ["Un ", " découpe en ", "."]
    first, second = shown["gaps"]
    assert [piece["gap"] for piece in shown["passage"]] == [first, second, None]
    assert (first["label"], first["options"]) == ("la machine", [])
    assert second["label"] == "mot à trouver"
    assert sorted(option["text"] for option in second["options"]) == ["colis", "lettres", "paquets"]
    assert [option["text"] for option in second["options"] if option["chosen"]] == ["lettres"]


def test_a_list_does_not_depend_on_the_order_that_the_author_gave():
    turned = {**FILL, "gaps": [FILL["gaps"][0], {**FILL["gaps"][1], "answers": FILL["gaps"][1]["answers"][::-1]}]}
    options = [
        [one["text"] for one in fill.show(data, None, None, "q")["gaps"][1]["options"]] for data in (FILL, turned)
    ]
    assert options[0] == options[1]


@pytest.mark.parametrize(("kind", "data", "given"), [
    (short, SHORT, {"text": "l’œuvre & <b>"}), (fill, FILL, {"gaps": {"1": "a=b", "2": "colis"}}),
])  # fmt: skip
def test_what_is_written_into_an_address_is_read_back(kind, data, given):
    form = QueryDict(mutable=True)
    for key, value in kind.write(given, "q.x"):
        form.appendlist(key, value)
    assert kind.read(data, form, "q.x") == given


def test_a_fingerprint_changes_with_what_is_right_only():
    def changed(**answer):
        return {"answers": [{**SHORT["answers"][0], **answer}, *SHORT["answers"][1:]]}

    known = grading.fingerprint("short", SHORT)
    assert grading.fingerprint("short", changed(feedback="Mieux dit.")) == known
    assert grading.fingerprint("short", changed(text="l'oeuvre")) == known
    assert grading.fingerprint("short", {"answers": SHORT["answers"][:2]}) == known
    assert grading.fingerprint("short", changed(text="un tableau")) != known
    assert grading.fingerprint("short", changed(right=False)) != known
    typed = {**FILL, "gaps": [FILL["gaps"][0], {**FILL["gaps"][1], "choose": False}]}
    mended = {**FILL, "passage": "Le {{1}} découpe en {{2}}."}
    assert grading.fingerprint("fill", mended) == grading.fingerprint("fill", FILL)
    assert grading.fingerprint("fill", typed) != grading.fingerprint("fill", FILL)


def _short(**changes):
    return {"answers": [SHORT["answers"][0] | changes, *SHORT["answers"][1:]]}


def _fill(gap=None, **changes):
    return {**FILL, "gaps": [{**FILL["gaps"][0], **(gap or {})}, FILL["gaps"][1]], **changes}


@pytest.mark.parametrize(("name", "data", "at"), [
    ("short", {}, ("answers",)),
    ("short", {"answers": []}, ("answers",)),
    ("short", {"answers": {"text": "a"}}, ("answers",)),
    ("short", {"answers": ["a"]}, ("answers", 0)),
    ("short", {**SHORT, "exact": True}, ("exact",)),
    ("short", {"answers": [SHORT["answers"][2]]}, ("answers",)),
    ("short", _short(id="a"), ("answers", 0, "id")),
    ("short", _short(text=""), ("answers", 0, "text")),
    ("short", _short(text=1969), ("answers", 0, "text")),
    ("short", _short(text="\u200b."), ("answers", 0, "text")),
    ("short", _short(text="a" * 101), ("answers", 0, "text")),
    ("short", _short(feedback=None), ("answers", 0, "feedback")),
    ("short", _short(right=1), ("answers", 0, "right")),
    ("short", _short(text="LA MANOEUVRE"), ("answers", 2, "text")),
    ("fill", {}, ("passage",)),
    ("fill", {"passage": "{{1}}"}, ("gaps",)),
    ("fill", {"passage": "{{1}}", "gaps": []}, ("gaps",)),
    ("fill", _fill(texte="…"), ("texte",)),
    ("fill", _fill(passage=" "), ("passage",)),
    ("fill", _fill(passage="Un {{1}} sans second."), ("passage",)),
    ("fill", _fill(passage="Un {{2}} avant {{1}}."), ("passage",)),
    ("fill", _fill(passage="{{1}}, {{2}} et {{2}}."), ("passage",)),
    ("fill", _fill(passage="{{1}}, {{2}} et {{3}}."), ("passage",)),
    ("fill", _fill(passage="{{1}}, {{2}} et {{ x }}."), ("passage",)),
    ("fill", _fill(gaps=["routeur", "paquets"]), ("gaps", 0)),
    ("fill", _fill({"id": "x"}), ("gaps", 0, "id")),
    ("fill", _fill({"label": 3}), ("gaps", 0, "label")),
    ("fill", _fill({"choose": "oui"}), ("gaps", 0, "choose")),
    ("fill", _fill({"answers": []}), ("gaps", 0, "answers")),
    ("fill", _fill({"answers": [{"text": "facteur", "right": False}]}), ("gaps", 0, "answers")),
    ("fill", _fill({"answers": [{"text": "routeur", "right": "oui"}]}), ("gaps", 0, "answers", 0, "right")),
    ("fill", _fill({"choose": True, "answers": [{"text": "routeur", "right": True}]}), ("gaps", 0, "answers")),
])  # fmt: skip
def test_data_that_cannot_be_asked_are_refused_at_their_place(name, data, at):
    with pytest.raises(grading.DataError) as refusal:
        grading.kind(name).check(data)
    assert refusal.value.at == at


def test_a_refusal_inside_a_gap_names_the_gap():
    with pytest.raises(grading.DataError, match="trou 1"):
        fill.check(_fill({"answers": []}))


@pytest.mark.parametrize(("kind", "data"), [(short, SHORT), (fill, FILL)])
def test_what_an_author_types_is_what_the_files_hold(kind, data):
    kind.check(data)
    assert kind.complete(data) == data
    assert kind.parse(kind.lines(data), {}) == data


def test_a_feedback_and_a_label_may_be_left_out_of_a_file():
    bare = {
        "passage": "Un {{1}} part.",
        "gaps": [{"answers": [{"text": "paquet", "right": True}]}],
    }
    fill.check(bare)
    assert fill.complete(bare)["gaps"] == [
        {"label": "", "choose": False, "answers": [{"text": "paquet", "right": True, "feedback": ""}]}
    ]
    assert (
        fill.show(bare, {"gaps": {"1": "x"}}, fill.grade(bare, {"gaps": {"1": "x"}}), "q")["gaps"][0]["feedback"] == ""
    )


def test_a_text_is_written_with_french_spaces_before_its_colons():
    typed = "Un {{1}} découpe en {{2}}.\n\n1\u00a0: la machine\n+ routeur\n2) \n+ paquets | Oui.\n- lettres"
    data = fill.parse(typed, {})
    assert [(gap["label"], gap["choose"], len(gap["answers"])) for gap in data["gaps"]] == [
        ("la machine", False, 1), ("", True, 2)]  # fmt: skip
    fill.check(data)


@pytest.mark.parametrize(("typed", "line"), [
    ("Un {{1}}.\n+ routeur", "2"),
    ("Un {{1}}.\n2: machine\n+ routeur", "2"),
    ("Un {{1}}.\n1: machine\nrouteur", "3"),
    ("Un {{1}}.\n1: machine\n+ | Oui.", "3"),
])  # fmt: skip
def test_a_line_that_cannot_be_read_is_named(typed, line):
    with pytest.raises(NotationError, match=f"Ligne {line}"):
        fill.parse(typed, {})


def test_an_empty_field_of_the_author_is_refused_not_a_crash():
    for kind in (short, fill):
        with pytest.raises(grading.DataError):
            kind.check(kind.parse("\n \n", {}))
