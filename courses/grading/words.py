"""What learners type, and when two typed answers are the same."""

import unicodedata

from portal.search.stems import fold

# A few words. Also what keeps an address short that carries them (`quiz.kept_choices`).
MAX_TYPED = 100
_PLAIN = str.maketrans(dict.fromkeys("’‘ʼ′´`", "'") | dict.fromkeys("‐‑‒–−", "-"))


def typed(text: str) -> str:
    """The text as it is kept: one line of bounded length, without what cannot be seen (a database may refuse it)."""
    line = " ".join(text[: 10 * MAX_TYPED].split())
    return "".join(char for char in line if unicodedata.category(char)[0] != "C")[:MAX_TYPED].strip()


def key(text: str) -> str:
    """Equal for two texts that are the same answer: without case, accents, forms of spaces, apostrophes, hyphens and
    ligatures, or a full stop at the end. « L’Œuvre » is « l'oeuvre. »."""
    return " ".join(fold(typed(text).translate(_PLAIN)).split()).rstrip(". ")
