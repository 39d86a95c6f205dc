"""Pages in the search of the site."""

from portal.core import markdown
from portal.search.registry import Entry


def stream_text(stream) -> str:
    """The words of a StreamField body."""
    words = []
    for block in stream:
        value = block.value
        if isinstance(value, str):
            words.append(markdown.plain_text(value))
        elif value is not None and hasattr(value, "items"):
            parts = (text for key, text in value.items() if isinstance(text, str))
            words.append(" ".join(markdown.plain_text(text) for text in parts))
    return " ".join(words)


def rows_of(model):
    """Live, public pages of one model."""
    return lambda: model.objects.live().public()


def page_entry(page) -> Entry:
    """A page with a lead or summary and a body."""
    return Entry(
        title=page.title,
        url=page.get_url() or "",
        summary=getattr(page, "summary", "") or getattr(page, "lead", ""),
        text=" ".join([getattr(page, "software", ""), stream_text(page.body)]),
        updated_at=page.last_published_at,
    )


def term_entry(term) -> Entry:
    return Entry(
        title=term.term, url=term.get_absolute_url(), summary=term.meaning, text=markdown.plain_text(term.more)
    )
