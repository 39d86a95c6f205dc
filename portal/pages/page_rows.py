"""Pages made from rows of the content files: what both the shipped tree and the demonstration are built of."""

from portal.core import directives

from .models import StandardPage


def child(parent, model, slug: str, **fields):
    """The child page with that slug, made when missing."""
    found = parent.get_children().filter(slug=slug).first()
    if found is not None:
        return found.specific
    return parent.add_child(instance=model(slug=slug, **fields))


def is_missing(parent, slug: str) -> bool:
    return not parent.get_children().filter(slug=slug).exists()


def body(text: str) -> list[tuple[str, str]]:
    """A StreamField value of the text blocks of a Markdown body."""
    return [(piece.kind, piece.text) for piece in directives.pieces(text.strip()) if piece.kind == "text"]


def standard(home, row: dict) -> bool:
    """Add the standard page of a row, unless its slug is taken."""
    if not is_missing(home, row["slug"]):
        return False
    home.add_child(instance=StandardPage(slug=row["slug"], **standard_fields(row)))
    return True


def standard_fields(row: dict) -> dict:
    return {"title": row["title"], "lead": row.get("summary", ""), "body": body(row["body"])}


def home_fields(words: dict) -> dict:
    """The columns of the home page that its words in a content file fill."""
    first, second = words.get("primary_action", {}), words.get("secondary_action", {})
    services, course = words.get("services", {}), words.get("course", {})
    people = words.get("contacts", {})
    return {
        "stamp": words.get("stamp", ""),
        "headline": words.get("headline", "Bienvenue"),
        "lead": words.get("lead", "").strip(),
        "action_label": first.get("label", ""),
        "action_link": first.get("url", ""),
        "second_action_label": second.get("label", ""),
        "second_action_link": second.get("url", ""),
        "basket_title": services.get("title", ""),
        "basket_intro": services.get("lead", "").strip(),
        "course_title": course.get("title", ""),
        "course_intro": course.get("lead", "").strip(),
        "course_note": course.get("text", "").strip(),
        "news_title": words.get("news", {}).get("title", ""),
        "people_title": people.get("title", ""),
        "people_intro": people.get("lead", "").strip(),
    }
