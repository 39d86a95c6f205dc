"""One search over the site, the same on both databases."""

import pytest
from django.core.management import call_command

from portal.search import actions, stems
from portal.search.matching import find
from portal.search.models import IndexEntry
from tests.factories.hosting import ServiceFactory

pytestmark = pytest.mark.django_db


def entry(title, text="", kind="service", number=[0]):  # noqa: B006 - a counter
    number[0] += 1
    return IndexEntry.objects.create(
        kind=kind,
        object_id=f"t{number[0]}",
        title=title,
        url=f"/{number[0]}/",
        summary=text,
        text=text,
        title_stems=" ".join(stems.stems(title)),
        stems=" ".join(stems.stems(text)),
    )


def titles(question):
    return [IndexEntry.objects.get(pk=hit.pk).title for hit in find(question)]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("chiffrer", "Des données chiffrées de bout en bout"),
        ("chiffrees", "Des données chiffrées"),
        ("données", "vos donnees"),
        ("coeur", "au cœur du réseau"),
        ("CŒUR", "le coeur"),
        ("hébergements", "l’hébergement associatif"),
        ("associations", "une association"),
    ],
)
def test_accents_and_endings_do_not_matter(question, text):
    entry("Une fiche", text)
    entry("Autre chose", "sans rapport")
    assert titles(question) == ["Une fiche"]


def test_a_word_of_the_title_counts_more():
    entry("Une leçon", "On y parle de pads, de pads et de pads.")
    entry("Les pads", "Écrire à plusieurs.")
    assert titles("pads")[0] == "Les pads"


def test_all_words_first_then_any():
    entry("Sondage de dates", "Framadate")
    entry("Agenda", "dates partagées")
    assert titles("sondage dates") == ["Sondage de dates"]
    assert set(titles("sondage licorne")) == {"Sondage de dates"}


@pytest.mark.parametrize(
    "question",
    [
        "'",
        '"',
        "\\",
        "a AND",
        "NEAR(",
        "* : ! & | ( )",
        "%s %(x)s",
        "'; DROP TABLE search_indexentry; --",
        "\x00",
        "é" * 10_000,
    ]
    + ["mot " * 2_500, "&&&& | ! <-> :*", "title_stems : x", "-x ^y {z}", "🐈 chat"],
)
def test_hostile_questions_never_fail(client, question):
    entry("Un chat")
    assert client.get("/recherche/", {"q": question}).status_code == 200


@pytest.mark.parametrize("page", ["0", "-1", "999999", "abc", "1'"])
def test_wrong_pages_and_kinds_never_fail(client, page):
    entry("Un chat")
    assert client.get("/recherche/", {"q": "chat", "page": page, "type": "<b>"}).status_code == 200


def test_extract_shows_the_words_marked_and_escapes_the_rest(client):
    entry("Titre", "<script>alert(1)</script> puis des données chiffrées ici")
    page = client.get("/recherche/", {"q": "chiffrer"}).text
    assert "<mark>chiffrées</mark>" in page
    assert "<script>alert" not in page


def test_what_was_typed_is_kept_and_escaped(client):
    page = client.get("/recherche/", {"q": '"><img src=x>'}).text
    assert "<img src=x>" not in page
    assert "&quot;&gt;&lt;img src=x&gt;" in page


def test_nothing_found_offers_a_way_on(client):
    entry("Sondage de dates")
    page = client.get("/recherche/", {"q": "sondqge"}).text
    assert "Rien trouvé" in page
    assert "?q=Sondage" in page


def test_results_are_filtered_by_kind(client):
    entry("Chat noir", kind="service")
    entry("Chat gris", kind="incident")
    page = client.get("/recherche/", {"q": "chat", "type": "incident"}).text
    assert "Chat gris" in page
    assert "Chat noir" not in page


def test_queries_do_not_grow_with_the_results(client, settings, django_assert_max_num_queries):
    settings.VISITOR_PAGE_CACHE = False
    client.get("/recherche/")  # the first request makes the row of the host
    counts = []
    for size in (3, 40):
        for number in range(size):
            entry(f"Chat {number}")
        with django_assert_max_num_queries(8) as counted:
            client.get("/recherche/", {"q": "chat"})
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_the_index_follows_what_is_saved_and_deleted(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        service = ServiceFactory(name="Limesurvey")
    assert titles("limesurvey") == ["Limesurvey"]
    with django_capture_on_commit_callbacks(execute=True):
        service.name = "Questionnaires"
        service.save()
    assert titles("limesurvey") == []
    with django_capture_on_commit_callbacks(execute=True):
        service.is_public = False
        service.save()
    assert titles("questionnaires") == []
    with django_capture_on_commit_callbacks(execute=True):
        service.is_public = True
        service.save()
        service.delete()
    assert titles("questionnaires") == []


def test_rebuild_indexes_everything_and_forgets_the_rest():
    entry("Fantôme")
    ServiceFactory(name="Pads")
    call_command("rebuild_search")
    assert titles("fantôme") == []
    assert titles("pads") == ["Pads"]
    assert actions.rebuild()["service"] == 1
