"""What some texts must hold, by law or by the charter, checked before they are published.

    missing_parts("accessibilite", draft.full)   # → ["Voies de recours : le Défenseur des droits"]

Sources: legal notice: law 2004-575, article 1-1; accessibility: decree 2019-768 and the model of the RGAA; personal
data: articles 13 and 14 of the GDPR; terms: criterion TRA-7 of the charter, article 14 of the DSA. The check finds
headings and words, not whether what they say is right: staff are told what it does not find, and may publish all the
same.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core import markdown

# The three states of the RGAA, as the statement and the foot of every page must name them; without a word, the first.
NOT = "non conforme"
_STATE = re.compile(r"\b(non|partiellement|totalement)\s+conforme\b", re.IGNORECASE)
# What an audit leaves behind: a rate, and the rules that it was held against.
_AUDITED = re.compile(r"\d+(?:[.,]\d+)?\s*%")


@dataclass(frozen=True)
class Part:
    """Found when `words` matches: the headings of the text, or all of its words."""

    name: str
    words: str
    in_headings: bool = True


PARTS: dict[str, tuple[Part, ...]] = {
    "cgu": (
        Part(gettext_lazy("“Personal data and privacy”, at the anchor donnees-personnelles"), "^donnees-personnelles$"),
        Part(gettext_lazy("how moderation is done"), "moderation"),
        Part(gettext_lazy("how these terms change"), "chang"),
        Part(gettext_lazy("how to leave with one’s data"), "partir|emporter"),
    ),
    "mentions-legales": (
        Part(gettext_lazy("who publishes"), "editeur|editrice"),
        Part(gettext_lazy("who answers for the publication"), "publication"),
        Part(gettext_lazy("who hosts"), "hebergement|hebergeur"),
        Part(gettext_lazy("a telephone number"), r"\b0\d(?:[ .]?\d\d){4}\b", in_headings=False),
    ),
    "confidentialite": (
        Part(gettext_lazy("who is responsible"), "responsable"),
        Part(gettext_lazy("what is done with which data, for how long"), "usage|finalite|traitement"),
        Part(gettext_lazy("who sees what"), "qui-voit|destinataire"),
        Part(gettext_lazy("the rights of people"), "droits"),
        Part(gettext_lazy("the complaint to the CNIL"), r"\bCNIL\b", in_headings=False),
    ),
    "moderation": (
        Part(gettext_lazy("how to report"), "signaler|signalement"),
        Part(gettext_lazy("reasons in writing"), "raisons|motif"),
        Part(gettext_lazy("how to appeal"), "contest|recours"),
    ),
    "accessibilite": (
        Part(gettext_lazy("article 47 of law 2005-102"), r"article 47\b.*2005-102", in_headings=False),
        Part(gettext_lazy("the plan over several years"), r"schéma pluriannuel", in_headings=False),
        Part(gettext_lazy("the state of conformity"), "etat-de-conformite"),
        Part(gettext_lazy("the results of tests"), "resultats"),
        Part(gettext_lazy("content that is not accessible"), "non-accessibles"),
        Part(gettext_lazy("what does not conform"), "non-conformites"),
        Part(gettext_lazy("derogations for disproportionate burden"), "derogations"),
        Part(gettext_lazy("content that need not conform"), "non-soumis"),
        Part(gettext_lazy("when and how the statement was made"), "etablissement"),
        Part(gettext_lazy("whom to write to"), "contact"),
        Part(gettext_lazy("the Défenseur des droits"), r"Défenseur des droits", in_headings=False),
    ),
}


def missing_parts(slug: str, full: str) -> list[str]:
    """Names of what a text of this slug must hold and does not; nothing for texts that nobody prescribes."""
    headings = [token.attrGet("id") or "" for token in markdown.tokens(full) if token.type == "heading_open"]
    words = markdown.plain_text(full)
    missing = [
        str(part.name)
        for part in PARTS.get(slug, ())
        if not (
            any(re.search(part.words, one) for one in headings)
            if part.in_headings
            else re.search(part.words, words, re.IGNORECASE)
        )
    ]
    if slug == "accessibilite":
        missing += _without_audit(full)
    return missing


def accessibility_state(full: str) -> str:
    """The state that a statement gives the site, its first mention; « non conforme » when it names none: without a
    valid audit that is the state."""
    found = _STATE.search(_state_section(full))
    return " ".join(found.group().lower().split()) if found else NOT


def _state_section(full: str) -> str:
    """What stands under « État de conformité », up to the next heading of its rank."""
    _before, _heading, after = full.partition("État de conformité")
    return re.split(r"^## ", after, maxsplit=1, flags=re.MULTILINE)[0]


def _without_audit(full: str) -> list[str]:
    """Another state than « non conforme » rests on an audit and its rate."""
    if accessibility_state(full) == NOT or _AUDITED.search(full):
        return []
    return [_("the rate that the audit found: without an audit the state is “non conforme”")]
