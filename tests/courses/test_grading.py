"""What an answer is worth, kind by kind."""

import pytest
from django.http import QueryDict

from courses import grading

CHOICES = {
    "choices": [
        {"id": "a", "text": "A", "right": True, "feedback": ""},
        {"id": "b", "text": "B", "right": True, "feedback": ""},
        {"id": "c", "text": "C", "right": False, "feedback": ""},
    ]
}
PAIRS = {
    "pairs": [
        {"id": "p1", "left": "poireau", "right": "hiver", "feedback": ""},
        {"id": "p2", "left": "tomate", "right": "été", "feedback": ""},
        {"id": "p3", "left": "chou", "right": "hiver", "feedback": ""},
    ]
}


@pytest.mark.parametrize(
    ("chosen", "score"),
    [(["a", "b"], 100), (["a"], 50), (["a", "c"], 0), (["a", "b", "c"], 50), (["c"], 0), ([], 0)],
)
def test_a_wrong_choice_takes_back_what_a_right_one_gave(chosen, score):
    assert grading.kind("multiple").grade(CHOICES, {"choices": chosen}).score == score


def test_marks_say_what_was_right_wrong_and_missed():
    marks = grading.kind("multiple").grade(CHOICES, {"choices": ["a", "c"]}).marks
    assert marks == {"a": "right", "b": "missed", "c": "wrong"}


def test_a_single_question_takes_one_choice_only():
    data = {"choices": [{"id": "a", "text": "A", "right": True}, {"id": "b", "text": "B", "right": False}]}
    single = grading.kind("single")
    assert single.read(data, QueryDict("q=a&q=b"), "q") == {"choices": ["a"]}
    assert single.grade(data, {"choices": ["a"]}).right
    assert single.grade(data, {"choices": ["b"]}).score == 0


def test_invented_choices_are_no_answer():
    assert grading.kind("multiple").read(CHOICES, QueryDict("q=z&q=<script>"), "q") is None


def test_the_same_answer_may_serve_two_lines():
    match = grading.kind("match")
    options = {option["text"]: option["value"] for option in match.show(PAIRS, None, None, "q")["options"]}
    assert len(options) == 2
    given = {"pairs": {"p1": options["hiver"], "p2": options["été"], "p3": options["hiver"]}}
    assert match.grade(PAIRS, given).right
    given["pairs"]["p3"] = options["été"]
    assert match.grade(PAIRS, given).score == 66
    assert match.grade(PAIRS, {"pairs": {"p1": options["hiver"]}}).score == 33


def test_options_do_not_stand_in_the_order_of_the_lines():
    data = {"pairs": [{"id": f"p{n}", "left": f"ligne {n}", "right": f"réponse {n}"} for n in range(5)]}
    options = [option["value"] for option in grading.kind("match").show(data, None, None, "q")["options"]]
    assert sorted(options) == ["p0", "p1", "p2", "p3", "p4"]
    assert options != ["p0", "p1", "p2", "p3", "p4"]


@pytest.mark.parametrize(("name", "data", "given"), [
    ("multiple", CHOICES, {"choices": ["a", "c"]}),
    ("match", PAIRS, {"pairs": {"p1": "p2", "p3": "p1"}}),
])  # fmt: skip
def test_what_is_written_into_an_address_is_read_back(name, data, given):
    form = QueryDict(mutable=True)
    for key, value in grading.kind(name).write(given, "q.x"):
        form.appendlist(key, value)
    assert grading.kind(name).read(data, form, "q.x") == given


def test_a_mended_typo_changes_no_fingerprint_but_another_right_answer_does():
    mended = {"choices": [{**one, "text": one["text"] + "!"} for one in CHOICES["choices"]]}
    turned = {"choices": [{**one, "right": not one["right"]} for one in CHOICES["choices"]]}
    known = grading.fingerprint("multiple", CHOICES)
    assert grading.fingerprint("multiple", mended) == known
    assert grading.fingerprint("multiple", turned) != known


def _with(**changes):
    return {"choices": [{"id": "a", "text": "A", "right": True} | changes, {"id": "b", "text": "B", "right": False}]}


@pytest.mark.parametrize(("name", "data", "at"), [
    ("single", {}, ("choices",)),
    ("single", {"choices": "a"}, ("choices",)),
    ("single", _with(right=False), ("choices",)),
    ("single", _with(right="oui"), ("choices", 0, "right")),
    ("single", _with(id="B C"), ("choices", 0, "id")),
    ("single", _with(id="b"), ("choices", 1, "id")),
    ("single", _with(text=" "), ("choices", 0, "text")),
    ("single", _with(feedbak="…"), ("choices", 0, "feedbak")),
    ("single", _with(feedback=3), ("choices", 0, "feedback")),
    ("single", CHOICES, ("choices",)),
    ("truefalse", {"choices": [*_with()["choices"], {"id": "c", "text": "C", "right": False}]}, ("choices",)),
    ("match", {"pairs": [PAIRS["pairs"][0], PAIRS["pairs"][2]]}, ("pairs",)),
    ("match", {"pairs": [PAIRS["pairs"][0], PAIRS["pairs"][1] | {"left": "poireau"}]}, ("pairs",)),
])  # fmt: skip
def test_data_that_cannot_be_asked_are_refused_at_their_place(name, data, at):
    with pytest.raises(grading.DataError) as refusal:
        grading.kind(name).check(data)
    assert refusal.value.at == at


def test_a_kind_that_is_not_known_is_refused_by_name():
    with pytest.raises(grading.DataError, match="essay"):
        grading.kind("essay")


@pytest.mark.parametrize(("name", "data"), [("multiple", CHOICES), ("match", PAIRS)])
def test_what_an_author_types_keeps_its_ids(name, data):
    kind = grading.kind(name)
    assert kind.parse(kind.lines(data), data) == data


def test_a_mended_answer_keeps_its_id_and_a_new_one_gets_a_fresh_one():
    kind = grading.kind("multiple")
    typed = kind.lines(CHOICES).replace("+ B", "+ Bé") + "\n- D | Non."
    ids = [choice["id"] for choice in kind.parse(typed, CHOICES)["choices"]]
    assert ids == ["a", "b", "c", "d"]


def test_the_id_of_an_answer_taken_away_is_not_given_to_another():
    kind = grading.kind("multiple")
    shorter = kind.parse("+ A\n- C", CHOICES)
    assert [choice["id"] for choice in shorter["choices"]] == ["a", "c"]
