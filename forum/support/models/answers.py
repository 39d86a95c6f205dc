"""Accepted answers: which messages of a question helped, said by whoever asked or by the team."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.machina.forum_conversation.models import Post


class AcceptedAnswer(models.Model):
    """This message answered its question. Several can; that the question is solved stands on the topic."""

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="acceptance", verbose_name=_("message"))
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    accepted_at = models.DateTimeField(_("on"), default=timezone.now)

    class QuerySet(models.QuerySet):
        def on(self, topic):
            """Those of a topic, in the order of the conversation; a message that is hidden is none meanwhile."""
            shown = self.filter(post__topic=topic, post__approved=True, post__removed_at=None)
            return shown.select_related("post__poster", "accepted_by").order_by("post__number")

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("accepted answer")
        verbose_name_plural = _("accepted answers")

    def __str__(self) -> str:
        return str(self.post)
