"""Boards, topics and messages for tests, written through the same actions as the product's."""

import factory

from forum.machina.forum.models import Forum
from forum.machina.forum_conversation import actions


class BoardFactory(factory.django.DjangoModelFactory):
    """A board that everybody reads and members write in."""

    class Meta:
        model = Forum

    name = factory.Sequence(lambda number: f"Entraide {number}")
    slug = factory.Sequence(lambda number: f"entraide-{number}")
    description = "Comment faire ?"
    type = Forum.FORUM_POST
    position = factory.Sequence(lambda number: number)

    class Params:
        bugs = factory.Trait(kind=Forum.Kind.BUGS)
        questions = factory.Trait(kind=Forum.Kind.HELP)
        ideas = factory.Trait(kind=Forum.Kind.IDEAS)
        announcements = factory.Trait(kind=Forum.Kind.ANNOUNCEMENTS, who_starts=Forum.Writers.TEAM)
        members_only = factory.Trait(who_reads=Forum.Readers.MEMBERS)
        team_only = factory.Trait(who_reads=Forum.Readers.TEAM)
        closed = factory.Trait(is_closed=True)
        premoderated = factory.Trait(is_premoderated=True)


def make_topic(board, by, subject="Le pad ne s’ouvre plus", content="Depuis ce matin.", replies=()):
    """A topic; `replies` are (person, content) pairs."""
    topic = actions.start_topic(board=board, by=by, subject=subject, content=content)
    for person, words in replies:
        actions.reply(topic=topic, by=person, content=words)
    topic.refresh_from_db()
    return topic
