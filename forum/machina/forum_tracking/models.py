"""What a member has read. Rows exist for members only: reading without an account leaves no trace."""

from django.db import models
from django.utils import timezone
from machina.apps.forum_tracking.abstract_models import AbstractForumReadTrack, AbstractTopicReadTrack


class ForumReadTrack(AbstractForumReadTrack):
    """Everything in this board was read at that time."""

    objects = models.Manager()

    class Meta(AbstractForumReadTrack.Meta):
        abstract = False


class TopicReadTrackQuerySet(models.QuerySet):
    def unread_of(self, topics, person) -> set[int]:
        """Ids of those topics (a list, one page of them) with something that this person has not seen. One query.

        What was last written before they signed up counts as read.
        """
        if not person.is_authenticated:
            return set()
        seen = dict(self.filter(user=person, topic__in=topics).values_list("topic_id", "mark_time"))
        return {
            topic.pk
            for topic in topics
            if topic.last_post_on and topic.last_post_on > seen.get(topic.pk, person.date_joined)
        }

    def mark(self, topic, person, *, up_to=None) -> None:
        """This person has the topic before their eyes, up to the moment of the last message on their page (now, when
        none is given). Writes only when there was something new in it, and never takes back what was read further."""
        if not person.is_authenticated or not topic.last_post_on:
            return
        if known := getattr(topic, "known", None):  # forum.support.known_topics
            seen = known.read_up_to or person.date_joined
        else:
            marks = self.filter(user=person, topic=topic).values_list("mark_time", flat=True)
            seen = marks.first() or person.date_joined
        moment = up_to or timezone.now()
        if topic.last_post_on <= seen or moment <= seen:
            return
        # machina's field says « now » whenever a row is saved: the moment is written by `update`, which saves none.
        if not self.filter(user=person, topic=topic).update(mark_time=moment):
            self.bulk_create([TopicReadTrack(topic=topic, user=person)], ignore_conflicts=True)
            self.filter(user=person, topic=topic).update(mark_time=moment)


class TopicReadTrack(AbstractTopicReadTrack):
    """This topic was read at that time."""

    objects = models.Manager.from_queryset(TopicReadTrackQuerySet)()

    class Meta(AbstractTopicReadTrack.Meta):
        abstract = False
