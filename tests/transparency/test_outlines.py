"""What the law and the charter have texts say is looked for before they are published."""

import pytest

from portal.core import markdown
from portal.transparency import outlines
from portal.transparency.content_loader import draft_fields, text_file
from portal.transparency.models.texts import ROOT_SLUGS


@pytest.mark.parametrize("slug", ROOT_SLUGS)
def test_every_text_that_ships_is_whole(slug):
    words = draft_fields(*text_file(slug))
    assert words["short"] and words["full"]
    assert outlines.missing_parts(slug, words["full"]) == []


def test_the_terms_have_their_anchor_for_personal_data():
    full = draft_fields(*text_file("cgu"))["full"]
    assert '<h2 id="donnees-personnelles">' in markdown.render(full)
    lost = outlines.missing_parts("cgu", full.replace("{#donnees-personnelles}", ""))
    assert len(lost) == 1 and "donnees-personnelles" in lost[0]


def test_the_statement_claims_no_state_that_no_audit_found():
    full = draft_fields(*text_file("accessibilite"))["full"]
    assert outlines.accessibility_state(full) == "non conforme"
    assert outlines.accessibility_state("") == "non conforme"
    claimed = full.replace("**non conforme**", "**partiellement conforme**")
    assert outlines.accessibility_state(claimed) == "partiellement conforme"
    assert len(outlines.missing_parts("accessibilite", claimed)) == 1
    audited = claimed.replace("Aucun taux de conformité ne peut être annoncé.", "64,5 % des critères sont respectés.")
    assert outlines.missing_parts("accessibilite", audited) == []
