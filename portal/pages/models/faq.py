"""Frequent questions: short answers, often begun from one that was accepted in the forum."""

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forum.machina.forum_conversation.models import Topic
from hosting.services.models import Service
from portal.core import markdown


class FaqEntry(models.Model):
    """A question with its answer; nobody reads it before staff publish it."""

    question = models.CharField(_("question"), max_length=200)
    slug = models.SlugField(
        _("address"), max_length=80, unique=True, blank=True, help_text=_("The end of its address; keep it once known.")
    )
    answer = models.TextField(_("answer"), help_text=_("Markdown."))
    service = models.ForeignKey(
        Service,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="frequent_questions",
        verbose_name=_("service"),
        help_text=_("None for a question about everything."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=_("Smaller numbers come first."))
    is_published = models.BooleanField(
        pgettext_lazy("frequent question", "published"), default=False, help_text=_("Everybody reads it from then on.")
    )
    # Where it was asked and answered, with the names; shown as long as everybody may read there.
    topic = models.ForeignKey(
        Topic,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("topic"),
    )
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class QuerySet(models.QuerySet):
        def published(self):
            """What everybody reads."""
            return self.filter(is_published=True)

        def in_order(self):
            """By service, those about everything first, with what a page shows of each."""
            return self.select_related("service").order_by(
                models.F("service__position").asc(nulls_first=True), "service__name", "position", "question"
            )

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("frequent question")
        verbose_name_plural = _("frequent questions")
        ordering = ["position", "question"]

    def __str__(self) -> str:
        return self.question

    def clean(self) -> None:
        self.slug = self.slug or free_slug(self.question)

    def get_absolute_url(self) -> str:
        return reverse("pages:faq_entry", args=[self.slug])

    def source(self) -> Topic | None:
        """The topic that it comes from, as long as every visitor may read it."""
        return (
            Topic.objects.public().select_related("forum").filter(pk=self.topic_id).first() if self.topic_id else None
        )


def free_slug(question: str) -> str:
    """An address made of the words, that no other question has."""
    wanted = markdown.anchor(question)[:70].strip("-") or f"question-{timezone.now():%Y%m%d%H%M%S}"
    taken = set(FaqEntry.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for slug in (wanted, *(f"{wanted}-{count}" for count in range(2, 1000))) if slug not in taken)
