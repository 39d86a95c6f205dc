"""What was asked about a lesson: topics of the forum, tied to the lesson they were opened from."""

from django.db import models
from django.db.models import Case, F, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum import rules
from forum.machina.forum_conversation.models import Topic
from forum.support.models import BugReport

SHOWN_UNDER_A_LESSON = 5


class LessonQuestion(models.Model):
    """A topic about a lesson. Who asked, who reads it, what it says and whether it is solved are the topic's."""

    topic = models.OneToOneField(
        Topic, on_delete=models.CASCADE, related_name="lesson_question", verbose_name=_("topic")
    )
    lesson = models.ForeignKey(
        "courses.LessonPage", on_delete=models.CASCADE, related_name="asked", verbose_name=_("lesson")
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)

    class QuerySet(models.QuerySet):
        def readable_by(self, person):
            """Those whose topic this person finds in the lists of the forum."""
            return self.filter(rules.read_by(person, "topic__forum__"), topic__approved=True, topic__removed_at=None)

        def under_a_lesson(self):
            """The few to show under a lesson: solved ones first, then the open ones, the latest word first."""
            order = Case(
                When(topic__solved_at__isnull=False, then=0), default=1, output_field=models.SmallIntegerField()
            )
            shown = self.select_related("topic__forum", "topic__bug_report")
            return shown.order_by(order, F("topic__last_post_on").desc(nulls_last=True), "-pk")[:SHOWN_UNDER_A_LESSON]

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("question about a lesson")
        verbose_name_plural = _("questions about lessons")

    def __str__(self) -> str:
        return f"{self.topic} ({self.lesson})"

    @property
    def report(self) -> BugReport | None:
        """The report that the topic is, in a board of bug reports."""
        return getattr(self.topic, "bug_report", None)

    @property
    def is_solved(self) -> bool:
        return self.topic.solved_at is not None
