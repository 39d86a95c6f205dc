"""Staff manage boards in /cms/: create, edit, order, close; nobody deletes one."""

import re

import pytest
from django.urls import reverse

from forum.machina.forum.models import Forum
from tests.factories.forum import BoardFactory

pytestmark = pytest.mark.django_db
VALUES = {
    "name": "Petites annonces",
    "slug": "petites-annonces",
    "description": "Prêter, donner.",
    "kind": "discussion",
    "who_reads": "members",
    "who_starts": "members",
    "who_replies": "team",
}


@pytest.mark.parametrize("role", ["visitor", "stranger", "member"])
def test_others_never_reach_the_boards(clients, role):
    assert clients[role].get(reverse("boards:index")).status_code in (302, 403)
    clients[role].post(reverse("boards:add"), VALUES)
    assert not Forum.objects.exists()


def test_staff_sees_the_boards(clients, board):
    page = clients["staff"].get(reverse("boards:index"))
    assert page.status_code == 200
    assert board.name in page.content.decode()


def test_staff_opens_a_board_that_works_at_once(clients):
    answer = clients["staff"].post(reverse("boards:add"), VALUES)
    assert answer.status_code == 302
    board = Forum.objects.get()
    assert (board.who_reads, board.who_starts, board.who_replies) == ("members", "members", "team")
    assert clients["visitor"].get("/forum/petites-annonces/").status_code == 302
    assert clients["stranger"].get("/forum/petites-annonces/").status_code == 200


def test_renaming_a_board_keeps_its_address(clients, board):
    values = {**VALUES, "name": "Coups de main", "slug": board.slug}
    assert clients["staff"].post(reverse("boards:edit", args=[board.pk]), values).status_code == 302
    board.refresh_from_db()
    assert (board.name, board.slug) == ("Coups de main", "aide")


def test_staff_closes_a_board(clients, board):
    values = {**VALUES, "slug": board.slug, "is_closed": "on"}
    clients["staff"].post(reverse("boards:edit", args=[board.pk]), values)
    assert Forum.objects.get().is_closed


@pytest.mark.parametrize("slug", ["moderation", "nouveau", "aide", "Un mot", ""])
def test_an_address_that_cannot_be_is_refused_and_the_form_kept(clients, board, slug):
    answer = clients["staff"].post(reverse("boards:add"), {**VALUES, "slug": slug})
    assert answer.status_code == 200
    assert "Prêter, donner." in answer.content.decode()
    assert Forum.objects.count() == 1


def test_nobody_deletes_a_board(clients, board):
    clients["staff"].post(reverse("boards:delete", args=[board.pk]))
    assert Forum.objects.filter(pk=board.pk).exists()


def test_boards_are_put_in_order(clients, board):
    other = BoardFactory(name="Avant")
    Forum.objects.filter(pk=board.pk).update(position=2)
    Forum.objects.filter(pk=other.pk).update(position=1)
    page = clients["visitor"].get("/forum/").content.decode()
    assert page.index("Avant") < page.index("Entraide")
    address = reverse("boards:reorder", args=[board.pk])
    assert clients["staff"].post(f"{address}?position=0").status_code == 200
    page = clients["visitor"].get("/forum/").content.decode()
    assert page.index("Entraide") < page.index("Avant")


def test_the_list_says_yes_or_no(clients, board):
    page = clients["staff"].get(reverse("boards:index")).content.decode()
    assert re.search(r"<td[^>]*>\s*non\s*</td>", page)
    assert not re.search(r"<td[^>]*>\s*(True|False)\s*</td>", page)
