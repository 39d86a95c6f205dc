"""The questions of a lesson's quiz."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.crypto import get_random_string
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from .. import grading


def new_uid() -> str:
    """The name of a question written in /cms/; files bring their own."""
    return f"q-{get_random_string(8, 'abcdefghjkmnpqrstuvwxyz23456789')}"


class Question(Orderable):
    """One question. `uid` names it for good within its lesson: answers point at lesson and uid, so that neither a new
    revision nor a second import loses them. `data` is checked by the kind (`courses.grading`)."""

    lesson = ParentalKey("courses.LessonPage", on_delete=models.CASCADE, related_name="questions")
    uid = models.SlugField(_("name in files"), max_length=80, default=new_uid, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=grading.labels, default="single")
    text = models.TextField(_("question"), help_text=_("Markdown, on one line."))
    explanation = models.TextField(_("explanation, shown after an answer"), blank=True, help_text=_("Markdown."))
    data = models.JSONField(_("answers"), default=dict, editable=False)

    class Meta(Orderable.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [models.UniqueConstraint(fields=["lesson", "uid"], name="courses_one_question_per_name")]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        """Refuse data that the kind cannot ask or grade, in words for the author."""
        super().clean()
        try:
            grading.kind(self.kind).check(self.data)
        except grading.DataError as error:
            raise ValidationError(str(error)) from error

    @cached_property
    def fingerprint(self) -> str:
        """Changes when what is right changes; a mended typo leaves it alone."""
        return grading.fingerprint(self.kind, self.data)
