"""Sheets written as files: two sides, and mistakes named with their line."""

import pytest

from portal.core.directives import ContentError
from portal.pages import sheet_files

pytestmark = pytest.mark.django_db
FRONT = "---\ntitle: Les pads\nslug: pads\nsummary: Écrire ensemble.\n---\n"


def sheet(body: str):
    front, rest, line = sheet_files.directives.split_front_matter(FRONT + body)
    return sheet_files._page(front, rest, line, "pads.md")


@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["at once", "after an empty line"])
def test_the_line_between_the_sides_may_stand_against_the_text(gap):
    page = sheet(f"Recto.{gap}---page---{gap}Verso.\n")
    assert [[block.value for block in side] for side in page.sides] == [["Recto."], ["Verso."]]


def test_a_mistake_on_the_second_side_is_named_with_the_line_of_the_file():
    with pytest.raises(ContentError) as refused:
        sheet("Recto.\n\n---page---\n\n::: poem\nx\n:::\n")
    assert (refused.value.path, refused.value.line) == ("pads.md", 10)


def test_a_picture_that_does_not_ship_is_refused():
    with pytest.raises(ContentError, match="schema"):
        sheet("::: figure schema.svg\nLégende\n---\nMots.\n:::\n")
