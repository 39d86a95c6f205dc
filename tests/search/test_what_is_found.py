"""One search over the site: what a visitor types finds what everybody may read, and nothing else."""

from io import StringIO

import pytest
from django.core.management import call_command
from wagtail.models import Page, PageViewRestriction

from portal.search.matching import find
from portal.search.models import IndexEntry
from portal.search.stems import MAX_WORDS, query_stems, stems
from tests.factories import tree as pages
from tests.factories.incidents import make_incident
from tests.factories.log import ServiceFactory
from tests.factories.people import UserFactory
from tests.queries import queries_of

pytestmark = pytest.mark.django_db


def found(question: str) -> set[str]:
    return set(IndexEntry.objects.filter(pk__in=[hit.pk for hit in find(question)]).values_list("title", flat=True))


def search(client, question: str, **more):
    return client.get("/recherche/", {"q": question, **more})


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("chiffrer", "Vos données sont chiffrées."),
        ("chiffrees", "Vos données sont chiffrées."),
        ("CHIFFRÉE", "Vos données sont chiffrées."),
        ("chiffre\u0301es", "Vos données sont chiffrées."),
        ("reunion", "Nos réunions du lundi"),
        ("réunions", "La reunion du lundi"),
        ("coeur", "Au cœur du réseau"),
        ("cœur", "Au coeur du reseau"),
        ("sondage", "Des sondages de dates"),
        ("l'association", "Les associations"),
        ("l’association", "Les associations"),
        ("évron", "Atelier à EVRON"),
    ],
)
def test_words_are_found_whatever_their_accents_and_endings(committed, question, text):
    with committed():
        ServiceFactory(name="Le bon", description=text)
        ServiceFactory(name="Un autre", description="Rien de tel.")
    assert found(question) == {"Le bon"}


def test_a_word_in_the_title_comes_first(client, committed):
    with committed():
        ServiceFactory(name="Visio", description="Parler d’un agenda. " * 5)
        ServiceFactory(name="Agenda", description="Autre chose.")
    page = search(client, "agenda").content.decode()
    assert page.index("/services/" + ServiceFactory._meta.model.objects.get(name="Agenda").slug) < page.index(
        "/services/" + ServiceFactory._meta.model.objects.get(name="Visio").slug
    )


def test_every_word_counts_and_when_no_page_has_all_any_will_do(committed):
    with committed():
        ServiceFactory(name="Pads", description="écrire ensemble")
        ServiceFactory(name="Nuage", description="écrire seul")
    assert found("écrire ensemble") == {"Pads"}
    assert found("écrire licorne") == {"Pads", "Nuage"}


HOSTILE = [
    "'", '"', "''; DROP TABLE search_indexentry; --", '" OR 1=1', "pad' & !pad | ('", "pad AND NOT", "NEAR(pad, 2)",
    "pad*", "^pad", "title_stems:pad", "{title_stems} : pad", "-pad", "pad:*", "<->", "!!pad", "\\", "\\'", "%", "_",
    "$$", "\x00", "pad\x00pad", "\x00" * 50, "\ud7ff", "\ufffe", "😀",
    "㎏ ½ № ⑴ ﷺ ŉ", "ｐａｄ", "ا ل م", "漢字", "\u202e pad",
    "a" * 10_000, "é " * 5_000, "pad " * 2_500, "' " * 5_000, "(" * 10_000,
    "<script>alert(1)</script>", "{{ 7*7 }}", "%s", "%(q)s",
]  # fmt: skip


@pytest.mark.parametrize("question", HOSTILE, ids=lambda question: ascii(question)[:40])
def test_nothing_that_is_typed_breaks_the_search(client, committed, question):
    with committed():
        ServiceFactory(name="Pads", description="un pad, une icône")
    answer = search(client, question)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    assert IndexEntry.objects.count() == 1


@pytest.mark.parametrize(
    "more",
    [{"page": "abc"}, {"page": "-1"}, {"page": "9" * 30}, {"type": "inconnu"}, {"type": "' OR 1"}, {"type": "\x00"}],
    ids=str,
)
def test_a_page_or_kind_that_does_not_exist_shows_what_there_is(client, committed, more):
    with committed():
        ServiceFactory(name="Pads")
    answer = search(client, "pads", **more)
    assert answer.status_code == 200 and "Pads" in answer.content.decode()


def test_a_question_has_a_bounded_number_of_words():
    assert len(query_stems(" ".join(f"mot{number}" for number in range(100)))) == MAX_WORDS


