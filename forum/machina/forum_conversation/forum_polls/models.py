"""Polls of machina; no page offers them yet."""

from machina.apps.forum_conversation.forum_polls.abstract_models import (
    AbstractTopicPoll,
    AbstractTopicPollOption,
    AbstractTopicPollVote,
)


class TopicPoll(AbstractTopicPoll):
    class Meta(AbstractTopicPoll.Meta):
        abstract = False


class TopicPollOption(AbstractTopicPollOption):
    class Meta(AbstractTopicPollOption.Meta):
        abstract = False


class TopicPollVote(AbstractTopicPollVote):
    class Meta(AbstractTopicPollVote.Meta):
        abstract = False
