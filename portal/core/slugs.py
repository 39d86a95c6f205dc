"""Short names for addresses, made the French way: Django's own drops « œ » and leaves « Cœur » as « cur »."""

from django.utils.text import slugify

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "ß": "ss"})


def slug_of(text: str) -> str:
    """« Fédération des Œuvres » → « federation-des-oeuvres »; empty for what holds no letter and no digit."""
    return slugify(text.translate(LIGATURES))
