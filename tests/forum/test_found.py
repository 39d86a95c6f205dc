"""What the search finds of the forum follows who may read its boards."""

import pytest
from django.urls import reverse

from portal.search.models import IndexEntry
from tests.factories.forum import make_topic

pytestmark = pytest.mark.django_db
VALUES = {"description": "", "kind": "discussion", "who_starts": "members", "who_replies": "members"}


@pytest.fixture
def written(board, member, committed):
    with committed():
        topics = [make_topic(board, member, subject=f"Le radis noir {number}") for number in range(3)]
    assert IndexEntry.objects.filter(kind="topic").count() == 3
    return topics


def change(clients, board, **values):
    address = reverse("boards:edit", args=[board.pk])
    answer = clients["staff"].post(address, {**VALUES, "name": board.name, "slug": board.slug, **values})
    assert answer.status_code == 302


@pytest.mark.parametrize("readers", ["members", "team"])
def test_a_visitor_finds_nothing_of_a_board_from_the_moment_it_is_restricted(
    clients, board, written, committed, readers
):
    assert "Le radis noir" in clients["visitor"].get("/recherche/?q=radis").text.replace("<mark>", "")
    with committed():
        change(clients, board, who_reads=readers)
    assert not IndexEntry.objects.listed().exists()
    assert written[0].get_absolute_url() not in clients["visitor"].get("/recherche/?q=radis").text


def test_a_board_that_is_opened_again_is_found_again(clients, board, written, committed):
    with committed():
        change(clients, board, who_reads="members")
    with committed():
        change(clients, board, who_reads="everyone")
    assert IndexEntry.objects.filter(kind="topic").count() == 3
    assert written[0].get_absolute_url() in clients["visitor"].get("/recherche/?q=radis").text


def test_results_follow_the_address_of_the_board(clients, board, written, committed):
    with committed():
        change(clients, board, who_reads="everyone", slug="coups-de-main")
    urls = IndexEntry.objects.filter(kind="topic").values_list("url", flat=True)
    assert len(urls) == 3 and all(url.startswith("/forum/coups-de-main/") for url in urls)


def test_other_boards_are_left_alone_and_counters_index_nothing(board, bugs, member, written, committed):
    with committed():
        make_topic(bugs, member)
    board.who_reads = "members"
    with committed():
        board.save()
    assert IndexEntry.objects.listed().get().url.startswith(f"/forum/{bugs.slug}/")
    IndexEntry.objects.all().delete()
    with committed():
        bugs.update_trackers()
    assert not IndexEntry.objects.exists()
