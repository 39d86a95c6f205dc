"""Notes of one's own on a lesson."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

NOTE_LENGTH = 20_000  # characters; a long lesson has half as many


class LessonNote(models.Model):
    """What a member wrote for themselves about a lesson, in Markdown; nobody else reads it.

    `version` counts the times it was saved: a form that was opened on an older one must not overwrite in silence. For
    that reason a note emptied by its author keeps its row.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lesson_notes", verbose_name=_("person")
    )
    lesson = models.ForeignKey(
        "courses.LessonPage", on_delete=models.CASCADE, related_name="notes", verbose_name=_("lesson")
    )
    text = models.TextField(_("notes"), max_length=NOTE_LENGTH, blank=True)
    version = models.PositiveIntegerField(_("times saved"), default=0, editable=False)
    created_at = models.DateTimeField(_("begun"), default=timezone.now, editable=False)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)

    class QuerySet(models.QuerySet):
        def of(self, person):
            """This member's own, none for a visitor."""
            return self.filter(person=person) if person.is_authenticated else self.none()

        def written(self):
            """Those that say something."""
            return self.exclude(text="")

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("note on a lesson")
        verbose_name_plural = _("notes on lessons")
        constraints = [
            models.UniqueConstraint(fields=["person", "lesson"], name="courses_one_note_per_lesson"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.lesson}"
