"""« Est-ce déjà connu ? »: what is offered before a report is sent, and « moi aussi » instead of it."""

import pytest

from forum.support.actions import moderation
from forum.support.actions.bug_reports import change_state, report_bug
from forum.support.models import Affected, BugReport, Draft
from hosting.services.models import Service, ServiceFamily
from portal.search import actions as search
from tests.factories.incidents import make_incident

pytestmark = pytest.mark.django_db
ADDRESS = "/forum/remontees-de-bug/nouveau/"
TYPED = {
    "subject": "Le tableau partagé refuse les virgules",
    "did": "J’ai tapé 3,5.",
    "expected": "Voir 3,5.",
    "happened": "La cellule reste vide.",
    "since": "ce matin",
}


@pytest.fixture
def service(db):
    family = ServiceFamily.objects.create(name="Travail")
    return Service.objects.create(
        name="Documents", slug="documents", summary="Écrire.", description="…", family=family,
        software="OnlyOffice", licence="AGPL-3.0-only", source_url="https://example.org/source",
    )  # fmt: skip


@pytest.fixture
def report(bugs, stranger, service):
    found = report_bug(
        board=bugs, by=stranger, service=service, subject="Virgule refusée dans un tableau partagé",
        did="a", expected="b", happened="c",
    )  # fmt: skip
    search.index(found.topic)
    return found


def fragment(client, **values):
    return client.post(ADDRESS, {**TYPED, **values}, headers={"X-Fragment": "known"})


def test_visitor_learns_nothing_that_way(clients, bugs, report):
    assert fragment(clients["visitor"]).status_code == 403


def test_while_typing_what_is_close_is_offered(clients, report, service):
    incident = make_incident(service, title="Documents ralentis")
    page = fragment(clients["member"], service=service.pk).content.decode()
    assert "<html" not in page and 'aria-live="polite"' in page
    assert report.topic.get_absolute_url() in page and incident.get_absolute_url() in page
    assert f'name="join" value="{report.topic_id}"' in page
    assert not BugReport.objects.exclude(pk=report.pk).exists() and not Draft.objects.exists()
    for nothing in ({"subject": ""}, {"subject": "Un"}, {"subject": "Le radis noir pousse bien au soleil"}):
        other = fragment(clients["member"], **{**nothing, "happened": "", "service": "x"}).content.decode()
        assert report.topic.get_absolute_url() not in other


def test_what_may_not_be_read_is_never_offered(clients, report, moderator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        moderation.remove_topic(topic=report.topic, by=moderator, reason="Données d’une personne.")
    search.index(report.topic)
    assert "Virgule refusée" not in fragment(clients["staff"]).content.decode()


def test_a_duplicate_is_not_offered(clients, report, staff, bugs, stranger):
    other = report_bug(board=bugs, by=stranger, service=None, subject="Autre", did="a", expected="b", happened="c")
    change_state(report=report, to="duplicate", by=staff, reason="Déjà dit.", duplicate_of=other)
    assert "Virgule refusée" not in fragment(clients["member"]).content.decode()


def test_without_scripts_one_page_stands_before_the_sending_and_keeps_every_word(clients, report):
    answer = clients["member"].post(ADDRESS, TYPED)
    page = answer.content.decode()
    assert answer.status_code == 200 and BugReport.objects.count() == 1
    assert "Avant d’envoyer" in page and report.topic.get_absolute_url() in page
    for words in TYPED.values():
        assert words in page
    known = [line.partition('"')[0] for line in page.split('name="known" value="')[1:]]
    sent = clients["member"].post(ADDRESS, {**TYPED, "known": known})
    assert sent.status_code == 302 and BugReport.objects.count() == 2
    # the same form again, by a double click
    assert clients["member"].post(ADDRESS, {**TYPED, "known": known})["Location"] == sent["Location"]


def test_nothing_close_nothing_asked_and_twice_is_once(clients, bugs, django_capture_on_commit_callbacks):
    locations = set()
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):  # the first one is in the index by then
            locations.add(clients["member"].post(ADDRESS, TYPED)["Location"])
    assert len(locations) == 1 and BugReport.objects.count() == 1


def test_me_too_instead_of_a_report_with_what_was_typed(clients, report, member):
    clients["member"].post(ADDRESS, {**TYPED, "draft": "1"})
    answer = clients["member"].post(ADDRESS, {**TYPED, "join": report.topic_id, "with_words": "on"})
    assert answer["Location"] == report.topic.get_absolute_url()
    assert Affected.objects.get().person == member and BugReport.objects.count() == 1
    assert "J’ai tapé 3,5." in report.topic.posts.get(number=2).content.raw
    assert not Draft.objects.exists()


def test_me_too_alone_writes_nothing_and_one_does_not_join_oneself(clients, report):
    clients["member"].post(ADDRESS, {**TYPED, "join": report.topic_id})
    clients["stranger"].post(ADDRESS, {**TYPED, "join": report.topic_id})
    assert report.topic.posts.count() == 1 and Affected.objects.count() == 1


@pytest.mark.parametrize("number", ["", "0", "x", "²", "9" * 30])
def test_me_too_wants_a_report_that_is_there(clients, bugs, number):
    assert clients["member"].post(ADDRESS, {**TYPED, "join": number}).status_code == 404


def test_me_too_opens_no_hidden_report(clients, report, bugs):
    other_board = bugs
    other_board.who_reads = "team"
    other_board.save()
    open_board = type(bugs).objects.create(name="Bugs", slug="bugs-ouverts", kind="bugs", type=0, position=9)
    address = f"/forum/{open_board.slug}/nouveau/"
    assert clients["member"].post(address, {**TYPED, "join": report.topic_id, "with_words": "on"}).status_code == 404
    assert not Affected.objects.exists() and report.topic.posts.count() == 1
