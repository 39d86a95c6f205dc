"""Private boards: role × every view, list and feed, in the order visitor, stranger, member, referent, staff."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.organisations.models import Membership, Organisation, Referent, Territory
from forum.machina.forum.models import Forum
from forum.machina.forum_conversation import actions
from forum.machina.forum_conversation.models import Topic
from portal.core import page_cache
from portal.search.models import IndexEntry
from tests.factories.forum import BoardFactory, make_topic

from .conftest import client_of, make_person

pytestmark = pytest.mark.django_db
# Who reads the board of an association of Mayenne, of Mayenne, and of the region above it.
READERS = {
    "visitor": (),
    "stranger": (),
    "neighbour": ("region",),  # member of an association of another department
    "member": ("organisation", "department", "region"),
    "other member": ("department", "region"),  # of another association of Mayenne
    "referent": ("department", "region"),  # of Mayenne
    "referent of the region": ("department", "region"),
    "referent of Sarthe": ("region",),
    "referent of yesterday": (),
    "author": (),
    "moderator": ("organisation", "department", "region"),
    "staff": ("organisation", "department", "region"),
}
BOARDS = ("organisation", "department", "region")


@pytest.fixture
def places(db):
    region = Territory.add_root(code="52", name="Pays de la Loire", level="region")
    mayenne = region.add_child(code="53", name="Mayenne", level="department")
    sarthe = Territory.objects.get(pk=region.pk).add_child(code="72", name="Sarthe", level="department")
    return {"region": Territory.objects.get(pk=region.pk), "mayenne": mayenne, "sarthe": sarthe}


@pytest.fixture
def people(places):
    traits = {"author": {"author": True}, "moderator": {"moderator": True}, "staff": {"staff": True}}
    found = {
        role: make_person(role.replace(" ", "-"), **traits.get(role, {"second_factor": role.startswith("referent")}))
        for role in READERS
        if role != "visitor"
    }

    def join(role: str, organisation):
        Membership.objects.create(person=found[role], organisation=organisation)

    def appoint(role: str, place: str, **dates):
        Referent.objects.create(person=found[role], territory=places[place], **dates)

    foyer, amicale, chorale = (
        Organisation.objects.create(name=name, slug=name.lower(), territory=places[place])
        for name, place in (("Foyer", "mayenne"), ("Amicale", "mayenne"), ("Chorale", "sarthe"))
    )
    join("member", foyer)
    join("other member", amicale)
    join("neighbour", chorale)
    appoint("referent", "mayenne")
    appoint("referent of the region", "region")
    appoint("referent of Sarthe", "sarthe")
    yesterday = datetime.date(2020, 1, 1)
    appoint("referent of yesterday", "mayenne", starts_on=yesterday, ends_on=yesterday)
    return {"visitor": None, **found}


@pytest.fixture
def topics(people, places):
    """A topic of each private board, by the team, in a question board so that every list may hold it."""
    circles = {
        "organisation": {"who_reads": "organisation", "organisation": Organisation.objects.get(slug="foyer")},
        "department": {"who_reads": "territory", "territory": places["mayenne"]},
        "region": {"who_reads": "territory", "territory": places["region"]},
    }
    return {
        name: make_topic(
            BoardFactory(name=f"Salle {name}", slug=name, questions=True, **circle),
            people["staff"],
            subject=f"Mot de {name}",
            content="Secret des lieux",
        )
        for name, circle in circles.items()
    }


@pytest.mark.parametrize("role", READERS)
def test_every_view_and_feed_by_role(role, people, topics):
    client = client_of(people[role])
    team = role in ("moderator", "staff")
    for name in BOARDS:
        topic, may = topics[name], name in READERS[role]
        address = topic.get_absolute_url()
        opened = 200 if may else 302 if role == "visitor" else 403
        views = (f"/forum/{name}/", f"/forum/{name}/?etat=sans-solution", address, f"{address}?page=1",
                 f"/forum/{name}/nouveau/", f"{address}repondre/", f"{address}1/signaler/")  # fmt: skip
        for view in views:
            assert client.get(view).status_code == opened, (name, view)
        # whoever may not read learns no title from a redirection
        other = f"/forum/{name}/{topic.pk}-x/"
        for view in (other, f"{other}1/", f"{address}1/", f"{address}dernier/"):
            answer = client.get(view)
            assert answer.status_code == (302 if may else opened), (name, view)
            assert may or "mot-de" not in answer.get("Location", "").removeprefix(f"/compte/login/?next={view}")
        for view in (f"{address}modifier/", f"{address}demander/", f"/forum/{name}/demander/"):
            assert client.get(view).status_code in (404, opened if not may else 404), (name, view)
        for view in (f"{address}etiquettes/", f"{address}1/modifier/", f"{address}1/reprendre/", f"{address}incident/"):
            assert client.get(view).status_code in ((200, 403, 404) if may else (opened,)), (name, view)
        for view in (f"{address}moderation/", f"{address}1/moderation/", f"{address}decision/", f"{address}notes/",
                     f"{address}moderation/reunir/"):  # fmt: skip
            assert client.get(view).status_code in ((200, 404) if team else (302, 403)), (name, view)
        assert client.get(f"/forum/{name}/flux.atom").status_code == 404
        # every list, feed, search and map of the site
        lists = {view: client.get(view).content.decode() for view in ("/forum/", "/forum/sans-reponse/")}
        for view, shown in lists.items():
            assert (f"Mot de {name}" in shown) is may, (name, view)
        assert (f"Salle {name}" in lists["/forum/"]) is may
        for view in ("/forum/flux.atom", "/recherche/?q=secret+lieux", "/sitemap.xml"):
            assert f"Mot de {name}" not in client.get(view).content.decode(), view
            assert topic.slug not in client.get(view).content.decode(), view
        for view in ("resolu/", "1/accepter/", "voter/", "moi-aussi/", "1/modifier/", "1/signaler/", "brouillon/",
                     "ca-marche/", "etat/", "etiquettes/", "moderation/", "1/moderation/", "notes/"):  # fmt: skip
            answer = client.post(f"{address}{view}", {"solved": "yes"})
            assert may or answer.status_code in (opened, 403), (name, view)
            assert may or "Secret des lieux" not in answer.text, (name, view)
        assert team or not Topic.objects.exclude(solved_at=None).exists()


def test_only_readers_write_and_a_member_who_left_reads_no_more(people, topics):
    board = topics["organisation"].forum
    for role, person in people.items():
        if person is None:
            continue
        client = client_of(person)
        before = topics["organisation"].posts.count()
        client.post(f"{topics['organisation'].get_absolute_url()}repondre/", {"content": f"De {role}"})
        assert (topics["organisation"].posts.count() > before) is ("organisation" in READERS[role]), role
    member = people["member"]
    started = actions.start_topic(board=board, by=member, subject="À moi", content="Oui")
    member.memberships.all().delete()
    client = client_of(member)
    for view in ("/forum/organisation/", started.get_absolute_url()):
        assert client.get(view).status_code == 403
    assert "À moi" not in client.get("/forum/").content.decode()


def test_a_board_made_private_leaves_the_index_of_the_search(people, places, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        board = BoardFactory(slug="ouverte")
        topic = make_topic(board, people["staff"], subject="Ouvert")
    listed = IndexEntry.objects.filter(kind="topic", object_id=topic.pk, is_listed=True)
    assert listed.exists()
    with django_capture_on_commit_callbacks(execute=True):
        board.who_reads, board.territory = "territory", places["mayenne"]
        board.save()
    assert not listed.exists()


def test_a_private_board_names_its_circle(places):
    with pytest.raises(ValidationError):
        Forum(name="Salle", slug="salle", who_reads="organisation", type=Forum.FORUM_POST).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        BoardFactory(slug="salle", who_reads="territory")
    board = Forum(name="Salle", slug="salle", type=Forum.FORUM_POST, territory=places["mayenne"])
    board.clean()
    assert board.territory is None


def test_a_page_of_a_private_board_takes_twelve_queries(people, topics, django_assert_max_num_queries, monkeypatch):
    # Only a test reads inside a transaction: what every page shows alike is remembered everywhere else.
    monkeypatch.setattr(page_cache, "in_transaction", lambda: False)
    topic, client = topics["department"], client_of(people["other member"])
    for number in range(15):
        actions.reply(topic=topic, by=people["other member"], content=f"Réponse {number}")
    client.get(topic.get_absolute_url())
    with django_assert_max_num_queries(12):
        assert client.get(topic.get_absolute_url()).status_code == 200
