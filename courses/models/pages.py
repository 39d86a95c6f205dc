"""The pages of a course. Their addresses are /mooc/<course>/<sequence>/<lesson>/."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from portal.core import addresses
from portal.core.blocks import LESSON_BLOCKS, MARKDOWN_HELP

from ..panels import QuestionPanel

DEFAULT_LICENCE = "CC-BY-SA-4.0"
# Addresses that are no course, and below a course no sequence.
RESERVED_COURSE_SLUGS = frozenset({"hors-ligne"})
RESERVED_SEQUENCE_SLUGS = frozenset({"attestation", "mes-notes"})


def _keep_free(slug: str, taken: frozenset[str]) -> None:
    """Refuse an address that the site has for something else."""
    if slug in taken:
        words = _("The address “%(slug)s” is taken by the site: choose another one. The title is free.")
        raise ValidationError({"slug": ValidationError(words, params={"slug": slug})})


class CourseIndexPage(Page):
    """The list of courses; its slug is `mooc`, below the home page."""

    introduction = models.TextField(_("introduction"), blank=True, help_text=MARKDOWN_HELP)

    admin_default_ordering = "ord"  # the learners' order, with the handles that change it
    template = "courses/course_index.html"
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["courses.CoursePage"]
    max_count = 1
    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("list of courses")

    def clean(self):
        super().clean()
        addresses.keep_page_slug(self)

    def get_context(self, request, *args, **kwargs):
        from ..page_contexts import course_list

        return super().get_context(request, *args, **kwargs) | course_list(self, request)


class CoursePage(Page):
    """A course (« module »): its outline, who wrote it, under which licence."""

    summary = models.CharField(_("in one or two sentences"), max_length=400)
    introduction = models.TextField(_("introduction"), blank=True, help_text=MARKDOWN_HELP)
    authors = models.CharField(_("written by"), max_length=200, blank=True)
    licence = models.CharField(
        _("licence"), max_length=40, default=DEFAULT_LICENCE, help_text=_("SPDX identifier, for instance CC-BY-SA-4.0.")
    )
    language = models.CharField(_("language"), max_length=10, default="fr")
    updated_on = models.DateField(_("last revised on"), default=timezone.localdate)
    board = models.SlugField(
        _("board of the forum"), max_length=100, blank=True, help_text=_("Where questions about this course are asked.")
    )

    attestation_lessons = models.PositiveSmallIntegerField(
        _("share of lessons to have done, in percent"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("100 asks for every lesson. Left empty, the course gives no attestation."),
    )
    attestation_score = models.PositiveSmallIntegerField(
        _("best score to reach on the quiz of each of these lessons, in percent"),
        default=0,
        validators=[MaxValueValidator(100)],
        help_text=_("For instance 70. With 0, lessons only have to be done."),
    )

    admin_default_ordering = "ord"  # the learners' order, with the handles that change it
    template = "courses/course.html"
    parent_page_types = ["courses.CourseIndexPage"]
    subpage_types = ["courses.SequencePage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("introduction"),
        MultiFieldPanel(
            [
                FieldPanel("authors"),
                FieldRowPanel([FieldPanel("licence"), FieldPanel("language"), FieldPanel("updated_on")]),
                FieldPanel("board"),
            ],
            heading=_("Who and when"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("attestation_lessons"), FieldPanel("attestation_score")])],
            heading=_("Attestation"),
        ),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            models.CheckConstraint(
                condition=Q(attestation_lessons=None) | Q(attestation_lessons__range=(1, 100)),
                name="courses_attestation_lessons_percent",
            ),
            models.CheckConstraint(
                condition=Q(attestation_score=0)
                | (Q(attestation_score__lte=100) & Q(attestation_lessons__isnull=False)),
                name="courses_attestation_score_percent",
            ),
        ]

    def clean(self):
        super().clean()
        _keep_free(self.slug, RESERVED_COURSE_SLUGS)
        if self.attestation_score and self.attestation_lessons is None:
            words = _("Say first which share of the lessons must be done: without it there is no attestation.")
            raise ValidationError({"attestation_lessons": words})

    def get_context(self, request, *args, **kwargs):
        from ..page_contexts import course

        return super().get_context(request, *args, **kwargs) | course(self, request)


class SequencePage(Page):
    """A part of a course: a few lessons that belong together."""

    summary = models.CharField(_("in one or two sentences"), max_length=400, blank=True)

    admin_default_ordering = "ord"  # the learners' order, with the handles that change it
    template = "courses/sequence.html"
    parent_page_types = ["courses.CoursePage"]
    subpage_types = ["courses.LessonPage"]
    content_panels = [*Page.content_panels, FieldPanel("summary")]

    class Meta:
        verbose_name = _("sequence")
        verbose_name_plural = _("sequences")

    def clean(self):
        super().clean()
        _keep_free(self.slug, RESERVED_SEQUENCE_SLUGS)

    def get_context(self, request, *args, **kwargs):
        from ..page_contexts import sequence

        return super().get_context(request, *args, **kwargs) | sequence(self, request)


class LessonPage(Page):
    """A lesson: text in blocks, then the questions of its quiz (`questions`)."""

    summary = models.CharField(_("in one or two sentences"), max_length=400, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("duration in minutes"), default=15, help_text=_("Reading, activity and quiz together, as timed.")
    )
    licence = models.CharField(
        _("licence"), max_length=40, blank=True, help_text=_("Only when it is not the licence of the course.")
    )
    updated_on = models.DateField(_("last revised on"), default=timezone.localdate)
    body = StreamField(LESSON_BLOCKS, verbose_name=_("text"), blank=True)
    quiz_title = models.CharField(_("title of the quiz"), max_length=120, blank=True)

    template = "courses/lesson.html"
    parent_page_types = ["courses.SequencePage"]
    subpage_types = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("minutes"), FieldPanel("licence"), FieldPanel("updated_on")]),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("quiz_title"), QuestionPanel("questions", heading=_("Questions"), label=_("Question"))],
            heading=_("Quiz"),
        ),
    ]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def get_context(self, request, *args, **kwargs):
        from ..page_contexts import lesson, lesson_facts

        facts = kwargs.pop("facts", None) or lesson_facts(self, request)
        return super().get_context(request, *args, **kwargs) | lesson(self, request, facts)

    def serve(self, request, *args, **kwargs):
        from ..page_contexts import lesson_facts
        from ..same_state import kept_or_made

        facts = lesson_facts(self, request)
        return kept_or_made(self, request, facts, lambda: super(LessonPage, self).serve(request, facts=facts))
