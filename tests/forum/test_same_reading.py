"""The page of a topic is made once for all members who read it alike. It shows nobody what is another's, and is never
older than the topic."""

import gzip

import pytest

from accounts.organisations.models import Membership
from forum.machina.forum.models import Forum
from forum.machina.forum_conversation import actions
from forum.machina.forum_tracking.models import TopicReadTrack
from forum.support.actions import answers, drafts, ideas, moderation
from forum.support.actions.bug_reports import join_report, open_report
from forum.views import reading
from portal.core import page_cache
from portal.notifications.models import Follow, Notice
from tests.factories.forum import BoardFactory, make_topic
from tests.factories.organisations import OrganisationFactory

from .conftest import client_of, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept_inside_a_test(monkeypatch):
    """A test is one transaction, where nothing is kept and nothing is purged: here both are, as everywhere else."""
    monkeypatch.setattr(page_cache, "in_transaction", lambda: False)
    monkeypatch.setattr(page_cache, "purge", page_cache._begin_another)


@pytest.fixture
def made(monkeypatch) -> list:
    """Every page that had to be made."""
    pages = []
    render = reading.TopicView.render_to_response
    monkeypatch.setattr(
        reading.TopicView, "render_to_response", lambda self, *given: pages.append(self) or render(self, *given)
    )
    return pages


@pytest.fixture
def two():
    """Browsers of two members who wrote nothing; what the first page of a site writes is there."""
    client_of(None).get("/forum/")
    return client_of(make_person("basile")), client_of(make_person("cléa"))


@pytest.fixture
def topic(board, member):
    return make_topic(board, member, replies=[(member, "Deuxième message."), (member, "Troisième message.")])


def words(client, topic, page: int = 1) -> str:
    response = client.get(topic.get_absolute_url() + (f"?page={page}" if page > 1 else ""))
    assert response.status_code == 200
    return response.content.decode()


def owner(page: str) -> str:
    return page.split('data-composing="')[1].split('"')[0]


def test_two_members_share_one_page_and_each_keeps_their_own_mark(topic, two, made):
    first, second = (words(client, topic) for client in two)
    assert len(made) == 1
    assert owner(first) != owner(second)
    assert {owner(first), owner(second)} == {client.session["_auth_user_id"] for client in two}
    assert _unmarked(first) == _unmarked(second)


def _unmarked(page: str) -> str:
    return page.replace(f'data-composing="{owner(page)}"', "")


def test_a_packed_page_is_the_same_page(topic, two):
    for client in two:
        packed = client.get(topic.get_absolute_url(), headers={"Accept-Encoding": "gzip"})
        assert packed["Content-Encoding"] == "gzip" and len(packed.content) == int(packed["Content-Length"])
        assert gzip.decompress(packed.content).decode() == words(client, topic)


def test_a_member_sees_at_once_what_was_done_meanwhile(topic, two, member, moderator):
    reader = two[0]
    words(reader, topic)
    actions.reply(topic=topic, by=member, content="Quatrième message.")
    assert "Quatrième message." in words(reader, topic)
    actions.edit_post(post=topic.posts.get(number=4), by=member, content="Autrement dit.")
    assert "Autrement dit." in words(reader, topic) and "Quatrième" not in words(reader, topic)
    moderation.remove_post(post=topic.posts.get(number=2), by=moderator, reason="Hors sujet")
    assert "Deuxième message." not in words(reader, topic)
    member.public_name = "Odile la discrète"
    member.save()
    assert "Odile la discrète" in words(reader, topic)
    moderation.lock_topic(topic=topic, by=moderator, reason="Réglé")
    assert "data-composing" not in words(reader, topic)
    moderation.remove_topic(topic=topic, by=moderator, reason="Doublon")
    assert reader.get(topic.get_absolute_url()).status_code == 404


def test_a_board_that_closes_to_a_member_closes_its_pages(topic, two, member):
    insider, outsider = two
    before = words(outsider, topic)
    organisation = OrganisationFactory()
    Membership.objects.create(organisation=organisation, person_id=insider.session["_auth_user_id"])
    board = Forum.objects.get(pk=topic.forum_id)
    board.who_reads, board.organisation = Forum.Readers.ORGANISATION, organisation
    board.save()
    assert "Deuxième message." in before and "Deuxième message." in words(insider, topic)
    assert outsider.get(topic.get_absolute_url()).status_code == 403
    Membership.objects.filter(organisation=organisation).delete()
    assert insider.get(topic.get_absolute_url()).status_code == 403


