"""What changed between two versions of a text: told paragraph by paragraph, word by word."""

import pytest

from portal.transparency import actions
from portal.transparency.differences import ADDED, CHANGED, REMOVED, SAME, differences
from tests.factories.transparency import published

OLD = """## Vos fichiers

Ils sont à vous. Nous les sauvegardons chaque nuit.

- Dix gigaoctets par association.
- Un compte par personne.

## Nous quitter

Prévenez-nous un mois avant.
"""
NEW = """## Vos fichiers

Ils sont à vous. Nous les sauvegardons chaque heure.

- Dix gigaoctets par association.
- Cinq partages publics au plus.
- Un compte par personne.

## Nous quitter

Un clic suffit, quand vous voulez.
"""


def test_the_same_text_has_nothing_to_tell():
    assert [(part.kind, part.count) for part in differences(OLD, OLD)] == [(SAME, 6)]


def test_a_change_is_told_by_its_words_under_its_heading():
    parts = differences(OLD, NEW)
    assert [part.kind for part in parts] == [SAME, CHANGED, SAME, ADDED, SAME, REMOVED, ADDED]
    assert [kind for kind in parts[1].pieces if kind[0] != SAME] == [(REMOVED, "nuit"), (ADDED, "heure")]
    assert parts[1].heading == "Vos fichiers"
    assert parts[3].pieces == [(ADDED, "Cinq partages publics au plus.")]
    assert parts[5].heading == parts[6].heading == "Nous quitter"


def words(parts, without) -> str:
    return " ".join("".join(words for kind, words in part.pieces if kind != without) for part in parts)


@pytest.mark.parametrize(
    ("old", "new"), [(OLD, NEW), (NEW, OLD), ("", NEW), (OLD, ""), ("a\n\n| b |\n|-|\n| 1 |", "```\na b\n```")]
)
def test_what_went_and_stayed_is_the_old_text_what_came_and_stayed_the_new(old, new):
    parts = [part for part in differences(old, new) if part.kind != SAME]
    assert set(words(parts, without=ADDED).split()) <= set(words(differences("", old), REMOVED).split())
    assert set(words(parts, without=REMOVED).split()) <= set(words(differences("", new), REMOVED).split())


@pytest.mark.django_db
def test_visitor_reads_what_a_version_changes(client):
    first = published(short="Vos fichiers sont <b>à vous</b>.", full=OLD, reason="Ouverture")
    second = actions.draft_next_version(document=first.document, full=NEW, reason="Une sauvegarde par heure")
    assert client.get("/cgu/1-2/").status_code == 404
    actions.publish_version(version=second)
    page = client.get("/cgu/1-2/").text
    assert "<del>nuit</del>" in page
    assert "<ins>heure</ins>" in page
    assert "Une sauvegarde par heure" in page
    assert "<b>à vous</b>" not in page
    assert 'href="/cgu/1-2/"' in client.get("/cgu/2/").text
    assert "/cgu/0-1/" not in client.get("/cgu/1/").text


@pytest.mark.django_db
def test_visitor_chooses_two_versions_in_any_order(client):
    first = published(full=OLD)
    actions.publish_version(version=actions.draft_next_version(document=first.document, full=NEW))
    assert client.get("/cgu/comparer/?de=2&a=1").url == "/cgu/1-2/"
    assert client.get("/cgu/2-1/").url == "/cgu/1-2/"
    assert client.get("/cgu/comparer/?de=1&a=1").url == "/cgu/versions/"
    assert client.get("/cgu/comparer/?de=x&a=").url == "/cgu/versions/"
    assert client.get("/cgu/comparer/", {"de": "9" * 5000, "a": "1"}).url == "/cgu/versions/"
    assert client.get("/cgu/1-1/").status_code == 404
    assert client.get("/cgu/1-9/").status_code == 404
    assert 'action="/cgu/comparer/"' in client.get("/cgu/versions/").text


@pytest.mark.django_db
def test_one_version_has_nothing_to_be_compared_with(client):
    published()
    assert "comparer" not in client.get("/cgu/versions/").text
