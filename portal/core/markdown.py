"""The one way from Markdown to HTML: markdown-it-py without HTML, then nh3's allow-list. Nothing else marks HTML safe.

Two voices: what members write (`render_post`: no headings of the page, links marked as theirs), and what authors and
staff write (`render`: headings with anchors, tables).
"""

import re
import unicodedata
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin

from . import mentions

MAX_LENGTH = 60_000  # characters; forms refuse more, with words
_TAGS = {
    "p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "table", "thead", "tbody", "tr", "th", "td", "sup", "sub",
}  # fmt: skip
_HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"scope"}, "code": {"class"}}
_SCHEMES = {"http", "https", "mailto", "tel"}


def anchor(text: str) -> str:
    """The anchor of a heading or term: accents folded, lower case, hyphens."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")


def _author_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.use(attrs_plugin, after=(), spans=False)
    parser.use(attrs_block_plugin)
    parser.core.ruler.push("anchors", _heading_anchors)
    parser.core.ruler.push("table_scopes", _header_scopes)
    return parser


def _heading_anchors(state) -> None:
    """Give each heading an id from `{#name}` or from its words; a page's h1 is its title, so `#` counts as h2."""
    seen: set[str] = set()
    for index, token in enumerate(state.tokens):
        if token.type not in ("heading_open", "heading_close"):
            continue
        if token.tag == "h1":
            token.tag = "h2"
        if token.type == "heading_close":
            continue
        inline = state.tokens[index + 1]
        given = re.search(r"\s*\{#([A-Za-z0-9_-]+)\}\s*$", inline.content)
        name = token.attrGet("id") or (given.group(1) if given else anchor(inline.content))
        if given and inline.children:
            last = inline.children[-1]
            last.content = re.sub(r"\s*\{#[A-Za-z0-9_-]+\}\s*$", "", last.content)
        while not name or name in seen:
            name = f"{name or 'section'}-2"
        seen.add(name)
        token.attrSet("id", name)


def _header_scopes(state) -> None:
    for token in state.tokens:
        if token.type == "th_open":
            token.attrSet("scope", "col")


_author = _author_parser()
_member = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["strikethrough"]).disable(["image"])
_member.disable(["heading", "lheading"]).use(mentions.plugin)


def render(source: str) -> SafeString:
    """HTML of what an author or staff wrote. Headings start at h2 and carry ids."""
    attributes = {**_ATTRIBUTES, **{tag: {"id"} for tag in _HEADINGS}}
    html = nh3.clean(
        _author.render(source),
        tags=_TAGS | _HEADINGS,
        attributes=attributes,
        url_schemes=_SCHEMES,
        link_rel="noopener",
    )
    return mark_safe(html)  # noqa: S308 - the one place: nh3 has cleaned it


# A page of a quiz has dozens of short lines; the same words always give the same HTML.
@lru_cache(maxsize=4096)
def render_inline(source: str) -> SafeString:
    """HTML of one line (a question, a choice) without a paragraph around it."""
    html = nh3.clean(
        _author.renderInline(source),
        tags={"strong", "em", "s", "code", "a", "br", "sup", "sub"},
        attributes={"a": {"href", "title"}},
        url_schemes=_SCHEMES,
        link_rel="noopener",
    )
    return mark_safe(html)  # noqa: S308 - the one place: nh3 has cleaned it


def render_post(source: str) -> SafeString:
    """HTML of what a member wrote: no headings, no images, links that pass no authority on."""
    html = nh3.clean(
        _member.render(source[:MAX_LENGTH]),
        tags=_TAGS - {"table", "thead", "tbody", "tr", "th", "td"},
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        # a long line of code scrolls in its box: whoever has only a keyboard must reach it
        set_tag_attribute_values={"pre": {"tabindex": "0"}},
        url_schemes=_SCHEMES,
        link_rel="nofollow ugc noopener",
    )
    return mark_safe(html)  # noqa: S308 - the one place: nh3 has cleaned it


def mentioned_names(source: str) -> list[str]:
    """The public names that a member's message mentions (`portal.core.mentions`)."""
    return mentions.names_in(_member.parse(source[:MAX_LENGTH]))


def tokens(source: str) -> list:
    """The parsed tokens of what an author wrote, for outputs other than HTML (PDF)."""
    return _author.parse(source)


def plain_text(source: str) -> str:
    """The words alone, for search, summaries and plain mails."""
    html = nh3.clean(_author.render(source[:MAX_LENGTH]), tags=set())
    import html as entities

    return re.sub(r"\s+", " ", entities.unescape(html)).strip()