def test_what_was_typed_stays_in_the_field_escaped(client):
    page = search(client, 'pad "><b>gras').content.decode()
    assert "&quot;&gt;&lt;b&gt;gras" in page and "<b>gras" not in page


def test_words_found_are_marked_and_the_text_around_is_escaped(client, committed):
    with committed():
        ServiceFactory(name="Pads", summary="Un <b>pad</b> & des textes")
    page = search(client, "pad").content.decode()
    assert "&lt;b&gt;<mark>pad</mark>&lt;/b&gt; &amp;" in page


def test_a_word_mistyped_leads_to_the_right_one(client, committed):
    with committed():
        ServiceFactory(name="Fichiers et agendas")
    assert "q=agendas" in search(client, "agendqs").content.decode()


def test_visitor_finds_nothing_that_is_not_published(committed):
    with committed():
        sheet = pages.sheet(title="Fiche licorne")
        service = ServiceFactory(name="Service licorne")
        make_incident(title="Incident licorne", is_published=False)
        pages.news(title="Brouillon licorne", live=False)
    assert found("licorne") == {"Fiche licorne", "Service licorne"}
    with committed():
        sheet.unpublish()
        service.is_public = False
        service.save()
    assert found("licorne") == set()


def test_a_page_taken_back_by_its_date_is_no_longer_found(committed):
    """The clock of Wagtail unpublishes plain pages, whatever their kind."""
    with committed():
        sheet = pages.sheet(title="Fiche licorne")
    with committed():
        Page.objects.get(pk=sheet.pk).unpublish(set_expired=True)
    assert found("licorne") == set()


def test_what_is_closed_to_the_public_is_no_longer_found_and_is_again_when_reopened(committed):
    with committed():
        sheet = pages.sheet(title="Fiche licorne")
    with committed():
        closed = PageViewRestriction.objects.create(page=sheet.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    assert found("licorne") == set()
    with committed():
        closed.delete()
    assert found("licorne") == {"Fiche licorne"}


def test_a_draft_of_a_published_page_is_not_found_before_it_is_published(committed):
    with committed():
        sheet = pages.sheet(title="Fiche chamois")
    with committed():
        sheet.title = "Fiche licorne"
        revision = sheet.save_revision()
    assert found("licorne") == set()
    with committed():
        revision.publish()
    assert found("licorne") == {"Fiche licorne"}


def test_what_is_deleted_or_has_moved_is_followed(client, committed):
    with committed():
        sheet = pages.sheet(title="Fiche licorne", slug="licorne")
    with committed():
        sheet.slug = "chimere"
        sheet.save_revision().publish()
    assert IndexEntry.objects.get(title="Fiche licorne").url.endswith("/fiches/chimere/")
    with committed():
        Page.objects.get(pk=sheet.pk).delete()
    assert found("licorne") == set()


def test_a_change_that_is_rolled_back_leaves_the_index_alone(committed):
    with committed() as waiting:
        ServiceFactory(name="Service licorne")
        assert found("licorne") == set()
    assert waiting


def test_the_index_built_afresh_is_the_same(committed):
    with committed():
        pages.sheet(title="Fiche licorne")
        ServiceFactory(name="Service licorne")
        pages.news(title="Brouillon licorne", live=False)
    before = set(IndexEntry.objects.values_list("kind", "object_id", "title_stems", "stems", "url"))
    call_command("rebuild_search", stdout=StringIO())
    assert set(IndexEntry.objects.values_list("kind", "object_id", "title_stems", "stems", "url")) == before
    assert found("licorne") == {"Fiche licorne", "Service licorne"}


def test_results_can_be_narrowed_to_one_kind(client, committed):
    with committed():
        pages.sheet(title="Fiche licorne")
        ServiceFactory(name="Service licorne")
    page = search(client, "licorne", type="service").content.decode()
    assert "Service licorne" in page and "Fiche licorne" not in page


def test_the_cost_of_a_search_does_not_grow_with_what_it_finds(client, committed):
    with committed():
        ServiceFactory(name="Service licorne")
        pages.sheet(title="Fiche licorne")
    few = queries_of(client, "/recherche/?q=licorne")
    with committed():
        for number in range(30):
            ServiceFactory(name=f"Service licorne {number}")
    assert queries_of(client, "/recherche/?q=licorne") == few


def test_no_address_of_a_member_is_in_the_index(committed):
    with committed():
        UserFactory(email="licorne@example.org", public_name="Licorne")
    assert found("licorne") == set()


def test_stems_of_nothing_are_nothing():
    assert stems("") == stems("de la les ! ?") == []
