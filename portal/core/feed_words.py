"""Words of people in Atom feeds. Django marks every summary as HTML and every title as text, so the first must be
escaped once more than XML does, and the second must not."""

from django.utils.html import escape

# XML 1.0 has no place for these; a message that holds one would break the feed for everybody.
_CONTROL = (code for code in range(32) if code not in (9, 10, 13))
_NOT_IN_XML = dict.fromkeys([*_CONTROL, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])


def as_title(text: str) -> str:
    """Plain words, for a title or a name."""
    return str(text).translate(_NOT_IN_XML)


def as_summary(text: str, length: int = 2000) -> str:
    """Plain words as HTML that shows them as they were typed, cut at a length."""
    lines = as_title(text)[:length].splitlines()
    return "<br>".join(escape(line) for line in lines)
