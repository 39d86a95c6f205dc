"""The areas of /cms/ and whose they are: what the table of access rules says of Wagtail's and our addresses there.

An address belongs to the first area whose pattern matches its beginning. Those who do not hold the area are refused
or led away, whatever the address is; those who do find no server error, and at least one page that opens.
"""

import re
from dataclasses import dataclass

ALL_EDITORS = frozenset({"moderator", "author", "staff"})
AUTHORS = frozenset({"author", "staff"})
STAFF = frozenset({"staff"})
NOBODY = frozenset()  # superusers, made at the shell

# 404 and 405 tell nothing: no such row, or an address for forms only.
REFUSALS = {302, 403, 404, 405}


@dataclass(frozen=True)
class Area:
    name: str
    holders: frozenset[str]
    pattern: str
    for_signed_in: bool = True

    def knows(self, pattern: str) -> bool:
        return re.match(self.pattern, pattern) is not None


AREAS = [
    Area("drawings, words and doors", NOBODY, r"cms/(sprite|jsi18n|login|password_reset|logout|failw)", False),
    Area("sites and groups", NOBODY, r"cms/(sites|groups)/"),
    Area("workflows", NOBODY, r"cms/workflows/(list|add|enable|disable|edit|usage|remove|tasks)/"),
    Area("people", STAFF, r"cms/(users|inactivite)/"),
    Area("mails", STAFF, r"cms/(snippets/(choose/)?notifications/|mails/)"),
    Area(
        "accounts to delete, archives of personal data, journal of readings", STAFF, r"cms/snippets/(choose/)?privacy/"
    ),
    Area("glossary", AUTHORS, r"cms/snippets/(choose/)?pages/glossaryterm/"),
    Area("frequent questions", STAFF, r"cms/snippets/(choose/)?pages/faqentry/"),
    Area("the host's own page", STAFF, r"cms/settings/"),
    Area(
        "rules, reports, surveys",
        STAFF,
        r"cms/(snippets/(choose/)?transparency/|(textes|rapports|enquetes|forum-en-chiffres|chatonsinfos)/)",
    ),
    Area("directory of hosts", STAFF, r"cms/snippets/(choose/)?directory/"),
    Area("the charter, lists of packages", STAFF, r"cms/(charte|paquets)/"),
    Area("organisations, territories, referents", STAFF, r"cms/(snippets/(choose/)?organisations/|organisations/)"),
    Area("attestations", STAFF, r"cms/(snippets/(choose/)?courses/attestation/|attestations/)"),
    Area("what authors do with courses", AUTHORS, r"cms/modules/"),
    Area("services", STAFF, r"cms/snippets/(choose/)?services/"),
    Area("incidents", STAFF, r"cms/(snippets/(choose/)?incidents/|incidents/)"),
    Area("accounts, requests, servers, queue", STAFF, r"cms/(snippets/(choose/)?cloud/|cloud/)"),
    Area("tags and canned answers of the forum", frozenset({"moderator", "staff"}), r"cms/snippets/(choose/)?support/"),
    Area("boards of the forum", STAFF, r"cms/boards/"),
    Area("collections and redirects", STAFF, r"cms/(collections|redirects)/"),
    Area("choosing an image or a document", ALL_EDITORS, r"cms/(images|documents)/chooser/"),
    Area("images and documents", AUTHORS, r"cms/(images|documents)/"),
    Area("list of all kinds of rows", NOBODY, r"cms/snippets/$"),
    Area("searching pages", AUTHORS, r"cms/pages/search/"),
    Area("moving a page", AUTHORS, r"cms/pages/(move/)?<int:page_to_move_id>/"),
    Area("stopping a review", ALL_EDITORS, r"cms/pages/workflow/confirm_cancellation/"),
    Area("the tree from the home page down", AUTHORS, r"cms/pages/<int:parent_page_id>/(results/)?$"),
    Area("pages beside one's own", STAFF, r"cms/pages/"),
    Area("reports on pages", AUTHORS, r"cms/reports/(locked|workflow|aging|page-types)"),
    Area("forms in pages", AUTHORS, r"cms/forms/"),
    Area("home, one's own account, choosers of links", ALL_EDITORS, r"cms/"),
]


def area_of(pattern: str) -> Area:
    return next(area for area in AREAS if area.knows(pattern))
