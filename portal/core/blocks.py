"""Content blocks shared by lessons, sheets and pages. Shallow: migrations write every nested block again.

Each kind is also a fence in content files (`portal.core.directives`), so pages and files turn into each other.
"""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from . import markdown, media_pieces, peertube
from .directives import ContentError, Piece, one_line
from .media_blocks import MEDIA_BLOCKS, piece_of, value_of

MARKDOWN_HELP = _("Markdown: **bold**, *italic*, [link](address), lists with “- ”, headings with “## ”.")


class MarkdownBlock(blocks.TextBlock):
    """Running text in Markdown, rendered by the one renderer."""

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", MARKDOWN_HELP)
        super().__init__(rows=kwargs.pop("rows", 10), **kwargs)

    def get_context(self, value, parent_context=None):
        return {**super().get_context(value, parent_context), "html": markdown.render(value or "")}

    class Meta:
        template = "components/blocks/text.html"
        icon = "pilcrow"
        label = _("Text")


class TitledBlock(blocks.StructBlock):
    """A title and Markdown under it; the kind alone decides how it looks."""

    title = blocks.CharBlock(required=False, label=_("Title"))
    text = blocks.TextBlock(label=_("Text"), help_text=MARKDOWN_HELP)

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        return {
            **context,
            "title": value["title"],
            "html": markdown.render(value["text"] or ""),
            "inline": markdown.render_inline(one_line(value["text"] or "")),
            "anchor": markdown.anchor(value["title"] or ""),
            "kind": self.name,
        }


class FigureBlock(blocks.StructBlock):
    """A drawing with its caption and, beside it, everything that it says in words."""

    image = ImageChooserBlock(label=_("Image"))
    caption = blocks.CharBlock(max_length=400, label=_("Caption"))
    description = blocks.TextBlock(
        label=_("Text equivalent"), help_text=_("Everything that the drawing says, in words. Markdown.")
    )

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        return {
            **context,
            "image": value["image"],
            "caption": value["caption"],
            "description": markdown.render(value["description"] or ""),
        }

    class Meta:
        template = "components/blocks/figure.html"
        icon = "image"
        label = _("Figure")


def _titled(kind: str, label, icon: str) -> TitledBlock:
    return TitledBlock(template=f"components/blocks/{kind}.html", label=label, icon=icon)


COMMON_BLOCKS = [
    ("text", MarkdownBlock()),
    ("figure", FigureBlock()),
    ("note", _titled("note", _("Note"), "info-circle")),
    ("gloss", _titled("gloss", _("Term explained"), "openquote")),
    ("sources", _titled("sources", _("Sources"), "link")),
    ("reading", _titled("reading", _("Further reading"), "list-ul")),
]
LESSON_BLOCKS = [
    *COMMON_BLOCKS,
    ("case", _titled("case", _("A case from associative life"), "group")),
    ("activity", _titled("activity", _("Your turn"), "edit")),
    *MEDIA_BLOCKS,
]
SHEET_BLOCKS = [
    *COMMON_BLOCKS,
    ("swap", _titled("swap", _("Instead of…"), "resubmit")),
    ("steps", _titled("steps", _("First steps"), "list-ol")),
    ("practices", _titled("practices", _("Good practices"), "tick")),
    ("free", _titled("free", _("Is it free?"), "tag")),
    ("pagebreak", blocks.StaticBlock(template="components/blocks/pagebreak.html", label=_("Second side"))),
]


def stream_from_pieces(pieces, kinds, *, find_image, find_document=None, path="") -> list[tuple[str, object]]:
    """Stream data of a file's pieces.

    `kinds` are the allowed block names, `find_image(name, line)` gives the image row of a file name, and
    `find_document` that of a recording or captions, where `kinds` has such blocks.
    Raises ContentError with the line for an unknown kind or a figure without its words.
    """
    allowed = {name for name, _block in kinds}
    data: list[tuple[str, object]] = []
    for piece in pieces:
        if piece.kind not in allowed:
            known = ", ".join(sorted(allowed - {"text"}))
            raise ContentError(f"unknown block `{piece.kind}`; known: {known}", line=piece.line, path=path)
        if piece.kind == "text":
            data.append(("text", piece.text))
        elif piece.kind == "pagebreak":
            data.append(("pagebreak", None))
        elif piece.kind == "figure":
            data.append(("figure", _figure(piece, find_image, path)))
        elif piece.kind in media_pieces.KEYS:
            data.append((piece.kind, _media(piece, find_image, find_document, path)))
        else:
            data.append((piece.kind, {"title": piece.argument, "text": piece.text}))
    return data


def _figure(piece: Piece, find_image, path: str) -> dict:
    caption, separator, description = piece.text.partition("\n---\n")
    if not piece.argument or not separator or not description.strip():
        raise ContentError(
            "a figure needs a file name, a caption, a line of --- and its text equivalent", line=piece.line, path=path
        )
    return {
        "image": find_image(piece.argument, piece.line),
        "caption": one_line(caption),
        "description": description.strip(),
    }


def _media(piece: Piece, find_image, find_document, path: str) -> dict:
    if piece.kind == "peertube":
        try:
            peertube.video(piece.argument)
        except peertube.BrokenAddress as error:
            raise ContentError(str(error), line=piece.line, path=path) from error
    return value_of(
        piece.kind,
        piece.argument,
        media_pieces.read(piece, path=path),
        find_image=lambda name: find_image(name, piece.line),
        find_document=lambda name: find_document(name, piece.line),
    )


def pieces_from_stream(stream, *, image_name, document_name=None) -> list[Piece]:
    """The inverse of `stream_from_pieces`; `image_name(image)` and `document_name(document)` give the file name to
    write."""
    parts = []
    for child in stream:
        kind, value = child.block_type, child.value
        if kind == "text":
            parts.append(Piece("text", "", value, 0))
        elif kind == "pagebreak":
            parts.append(Piece("pagebreak", "", "", 0))
        elif kind == "figure":
            text = f"{value['caption']}\n---\n{value['description']}"
            parts.append(Piece("figure", image_name(value["image"]), text, 0))
        elif kind in media_pieces.KEYS:
            parts.append(piece_of(kind, value, image_name=image_name, document_name=document_name))
        else:
            parts.append(Piece(kind, value["title"], value["text"], 0))
    return parts
