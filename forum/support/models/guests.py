"""« Aide sans compte »: a question asked with an address alone. What is kept here is all that is known of who asked;
it is deleted with the address. The topic keeps the public name that stands on it."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.machina.forum.models import Forum
from forum.machina.forum_conversation.models import Topic
from portal.core.link_keys import new_key

# A question that nobody confirmed is forgotten.
CONFIRM_WITHIN = timedelta(hours=48)
# An address is kept so long after the question was solved, or after the last word of one that never was.
KEPT_WHEN_SOLVED = timedelta(days=90)
KEPT_WHEN_SILENT = timedelta(days=365)


class GuestQuestion(models.Model):
    """Asked, then confirmed by mail: only then is there a topic. `key` stands in the links of the mails; with the row
    it is worth nothing any more."""

    board = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="+", verbose_name=_("board"))
    name = models.CharField(_("public name"), max_length=60)
    email = models.EmailField(_("address"), db_index=True)
    subject = models.CharField(_("title"), max_length=120)
    content = models.TextField(_("message"), blank=True, help_text=_("Emptied once it stands in the forum."))
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now, db_index=True)
    topic = models.OneToOneField(
        Topic, on_delete=models.CASCADE, null=True, related_name="guest_question", verbose_name=_("topic")
    )
    told_number = models.PositiveIntegerField(_("last message told"), default=1)

    class QuerySet(models.QuerySet):
        def to_confirm(self, now=None):
            """Waiting for the click in their mail."""
            return self.filter(topic=None, asked_at__gt=(now or timezone.now()) - CONFIRM_WITHIN)

        def past_their_time(self, now=None):
            """Whose address has served."""
            now = now or timezone.now()
            return self.filter(
                Q(topic=None, asked_at__lte=now - CONFIRM_WITHIN)
                | Q(topic__solved_at__lte=now - KEPT_WHEN_SOLVED)
                | Q(topic__last_post_on__lte=now - KEPT_WHEN_SILENT)
            )

        def with_news(self):
            """Something was added to their topic since they were last told."""
            return self.filter(topic__last_number__gt=models.F("told_number"), topic__approved=True).filter(
                topic__removed_at=None, topic__forum__who_reads=Forum.Readers.EVERYONE
            )

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("question without an account")
        verbose_name_plural = _("questions without an account")

    def __str__(self) -> str:
        return self.subject
