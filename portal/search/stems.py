"""Words as the index knows them: French stems without accents, made alike for texts and for questions.

Done here and not in the database, because SQLite stems English only and PostgreSQL may lack unaccent.
"""

import re
import unicodedata
from functools import lru_cache
from threading import Lock

import snowballstemmer

from portal.core.slugs import LIGATURES

MAX_QUERY = 200  # characters of a question that count
MAX_WORDS = 8
_WORD = re.compile(r"[^\W_]+")
# Words that say nothing alone.
_STOP = frozenset(
    [
        "au",
        "aux",
        "avec",
        "ce",
        "ces",
        "cet",
        "cette",
        "dans",
        "de",
        "des",
        "du",
        "elle",
        "elles",
        "en",
        "est",
        "et",
        "eux",
        "il",
        "ils",
        "je",
        "la",
        "le",
        "les",
        "leur",
        "lui",
        "ma",
        "mais",
        "me",
        "mes",
        "mon",
        "ne",
        "nos",
        "notre",
        "nous",
        "on",
        "ou",
        "par",
        "pas",
        "pour",
        "qu",
        "que",
        "qui",
        "sa",
        "se",
        "ses",
        "son",
        "sont",
        "sur",
        "ta",
        "te",
        "tes",
        "toi",
        "ton",
        "tu",
        "un",
        "une",
        "vos",
        "votre",
        "vous",
        "ai",
        "as",
        "ont",
        "plus",
        "si",
        "y",
        "the",
        "of",
        "and",
        "to",
    ]
)
_stemmer = snowballstemmer.stemmer("french")
_one_at_a_time = Lock()  # a stemmer keeps the word that it works on


def fold(text: str) -> str:
    """Lower case without accents."""
    plain = unicodedata.normalize("NFKD", text.translate(LIGATURES))
    return "".join(char for char in plain if not unicodedata.combining(char)).lower()


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of one word. The stemmer hears accents, the result has none: « chiffrees » meets « chiffrées »."""
    with _one_at_a_time:
        stemmed = _stemmer.stemWord(word.lower())
    stemmed = fold(stemmed)
    stemmed = stemmed.rstrip("e") or stemmed
    # the stemmer undoubles « donné » but not « donne »
    return stemmed[:-1] if len(stemmed) > 3 and stemmed[-1] == stemmed[-2] else stemmed


def words(text: str) -> list[re.Match]:
    """Every word of a text with its place."""
    return list(_WORD.finditer(text))


def stems(text: str) -> list[str]:
    """The stems of a text in order, without the words that say nothing."""
    found = (match.group() for match in _WORD.finditer(text))
    return [stem(word) for word in found if len(word) > 1 and fold(word) not in _STOP]


def query_stems(question: str) -> list[str]:
    """The stems that a question asks for, each once, a bounded number of them; whatever was typed."""
    return list(dict.fromkeys(stems(question[:MAX_QUERY])))[:MAX_WORDS]
