"""Items to put in order: what an order is worth, how it is shown, what is refused."""

from itertools import permutations

import pytest
from django.http import QueryDict

from courses import grading

NAMES = ("préparer", "semer", "couvrir", "arroser")
DATA = {"items": [{"id": f"i{n}", "text": text, "feedback": ""} for n, text in enumerate(NAMES, start=1)]}
order = grading.kind("order")


def given(*ranks):
    """Ranks in the right order of the items; None for one left empty."""
    return {"ranks": {f"i{n}": rank for n, rank in enumerate(ranks, start=1) if rank}}


@pytest.mark.parametrize(
    ("ranks", "score"),
    [
        ((1, 2, 3, 4), 100),
        ((2, 1, 3, 4), 66),  # neighbours swapped: five pairs in order, one reversed
        ((4, 1, 2, 3), 0),  # three pairs in order, three reversed
        ((1, 4, 2, 3), 33),
        ((4, 3, 2, 1), 0),
        ((1, 2, None, None), 16),  # one pair of six, nothing taken back for what is missing
        ((1, 1, 1, 1), 0),
        ((1, 2, 2, 4), 83),  # the two that share a rank count for nothing
        ((None, None, None, 4), 0),
    ],
)
def test_every_two_items_in_order_give_a_point_and_reversed_take_one_back(ranks, score):
    assert order.grade(DATA, given(*ranks)).score == score


def test_only_the_right_order_is_right():
    right = [ranks for ranks in permutations((1, 2, 3, 4)) if order.grade(DATA, given(*ranks)).right]
    assert right == [(1, 2, 3, 4)]


def test_marks_tell_the_exact_place():
    assert order.grade(DATA, given(1, 3, 2, 4)).marks == {"i1": "right", "i2": "wrong", "i3": "wrong", "i4": "right"}
    assert order.grade(DATA, given(1, None, 3, 4)).marks["i2"] == "wrong"


@pytest.mark.parametrize("count", [3, 4, 5, 9])
def test_items_are_shown_in_one_mixed_order_that_is_never_the_right_one(count):
    for seed in range(30):
        data = {"items": [{"id": f"i{n}", "text": f"étape {seed} {n}"} for n in range(count)]}
        shown = [line["text"] for line in order.show(data, None, None, "q")["pairs"]]
        assert sorted(shown) == sorted(item["text"] for item in data["items"])
        assert shown != [item["text"] for item in data["items"]]
        assert shown == [line["text"] for line in order.show(data, None, None, "q")["pairs"]]


def test_the_place_is_told_once_answered_and_only_then():
    answer = given(2, 1, 3, 4)
    before = order.show(DATA, answer, None, "q")
    assert {line["answer"] for line in before["pairs"]} == {""}
    assert {line["text"]: line["chosen"] for line in before["pairs"]}["semer"] == "1"
    after = {line["text"]: line for line in order.show(DATA, answer, order.grade(DATA, answer), "q")["pairs"]}
    assert (after["semer"]["mark"], after["semer"]["answer"]) == ("wrong", "2")
    assert after["couvrir"]["mark"] == "right"


def test_only_places_that_exist_are_read():
    form = QueryDict("q.i1=1&q.i2=5&q.i3=0&q.i4=-1&q.i9=2&q.i1.x=3")
    assert order.read(DATA, form, "q") == {"ranks": {"i1": 1}}
    assert order.read(DATA, QueryDict("q.i1=+3+"), "q") == {"ranks": {"i1": 3}}
    for rank in ("", "x", "1.0", "٢", "²", "9" * 10_000, "<b>"):
        posted = QueryDict(mutable=True)
        posted["q.i1"] = rank
        assert order.read(DATA, posted, "q") is None


def test_what_is_written_into_an_address_is_read_back():
    form = QueryDict(mutable=True)
    for key, value in order.write(given(2, None, 1, 4), "q.x"):
        form.appendlist(key, value)
    assert order.read(DATA, form, "q.x") == given(2, None, 1, 4)


def test_a_fingerprint_changes_with_the_order_only():
    known = grading.fingerprint("order", DATA)
    mended = {"items": [{**item, "text": item["text"] + " !"} for item in DATA["items"]]}
    assert grading.fingerprint("order", mended) == known
    assert grading.fingerprint("order", {"items": DATA["items"][::-1]}) != known
    assert grading.fingerprint("order", {"items": DATA["items"][:3]}) != known


def _with(**changes):
    return {"items": [DATA["items"][0] | changes, *DATA["items"][1:]]}


@pytest.mark.parametrize(("data", "at"), [
    ({}, ("items",)),
    ({"items": "abc"}, ("items",)),
    ({"items": DATA["items"][:2]}, ("items",)),
    ({**DATA, "order": []}, ("order",)),
    ({"items": ["a", "b", "c"]}, ("items", 0)),
    (_with(id="I 1"), ("items", 0, "id")),
    (_with(id="i2"), ("items", 1, "id")),
    (_with(text=""), ("items", 0, "text")),
    (_with(text="semer"), ("items",)),
    (_with(rank=1), ("items", 0, "rank")),
    (_with(feedback=1), ("items", 0, "feedback")),
])  # fmt: skip
def test_data_that_cannot_be_asked_are_refused_at_their_place(data, at):
    with pytest.raises(grading.DataError) as refusal:
        order.check(data)
    assert refusal.value.at == at


def test_lines_that_an_author_moves_keep_their_ids():
    typed = "semer\npréparer | D’abord ?\ncouvrir\narroser\npailler"
    items = order.parse(typed, DATA)["items"]
    assert [item["id"] for item in items] == ["i2", "i1", "i3", "i4", "i5"]
    assert items[1]["feedback"] == "D’abord ?"
    assert order.parse(order.lines(DATA), DATA) == DATA == order.complete(DATA)
