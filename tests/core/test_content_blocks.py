"""Content files become blocks and blocks become files again, and a mistake is named with its line."""

import pytest

from portal.core import blocks, directives
from portal.core.directives import ContentError

BODY = """Un texte.

::: note Attention
Deux lignes
**fortes**.
:::

Encore.

::: figure schema.svg
Une légende
---
Tout ce que dit le dessin.
:::

::: pagebreak

:::

::: sources
- [un](https://example.org)
:::
"""
KINDS = [*blocks.SHEET_BLOCKS]


def test_what_is_cut_and_written_again_is_the_same():
    assert directives.write(directives.pieces(BODY)) == BODY


def test_fences_know_their_line():
    fences = [one for one in directives.pieces(BODY, first_line=10) if one.kind != "text"]
    assert [(one.kind, one.line) for one in fences] == [
        ("note", 12),
        ("figure", 19),
        ("pagebreak", 25),
        ("sources", 29),
    ]


def test_blocks_of_a_file_become_the_same_file():
    stream = blocks.stream_from_pieces(directives.pieces(BODY), KINDS, find_image=lambda name, line: f"image {name}")
    names = [name for name, _ in stream]
    assert names == ["text", "note", "text", "figure", "pagebreak", "sources"]
    children = [type("Child", (), {"block_type": name, "value": value}) for name, value in stream]
    again = blocks.pieces_from_stream(children, image_name=lambda image: image.removeprefix("image "))
    assert directives.write(again) == BODY


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("::: note\nsans fin", 1, "never closed"),
        ("texte\n:::", 2, "closes nothing"),
        ("::: note\n::: case\n:::\n:::", 2, "opens inside"),
    ],
)
def test_a_fence_that_does_not_hold_is_refused_with_its_line(body, line, words):
    with pytest.raises(ContentError, match=words) as refused:
        list(directives.pieces(body, path="fiche.md"))
    assert refused.value.line == line
    assert str(refused.value).startswith(f"fiche.md:{line}:")


@pytest.mark.parametrize(
    "body",
    ["::: poem\nx\n:::", "::: figure\nune légende\n---\nmots\n:::", "::: figure a.svg\nsans équivalent\n:::"],
    ids=["unknown block", "figure without a file", "figure without its words"],
)
def test_a_block_that_cannot_be_is_refused(body):
    with pytest.raises(ContentError):
        blocks.stream_from_pieces(directives.pieces(body), KINDS, find_image=lambda name, line: name)


@pytest.mark.parametrize(
    "source", ["sans en-tête", "---\ntitre: [\n---\n", "---\n- une liste\n---\n", "---\nle: 2026-02-30\n---\n"]
)
def test_front_matter_that_cannot_be_read_is_refused(source):
    with pytest.raises(ContentError):
        directives.split_front_matter(source, path="a.md")


def test_the_body_begins_after_the_front_matter():
    assert directives.split_front_matter("---\na: 1\nb: 2\n---\ntexte") == ({"a": 1, "b": 2}, "texte", 5)


def test_a_text_block_draws_cleaned_html():
    html = blocks.MarkdownBlock().render("**oui** <script>alert(1)</script>")
    assert "<strong>oui</strong>" in html and "<script" not in html


CODE = """Une leçon s’écrit ainsi :

````
::: note Attention
```
:::
````

::: activity Essayez
~~~ markdown
:::
~~~
Puis relisez.
:::
"""


def test_fenced_code_is_never_cut():
    assert [(one.kind, one.argument) for one in directives.pieces(CODE)] == [("text", ""), ("activity", "Essayez")]
    assert directives.write(directives.pieces(CODE)) == CODE


def test_after_code_fences_count_again_and_mistakes_keep_their_line():
    with pytest.raises(ContentError, match="closes nothing") as error:
        list(directives.pieces("```\n:::\n```\n:::", first_line=3))
    assert error.value.line == 6


def test_a_code_fence_that_never_closes_swallows_no_block():
    assert [one.kind for one in directives.pieces("```\n::: note\nmots\n:::")] == ["text", "note"]
