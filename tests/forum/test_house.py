"""What the forum tells the rest of the house: content, search, personal data, cached pages."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command

from accounts.people.demo import load_people
from forum.machina.forum.models import Forum
from forum.machina.forum_conversation import actions
from forum.machina.forum_conversation.models import Topic
from forum.support import loaders
from forum.support.actions import moderation
from forum.support.actions.bug_reports import change_state, report_bug
from forum.support.models import BugReport
from portal.privacy.registry import registered
from portal.search.registry import searchables
from tests.factories.forum import BoardFactory, make_topic

from .conftest import client_of

LABELS = [
    "forum", "forum_conversation", "forum_polls", "forum_attachments", "forum_member", "forum_permission",
    "forum_tracking", "support",
]  # fmt: skip


@pytest.mark.django_db
def test_the_boards_that_ship_are_loaded_once():
    assert loaders.load_boards() == {"boards": 5}
    assert list(Forum.objects.in_order().values_list("kind", "who_starts")) == [
        ("announcements", "team"),
        ("help", "members"),
        ("bugs", "members"),
        ("ideas", "members"),
        ("help", "members"),
    ]
    Forum.objects.filter(slug="aide").update(name="Coups de main")
    assert loaders.load_boards() == {"boards": 0}
    assert Forum.objects.get(slug="aide").name == "Coups de main"


@pytest.mark.django_db
def test_the_demo_topics_are_loaded_once_and_counted(settings, tmp_path, monkeypatch):
    monkeypatch.setattr("accounts.people.demo.ACCOUNTS_FILE", tmp_path / "accounts.json")
    load_people()
    loaders.load_boards()
    assert loaders.load_topics() == {"topics": 12}
    assert loaders.load_topics() == {"topics": 0}
    states = set(BugReport.objects.values_list("state", flat=True))
    assert states == {"confirmed", "in_progress", "resolved"}
    for topic in Topic.objects.all():
        assert topic.posts_count == topic.posts.count() == topic.last_number > 0
        assert topic.last_post_on == topic.posts.last().created
    for board in Forum.objects.all():
        assert board.direct_topics_count == board.topics.count() > 0
    for report in BugReport.objects.all():
        assert report.changes.last().to_state == report.state


def test_every_model_that_points_at_a_person_is_in_the_registry():
    person, known = get_user_model(), registered()
    found = set()
    for label in LABELS:
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            owners = {
                field.name for field in model._meta.get_fields() if field.concrete and field.related_model is person
            }
            owners -= {field.name for field in model._meta.many_to_many}
            if owners:
                found.add(model._meta.label)
                assert model._meta.label in known, model
                assert owners <= set(known[model._meta.label].owner), model
    assert len(found) >= 11


def _searched():
    (entry,) = [one for one in searchables() if one.model is Topic]
    return entry


@pytest.mark.django_db
def test_search_knows_public_topics_only(topic, staff, moderator, member):
    make_topic(BoardFactory(members_only=True), staff, subject="Entre membres")
    make_topic(BoardFactory(premoderated=True), member, subject="En attente")
    removed = make_topic(topic.forum, member, subject="Retiré")
    moderation.remove_topic(topic=removed, by=moderator, reason="x")
    searched = _searched()
    assert [row.subject for row in searched.rows() if searched.is_listed(row)] == [topic.subject]


@pytest.mark.django_db
def test_search_reads_plain_words_without_what_was_removed(topic, member, moderator):
    actions.reply(topic=topic, by=member, content="Avec **gras** et [lien](https://example.org)")
    hidden = actions.reply(topic=topic, by=member, content="Numéro privé")
    moderation.remove_post(post=hidden, by=moderator, reason="x")
    entry = _searched().entry(topic)
    assert (entry.title, entry.url) == (topic.subject, topic.get_absolute_url())
    assert "Avec gras et lien" in entry.text
    assert "Numéro privé" not in entry.text
    assert "@" not in entry.text


@pytest.mark.django_db(transaction=True)
def test_a_cached_page_follows_every_change(settings, member, moderator, bugs):
    settings.VISITOR_PAGE_CACHE = True
    visitor = client_of(None)
    report = report_bug(board=bugs, by=member, subject="Cassé", service=None, did="a", expected="b", happened="c")
    address = report.topic.get_absolute_url()

    def page():
        return visitor.get(address).content.decode()

    assert page() == page()
    actions.reply(topic=report.topic, by=member, content="Première réponse")
    assert "Première réponse" in page()
    change_state(report=report, to="wont_fix", by=moderator, reason="Pas chez nous")
    assert "Pas chez nous" in page()
    moderation.remove_post(post=report.topic.posts.get(number=2), by=moderator, reason="Motif visible")
    assert "Première réponse" not in page()
    assert "Motif visible" in page()


@pytest.mark.django_db
def test_messages_are_rendered_again_from_their_source(topic, capsys):
    topic.posts.update(_content_rendered="<script>alert(1)</script>")
    updated = topic.posts.get().updated
    call_command("render_messages")
    call_command("render_messages")
    post = topic.posts.get()
    assert (post.content.rendered, post.updated) == ("<p>Depuis ce matin.</p>\n", updated)
    assert capsys.readouterr().out.split("\n")[:2] == ["1 messages rendered again", "0 messages rendered again"]
