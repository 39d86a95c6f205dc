"""Words on their way: what someone is writing in one place of the forum, kept until it is sent."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.machina.forum.models import Forum
from forum.machina.forum_conversation.models import Post, Topic

PLACES = ("board", "topic", "post")


class Draft(models.Model):
    """One for each person and place: a new topic of a board, an answer in a topic, other words for a message.

    `values` are the fields of the form as they were typed. Pictures that are not sent yet wait here too.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    board = models.ForeignKey(
        Forum, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("board")
    )
    topic = models.ForeignKey(
        Topic, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("topic")
    )
    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("message")
    )
    values = models.JSONField(_("words"), default=dict, blank=True)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)

    class QuerySet(models.QuerySet):
        def of(self, person):
            """Theirs, the latest first."""
            return self.filter(person=person).order_by("-saved_at", "-pk")

        def stale(self, *, words_before, pictures_before):
            """Left alone for long; without a word, pictures wait less."""
            return self.filter(Q(saved_at__lt=words_before) | Q(values={}, saved_at__lt=pictures_before))

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.CheckConstraint(
                condition=Q(board__isnull=False, topic=None, post=None)
                | Q(board=None, topic__isnull=False, post=None)
                | Q(board=None, topic=None, post__isnull=False),
                name="support_draft_in_one_place",
            ),
            *(
                models.UniqueConstraint(
                    fields=["person", place],
                    condition=Q(**{f"{place}__isnull": False}),
                    name=f"support_one_draft_per_{place}",
                )
                for place in PLACES
            ),
        ]
        indexes = [models.Index(fields=["saved_at"], name="support_drafts_by_date")]

    def __str__(self) -> str:
        return str(self.board or self.topic or self.post)