def test_what_is_for_one_reader_is_not_shown_to_the_next(topic, two, member, moderator, made):
    """Links of one's own messages, a held message: kept for one; a draft, the tools of the team: kept for nobody."""
    late = make_person("dana")
    held = actions.reply(topic=topic, by=late, content="Un message qui attend.")
    topic.posts.filter(pk=held.pk).update(approved=False)
    drafted = make_person("elio")
    drafts.save_draft(person=drafted, place={"topic": topic}, values={"content": "Un brouillon à moi."})
    page_cache.purge()
    own = {
        "modifier/": client_of(member),
        "Un message qui attend.": client_of(late),
        "Un brouillon à moi.": client_of(drafted),
        "moderation/": client_of(moderator),
    }
    before = [words(client, topic) for client in two]
    for mine, client in own.items():
        assert mine in words(client, topic)
        assert not any(mine in page for page in before)
        assert not any(mine in words(other, topic) for other in two)
    assert len(made) == 1 + len(own)
    for client in own.values():
        words(client, topic)
    assert len(made) == 1 + len(own) + 2


def test_ones_own_page_is_as_fresh_as_that_of_others(topic, member, moderator, made):
    client_of(None).get("/forum/")
    mine = client_of(member)
    assert words(mine, topic) == words(mine, topic) and len(made) == 1
    moderation.remove_post(post=topic.posts.get(number=2), by=moderator, reason="Hors sujet")
    removed = words(mine, topic)
    assert "Hors sujet" in removed and "Deuxième message." not in removed
    drafts.save_draft(person=member, place={"topic": topic}, values={"content": "Je disais donc."})
    assert "Je disais donc." in words(mine, topic)
    moderation.lock_topic(topic=topic, by=moderator, reason="Réglé")
    assert "modifier/" not in words(mine, topic)


def test_what_each_follows_wants_and_was_told_stands_on_their_own_page(two, member, bugs):
    idea = make_topic(BoardFactory(ideas=True, slug="idees"), member)
    first, second = two
    person = make_person("fanny")
    third = client_of(person)
    alike = words(second, idea)
    ideas.vote(topic=idea, by=person, wanted=True)
    Follow.objects.create(person=person, subject="topic", number=idea.pk, frequency="weekly")
    Notice.objects.create(person=person, kind="account", key="news", title="Du neuf", url="/compte/")
    theirs = words(third, idea)
    assert 'value="weekly" selected' in theirs and "menu__new" in theirs and 'name="undo"' in theirs
    assert not any(sign in alike for sign in ('value="weekly" selected', "menu__new", 'name="undo"'))
    assert 'name="undo"' not in words(first, idea) and "menu__new" not in words(first, idea)

    report = open_report(topic=make_topic(bugs, member), by=member)
    words(first, report.topic)
    join_report(report=report, by=person)
    assert words(third, report.topic) != words(first, report.topic)


def test_a_settled_question_says_so_to_those_who_had_read_it(two, member, board):
    board.kind = Forum.Kind.HELP
    board.save()
    topic = make_topic(board, member, replies=[(make_person("gil"), "Essayez ceci.")])
    assert "stamp" not in words(two[0], topic)
    answers.accept_answer(post=topic.posts.get(number=2), by=member)
    assert "stamp" in words(two[0], topic)


def test_reading_a_kept_page_still_moves_the_mark(topic, two, member, made):
    actions.reply(topic=topic, by=member, content="Quatrième message.")
    for client in two:
        words(client, topic)
    assert len(made) == 1
    marks = TopicReadTrack.objects.filter(topic=topic, user__in=[one.session["_auth_user_id"] for one in two])
    assert {mark.mark_time for mark in marks} == {topic.posts.get(number=4).created}
    assert len(marks) == 2


def test_a_kept_page_takes_few_queries(topic, two, django_assert_max_num_queries):
    words(two[0], topic)
    words(two[1], topic)
    with django_assert_max_num_queries(5):
        words(two[1], topic)
