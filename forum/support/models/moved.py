"""Where topics and messages went: what makes their old addresses lead there."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.machina.forum_conversation.models import Post, Topic
from portal.core.append_only import AppendOnly


class MergedTopic(AppendOnly):
    """All messages of a topic were put in another one."""

    topic = models.OneToOneField(Topic, on_delete=models.CASCADE, related_name="merged", verbose_name=_("topic"))
    into = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+", verbose_name=_("merged into"))
    at = models.DateTimeField(_("on"), default=timezone.now)

    class Meta:
        verbose_name = _("merged topic")
        verbose_name_plural = _("merged topics")

    def __str__(self) -> str:
        return f"{self.topic_id} → {self.into_id}"


class MovedMessage(AppendOnly):
    """A message had this number in this topic once. The number is given to no other there."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="moved_messages", verbose_name=_("topic"))
    number = models.PositiveIntegerField(_("number"))
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="former_places", verbose_name=_("message"))

    class Meta:
        verbose_name = _("moved message")
        verbose_name_plural = _("moved messages")
        constraints = [models.UniqueConstraint(fields=["topic", "number"], name="support_one_message_had_the_number")]

    def __str__(self) -> str:
        return f"{self.topic_id}/{self.number}"
