"""What was asked about a lesson: topics of the forum, tied to the lesson they were opened from."""

from django.db import models
from django.db.models import Case, F, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum import rules
from forum.machina.forum.models import Forum
from forum.machina.forum_conversation.models import Topic
from forum.support.models import BugReport

SHOWN_UNDER_A_LESSON = 5
SOLVED = Q(solved_at__isnull=False) | Q(topic__bug_report__state=BugReport.State.RESOLVED)


class LessonQuestion(models.Model):
    """A topic about a lesson. Who asked, who reads it and what it says are the topic's; here only whether whoever asked
    has their answer. In a board of bug reports the state of the report says it."""

    topic = models.OneToOneField(
        Topic, on_delete=models.CASCADE, related_name="lesson_question", verbose_name=_("topic")
    )
    lesson = models.ForeignKey(
        "courses.LessonPage", on_delete=models.CASCADE, related_name="asked", verbose_name=_("lesson")
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    solved_at = models.DateTimeField(_("solved"), null=True, blank=True)

    class QuerySet(models.QuerySet):
        def readable_by(self, person):
            """Those whose topic this person finds in the lists of the forum."""
            return self.filter(
                topic__approved=True,
                topic__removed_at=None,
                topic__forum__type=Forum.FORUM_POST,
                topic__forum__who_reads__in=rules.reading_audiences_of(person),
            )

        def under_a_lesson(self):
            """The few to show under a lesson: solved ones first, then the open ones, the latest word first."""
            order = Case(When(SOLVED, then=0), default=1, output_field=models.SmallIntegerField())
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
        return bool(self.solved_at or (self.report and self.report.state == BugReport.State.RESOLVED))
