"""Kinds of questions: what their data must hold, how an answer is read and graded, how both are shown.

One class a kind, behind `QuestionKind`; a new kind is one module here (with `@known`) and one template. Shapes:

    choices (single, multiple, truefalse)   data  {"choices": [{"id", "text", "right", "feedback"}]}
                                            given {"choices": ["a", "c"]}
    match                                   data  {"pairs": [{"id", "left", "right", "feedback"}]}
                                            given {"pairs": {"p1": "p3"}}, a pair's id to that of the answer chosen
    order                                   data  {"items": [{"id", "text", "feedback"}]}, in the right order
                                            given {"ranks": {"i1": 2}}, an item's id to its rank, from 1
    short                                   data  {"answers": [{"text", "right", "feedback"}]}
                                            given {"text": "…"}
    fill                                    data  {"passage": "A {{1}} cuts into {{2}}.", "gaps": [gap]}, where a gap
                                                  is {"label", "choose", "answers": [{"text", "right", "feedback"}]}
                                            given {"gaps": {"1": "…"}}, a gap's number to what was typed or chosen

What is typed is compared by `words.key`. Scores are percents, rounded down:

    single, truefalse, short    right or not
    multiple                    share of the right choices, each wrong one taking back what a right one gave
    match, fill                 share of the right lines, of the right gaps
    order                       of every two items: one point in the right order, one taken back the other way round
"""

from .choices import Multiple, Single, TrueOrFalse
from .fill import Fill
from .kinds import DataError, Grade, QuestionKind, fingerprint, kind, known, labels
from .match import Match
from .order import Order
from .short import Short

__all__ = [
    "DataError",
    "Fill",
    "Grade",
    "Match",
    "Multiple",
    "Order",
    "QuestionKind",
    "Short",
    "Single",
    "TrueOrFalse",
    "fingerprint",
    "kind",
    "known",
    "labels",
]
