"""Following: who may, what, how it is shown; tags; mentions; posting costs the same whatever the crowd."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.following.mentions import people_named_in
from forum.machina.forum_conversation import actions
from forum.support.actions.bug_reports import join_report, report_bug
from forum.support.actions.tags import tag_topic
from forum.support.models import Tag
from portal.core.markdown import mentioned_names, render_post
from portal.notifications import following, telling
from portal.notifications.models import Event, Follow, Frequency, Notice, Preference, Settings
from tests.factories.forum import BoardFactory, make_topic
from tests.factories.people import UserFactory
from tests.queries import queries_of

from .conftest import client_of, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def tag(db):
    Tag.objects.all().delete()
    return Tag.objects.create(name="agenda", slug="agenda", line="Agendas partagés.")


def follow_address(subject: str, number: int) -> str:
    return f"/compte/notifications/suivre/{subject}/{number}/"


@pytest.mark.parametrize("role", ["visitor", "stranger", "moderator"])
def test_a_member_finds_the_button_on_topics_boards_and_tags(clients, role, board, topic, tag):
    for address in (topic.get_absolute_url(), "/forum/aide/", "/forum/etiquettes/agenda/"):
        page = clients[role].get(address).content.decode()
        assert ("/compte/notifications/suivre/" in page) is (role != "visitor"), address
        assert "csrfmiddlewaretoken" not in page


def test_a_visitor_who_sends_the_form_signs_in(clients, topic):
    answer = clients["visitor"].post(follow_address("topic", topic.pk), {"frequency": "daily"})
    assert answer["Location"].startswith("/compte/login/")
    assert not Follow.objects.filter(frequency="daily").exists()


def test_a_member_follows_changes_and_leaves(clients, topic, stranger):
    address = follow_address("topic", topic.pk)
    answer = clients["stranger"].post(address, {"frequency": "weekly"})
    assert answer["Location"] == topic.get_absolute_url()
    assert Follow.objects.get(person=stranger).frequency == "weekly"
    assert "Ne plus suivre" in clients["stranger"].get(topic.get_absolute_url()).content.decode()
    clients["stranger"].post(address, {"frequency": "daily"})
    assert Follow.objects.get(person=stranger).frequency == "daily"
    clients["stranger"].post(address, {"frequency": "daily", "stop": "1"})
    clients["stranger"].post(address, {"frequency": "daily", "stop": "1"})
    assert not Follow.objects.filter(person=stranger).exists()


def test_a_form_of_another_site_follows_nothing(topic, stranger):
    client = client_of(stranger)
    answer = client.post(
        follow_address("topic", topic.pk), {"frequency": "daily"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert not Follow.objects.filter(person=stranger).exists()


@pytest.mark.parametrize("subject", ["topic", "board"])
def test_nobody_follows_what_they_may_not_read(clients, staff, stranger, subject):
    topic = make_topic(BoardFactory(team_only=True), staff)
    number = topic.pk if subject == "topic" else topic.forum_id
    assert clients["stranger"].post(follow_address(subject, number), {"frequency": "daily"}).status_code == 404
    assert clients["staff"].post(follow_address(subject, number), {"frequency": "daily"}).status_code == 302


@pytest.mark.parametrize("address", ["topic/0", "topic/999999999999999999999", "nothing/1", "service/999999"])
def test_what_does_not_exist_cannot_be_followed(clients, address):
    answer = clients["stranger"].post(f"/compte/notifications/suivre/{address}/", {"frequency": "daily"})
    assert answer.status_code == 404


def test_writing_follows_and_a_choice_made_before_stays(topic, member, stranger):
    assert Follow.objects.get(person=member).number == topic.pk
    following.follow(person=stranger, subject="topic", number=topic.pk, frequency=Frequency.NEVER)
    actions.reply(topic=topic, by=stranger, content="Moi aussi")
    assert Follow.objects.get(person=stranger).frequency == Frequency.NEVER


def test_whoever_wants_it_otherwise_follows_nothing_by_writing(board, bugs, member):
    Settings.objects.create(person=member, follows_own=False)
    make_topic(board, member)
    report = report_bug(board=bugs, by=member, subject="Bug", service=None, did="a", expected="b", happened="c")
    join_report(report=report, by=member)
    assert not Follow.objects.filter(person=member).exists()


def test_reporting_a_bug_and_saying_me_too_follow_it(bugs, member, stranger):
    report = report_bug(board=bugs, by=member, subject="Bug", service=None, did="a", expected="b", happened="c")
    join_report(report=report, by=stranger)
    assert set(Follow.objects.values_list("person", "number")) == {
        (member.pk, report.topic_id),
        (stranger.pk, report.topic_id),
    }


def test_followers_of_the_board_the_tag_and_the_service_are_told(board, tag, member, moderator):
    people = {subject: make_person(f"suit {subject}") for subject in ("board", "tag")}
    topic = make_topic(board, member)
    tag_topic(topic=topic, tags=[tag], by=member)
    following.follow(person=people["board"], subject="board", number=board.pk, frequency="daily")
    following.follow(person=people["tag"], subject="tag", number=tag.pk, frequency="weekly")
    Event.objects.all().delete()
    post = actions.reply(topic=topic, by=moderator, content="Bonjour")
    telling.spread(event_id=Event.objects.get().pk)
    told = {notice.person_id: (notice.reason, notice.frequency) for notice in Notice.objects.filter(source=post.pk)}
    assert told == {
        member.pk: (f"topic:{topic.pk}", "at_once"),
        people["board"].pk: (f"board:{board.pk}", "daily"),
        people["tag"].pk: (f"tag:{tag.pk}", "weekly"),
    }


# Many followers


def test_posting_costs_the_same_whatever_the_crowd(topic, moderator):
    def cost(words: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            actions.reply(topic=topic, by=moderator, content=words)
        return len(captured)

    cost("Premier")  # from now on the moderator follows
    alone = cost("Seul")
    crowd = UserFactory.create_batch(12)
    Follow.objects.bulk_create(Follow(person=one, subject="topic", number=topic.pk) for one in crowd)
    assert cost("À la foule") == alone
    assert Notice.objects.count() == 0, "the worker tells them"


def test_a_kill_in_the_middle_tells_everybody_once(topic, moderator, monkeypatch):
    monkeypatch.setattr(telling, "BATCH", 3)
    crowd = UserFactory.create_batch(8)
    Follow.objects.bulk_create(Follow(person=one, subject="topic", number=topic.pk) for one in crowd)
    Event.objects.all().delete()
    actions.reply(topic=topic, by=moderator, content="À la foule")
    event = Event.objects.get()
    assert telling._spread_batch(event.pk) == 3  # and the worker is killed
    assert Notice.objects.count() == 3
    assert telling.spread(event_id=event.pk) == 6  # the rest of the crowd, and who started the topic
    assert telling.spread(event_id=event.pk) == 0
    event.refresh_from_db()
    assert event.done_at
    assert Notice.objects.values("person").distinct().count() == Notice.objects.count() == 9


def test_a_batch_costs_the_same_for_three_and_for_thirty(topic, moderator):
    def cost(followers: int) -> int:
        crowd = UserFactory.create_batch(followers)
        Follow.objects.bulk_create(Follow(person=one, subject="topic", number=topic.pk) for one in crowd)
        Event.objects.all().delete()
        actions.reply(topic=topic, by=moderator, content=f"À {followers}")
        with CaptureQueriesContext(connection) as captured:
            telling._spread_batch(Event.objects.get().pk)
        return len(captured)

    assert cost(3) == cost(27)


# Mentions

FORMS = ["@Odile", "@« Odile »", '@"Odile"', "**@Odile**", "(@Odile)", "@odile."]
NOT_A_MENTION = [
    "`@Odile`",
    "    @Odile",
    "odile@Odile.example",
    "https://site.example/@Odile",
    "[x](https://a.example/@Odile)",
]


@pytest.mark.parametrize("words", FORMS)
def test_a_name_after_an_at_is_a_mention(words):
    assert [name.casefold() for name in mentioned_names(f"Bonjour {words}")] == ["odile"]


@pytest.mark.parametrize("words", NOT_A_MENTION)
def test_an_address_or_code_is_none(words):
    assert mentioned_names(words) == []


def test_a_mention_is_shown_alike_whoever_exists():
    assert (
        render_post("Voir @Odile et @Personne") == "<p>Voir <strong>@Odile</strong> et <strong>@Personne</strong></p>\n"
    )
    assert "<b>" not in render_post("@« <b>x</b> »")


def test_a_name_with_spaces_is_found_between_guillemets(topic, stranger):
    named = UserFactory(public_name="Basile de la Tour")
    post = actions.reply(topic=topic, by=stranger, content="Qu’en dis-tu, @« Basile de la Tour » ?")
    assert people_named_in(post) == [named]


def test_of_two_people_of_one_name_the_one_in_the_topic_is_meant(topic, member, stranger):
    UserFactory(public_name="Odile")
    post = actions.reply(topic=topic, by=stranger, content="@Odile ?")
    assert people_named_in(post) == [member]
    UserFactory.create_batch(2, public_name="Zoé")
    post = actions.reply(topic=topic, by=stranger, content="@Zoé ?")
    assert people_named_in(post) == []


def test_whoever_may_not_read_the_board_is_not_told(staff, stranger, moderator):
    topic = make_topic(BoardFactory(team_only=True), staff)
    post = actions.reply(topic=topic, by=moderator, content="@Basile et @Thomas")
    assert people_named_in(post) == [staff]


def test_whoever_is_named_is_told_once_though_they_follow(topic, member, stranger):
    Preference.objects.create(person=member, kind="forum-mention", frequency=Frequency.WEEKLY)
    Event.objects.all().delete()
    actions.reply(topic=topic, by=stranger, content="@Odile ? @Odile !")
    telling.spread(event_id=Event.objects.get().pk)
    notice = Notice.objects.get()
    assert (notice.person, notice.kind, notice.frequency) == (member, "forum-mention", Frequency.WEEKLY)


# Tags


def test_a_tag_lists_the_topics_that_each_person_may_read(clients, board, tag, member, staff):
    shown = make_topic(board, member, subject="Agenda ouvert")
    hidden = make_topic(BoardFactory(team_only=True), staff, subject="Agenda fermé")
    for topic in (shown, hidden):
        tag_topic(topic=topic, tags=[tag], by=staff)
    for role, sees in {"visitor": False, "stranger": False, "moderator": True}.items():
        page = clients[role].get("/forum/etiquettes/agenda/").content.decode()
        assert "Agenda ouvert" in page
        assert ("Agenda fermé" in page) is sees, role
    assert "agenda" in clients["visitor"].get("/forum/aide/").content.decode()
    assert "/forum/etiquettes/agenda/" in clients["visitor"].get(shown.get_absolute_url()).content.decode()
    assert clients["visitor"].get("/forum/etiquettes/rien/").status_code == 404


@pytest.mark.parametrize(("role", "status"), {"visitor": 302, "stranger": 403, "member": 200, "moderator": 200}.items())
def test_tags_are_chosen_by_whoever_asked_and_by_moderators(clients, topic, tag, role, status):
    address = f"{topic.get_absolute_url()}etiquettes/"
    assert clients[role].get(address).status_code == status
    clients[role].post(address, {"tags": [tag.pk]})
    assert topic.tags.exists() is (status == 200)
    page = clients[role].get(topic.get_absolute_url()).content.decode()
    assert (address in page) is (status == 200)


def test_a_topic_bears_a_few_tags_only(clients, topic, tag):
    tags = [tag, *(Tag.objects.create(name=f"n{n}", slug=f"n{n}") for n in range(Tag.AT_MOST))]
    answer = clients["member"].post(f"{topic.get_absolute_url()}etiquettes/", {"tags": [one.pk for one in tags]})
    assert answer.status_code == 200
    assert "Choisissez 4 étiquettes au plus." in answer.content.decode()
    assert not topic.tags.exists()


@pytest.mark.parametrize("role", ["visitor", "member", "moderator"])
def test_queries_do_not_grow_with_tags_and_followers(role, board, tag, member, moderator):
    people = {"visitor": None, "member": member, "moderator": moderator}
    counts = []
    for size in (2, 8):
        for number in range(size):
            topic = make_topic(board, moderator, subject=f"S{size}-{number}")
            tag_topic(topic=topic, tags=[tag], by=moderator)
            Notice.objects.create(person=member, kind="forum-message", key=f"k{size}-{number}", title="x")
        client = client_of(people[role])
        pages = ["/forum/etiquettes/agenda/", "/forum/aide/", topic.get_absolute_url()]
        counts.append([queries_of(client, address) for address in pages])
    assert counts[0] == counts[1]
    # four of them are for the frame of every page, one for the team's canned answers: kept between pages outside a test
    assert counts[0][2] <= 12 + 4 + (role == "moderator")
    assert max(counts[0]) <= 20
