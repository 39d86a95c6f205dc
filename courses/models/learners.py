"""Whoever follows a course, with or without an account, and what they answered and read."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Learner(models.Model):
    """Someone who answered or read something. Without `person` they are known only by the key in their cookie.

    A learner made a member's own is never again found by its key: on a shared computer the next visitor starts afresh.
    """

    key = models.UUIDField(_("key"), unique=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="learner",
        verbose_name=_("person"),
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class QuerySet(models.QuerySet):
        def anonymous(self):
            """Those who have no account."""
            return self.filter(person=None)

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("learner")
        verbose_name_plural = _("learners")

    def __str__(self) -> str:
        return str(self.person) if self.person_id else str(_("a learner without an account"))


class LessonProgress(models.Model):
    """A learner in a lesson: in progress from the first answer, done when read (« J’ai lu ») or wholly answered."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="lessons", verbose_name=_("learner"))
    lesson = models.ForeignKey(
        "courses.LessonPage", on_delete=models.CASCADE, related_name="progress", verbose_name=_("lesson")
    )
    score = models.PositiveSmallIntegerField(_("best score, in percent"), null=True, blank=True)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    last_at = models.DateTimeField(_("last answer"), default=timezone.now)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class QuerySet(models.QuerySet):
        def of(self, reader):
            """Those of a `courses.learners.Reader`; none for someone who has neither account nor cookie."""
            return self.filter(**reader.lookup) if reader else self.none()

        def done(self):
            """Lessons read or wholly answered."""
            return self.filter(done_at__isnull=False)

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("progress in a lesson")
        verbose_name_plural = _("progress in lessons")
        constraints = [
            models.UniqueConstraint(fields=["learner", "lesson"], name="courses_one_progress_per_lesson"),
            models.CheckConstraint(condition=Q(score=None) | Q(score__lte=100), name="courses_progress_score_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.learner}, {self.lesson}"


class Answer(models.Model):
    """The latest answer to a question, and what counts of the earlier ones.

    Names the question by lesson and uid, not by row: rows come and go with the revisions of a page.
    `fingerprint` is the question's at that time; when it has changed since, the answer is no longer judged.
    `first_…` is kept for what authors see in sums (`courses.stumbling`).
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="answers", verbose_name=_("learner"))
    lesson = models.ForeignKey(
        "courses.LessonPage", on_delete=models.CASCADE, related_name="answers", verbose_name=_("lesson")
    )
    uid = models.SlugField(_("question"), max_length=80)
    fingerprint = models.CharField(_("state of the question"), max_length=16)
    given = models.JSONField(_("what was answered"))
    score = models.PositiveSmallIntegerField(_("score, in percent"))
    best_score = models.PositiveSmallIntegerField(_("best score, in percent"))
    first_right = models.BooleanField(_("right at the first try"))
    first_fingerprint = models.CharField(_("state of the question at the first try"), max_length=16, default="")
    first_wrong = models.JSONField(_("first answer, if it was wrong"), null=True, default=None)
    tries = models.PositiveIntegerField(_("tries"), default=1)
    first_at = models.DateTimeField(_("first answered"), default=timezone.now)
    last_at = models.DateTimeField(_("last answered"), default=timezone.now)

    class QuerySet(models.QuerySet):
        def of(self, reader):
            """Those of a `courses.learners.Reader`; none for someone who has neither account nor cookie."""
            return self.filter(**reader.lookup) if reader else self.none()

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        indexes = [models.Index(fields=["lesson", "uid"])]
        constraints = [
            models.UniqueConstraint(fields=["learner", "lesson", "uid"], name="courses_one_answer_per_question"),
            models.CheckConstraint(
                condition=Q(score__lte=models.F("best_score")) & Q(best_score__lte=100),
                name="courses_answer_best_score_is_best",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uid}: {self.score} %"

    @property
    def right(self) -> bool:
        """True when the latest answer is wholly right."""
        return self.score == 100
