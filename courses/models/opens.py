"""How often lessons are opened: a sum for each lesson and day, and nothing about anyone."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LessonOpens(models.Model):
    """Views of a lesson's page on one day (`courses.opens` counts them). Pages seen, not people."""

    lesson = models.ForeignKey(
        "courses.LessonPage", on_delete=models.CASCADE, related_name="opens", verbose_name=_("lesson")
    )
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("times opened"), default=0)

    # Wagtail need not index what rows point at here; each write would cost two more.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("opens of a lesson")
        verbose_name_plural = _("opens of lessons")
        constraints = [models.UniqueConstraint(fields=["lesson", "day"], name="courses_opens_once_a_day")]

    def __str__(self) -> str:
        return f"{self.lesson}, {self.day}: {self.count}"
