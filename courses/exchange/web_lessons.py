"""A lesson as one web page that stands alone, with its pictures beside it; its readers know nothing of this portal."""

import re
from html import escape

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from portal.core import markdown, media_pieces
from portal.core.directives import Piece, one_line

from .files import LessonFile, QuestionFile

_WORDS = ("text", "left", "right")


def lesson_page(lesson: LessonFile, *, language: str, portal: str, kept: list[QuestionFile]) -> str:
    """The HTML of a lesson. Links into the portal at `portal` become whole addresses; the questions `kept`, which no
    quiz of the target can ask, end the page as text. Call it with the course's language active."""
    titles = {figure.name: figure.title for figure in lesson.figures}
    parts = [_block(piece, titles) for piece in lesson.body]
    if kept:
        parts.append(format_html("<h2>{}</h2>", _("Questions to think about")))
        parts += [_question(question) for question in kept]
    body = _absolute("\n".join(parts), portal)
    title = escape(lesson.title)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"</head>\n<body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    )


def _absolute(html: str, portal: str) -> str:
    return re.sub(r'href="/(?!/)', f'href="{escape(portal.rstrip("/"))}/', html)


def _block(piece: Piece, titles: dict[str, str]) -> str:
    if piece.kind == "text":
        return markdown.render(piece.text)
    if piece.kind == "figure":
        return _figure(piece, titles.get(piece.argument, ""))
    if piece.kind in media_pieces.KEYS:
        return _media(piece)
    if piece.kind == "gloss":
        definition = markdown.render_inline(one_line(piece.text))
        anchor = markdown.anchor(piece.argument)
        return format_html('<p id="gloss-{}"><dfn>{}</dfn> {}</p>', anchor, piece.argument, definition)
    html = markdown.render(piece.text)
    if piece.kind in ("sources", "reading"):
        standing = _("Sources") if piece.kind == "sources" else _("Further reading")
        return format_html('<section><h2 id="{}">{}</h2>{}</section>', piece.kind, piece.argument or standing, html)
    kinds = {"case": _("A case from associative life"), "activity": _("Your turn")}
    head = " – ".join(filter(None, [kinds.get(piece.kind, ""), piece.argument]))
    return format_html("<section>{}{}</section>", format_html("<h3>{}</h3>", head) if head else "", html)


def _figure(piece: Piece, title: str) -> str:
    caption, _separator, description = piece.text.partition("\n---\n")
    return format_html(
        '<figure><img src="{}" alt="{}"><figcaption>{}</figcaption></figure><details><summary>{}</summary>{}</details>',
        piece.argument,
        title,
        caption,
        _("The figure in words"),
        markdown.render(description),
    )


def _media(piece: Piece) -> str:
    """The recording beside the page; of a video on another host the address alone, since pages open without asking."""
    said = media_pieces.read(piece)
    name = piece.argument
    if piece.kind == "peertube":
        shown = format_html('<p>{}: <a href="{}">{}</a></p>', said["title"], name, name)
    else:
        tracks = format_html_join(
            "",
            '<track kind="captions" src="{1}" srclang="{0}" label="{0}">',
            said.get("captions", ()),
        )
        poster = format_html(' poster="{}"', said["poster"]) if said.get("poster") else ""
        shown = format_html('<{0} controls preload="none" src="{1}"{2}>{3}</{0}>', piece.kind, name, poster, tracks)
        shown += format_html(
            '<figcaption>{} ({}) <a href="{}">{}</a></figcaption>', said["title"], said["duration"], name, name
        )
    label = _("The recording in words") if piece.kind == "audio" else _("The video in words")
    words = markdown.render(said["transcript"])
    return format_html("<figure>{}<details><summary>{}</summary>{}</details></figure>", shown, label, words)


def _question(question: QuestionFile) -> str:
    """The question, what there is to choose from, and the answer folded away; of a kind that is not known here, all
    texts that it shows."""
    passages = [value for value in question.data.values() if isinstance(value, str)]
    items = [item for values in question.data.values() if isinstance(values, list) for item in values]
    items = [item if isinstance(item, dict) else {"text": str(item)} for item in items]
    rows = [
        [item[name] for name in _WORDS if isinstance(item.get(name), str)] for item in items if not _is_judged(item)
    ]
    columns = [sorted({row[column] for row in rows if len(row) > column}, key=str.casefold) for column in (0, 1)]
    answers = [" → ".join(row) for row in rows if row] + [text for item in items if (text := _right_words(item))]
    return format_html(
        "<section><p>{}</p>{}{}<details><summary>{}</summary>{}<p>{}</p></details></section>",
        _inline(question.text),
        format_html_join("", "<p>{}</p>", ((re.sub(r"\{\{\d+\}\}", "_____", text),) for text in passages)),
        format_html_join("", "{}", ((_list("ul", texts),) for texts in columns if texts)),
        _("The answer"),
        _list("ol", answers),
        _inline(question.explanation),
    )


def _is_judged(item: dict) -> bool:
    """Is it an answer that is right or wrong, or a gap that has such answers? To show these would give them away."""
    return isinstance(item.get("right"), bool) or "answers" in item


def _right_words(item: dict) -> str:
    if item.get("right") is True:
        return str(item.get("text", ""))
    answers = item.get("answers") if isinstance(item.get("answers"), list) else []
    return " / ".join(filter(None, (_right_words(one) for one in answers if isinstance(one, dict))))


def _list(tag: str, texts: list[str]) -> str:
    items = format_html_join("", "<li>{}</li>", ((_inline(text),) for text in texts))
    return format_html("<{}>{}</{}>", tag, items, tag)


def _inline(text: str) -> str:
    return markdown.render_inline(text)
