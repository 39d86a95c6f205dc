"""The yearly survey: its questions, and what was answered, kept so that nobody can be found behind an answer.

How it is anonymous. An invited person gets a link with a random key by mail; the mail is confidential, so its text is
forgotten once sent. Here only the digest of the key is kept, without a person, a date or a number that grows, written
in the order of the digests: no row says whose key it is. Who answers hands in the key: its row is deleted in the same
transaction in which each ticked choice adds one to a sum. An answer has no row of its own: which choices came from one
person cannot be known, and only texts that people write are kept one by one, under a random number, without a date.
Nobody sees anything before the survey is over. What remains: whoever holds backups of several days sees which sums
grew between them, and which mails were still waiting; and the web server's log must hold no key (`deploy/visits.md`).
"""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

MOST_CHOICES = 12
LONGEST_CHOICE = 120
LONGEST_TEXT = 2000


class Survey(ClusterableModel):
    """One a year. Open from the first to the last of its days; its questions stay as they are once people are asked."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    title = models.CharField(_("title"), max_length=120)
    introduction = models.TextField(_("introduction"), blank=True, help_text=_("Markdown."))
    opens_on = models.DateField(_("first day"))
    closes_on = models.DateField(_("last day"))
    invited = models.PositiveIntegerField(_("people invited"), default=0, editable=False)
    answered = models.PositiveIntegerField(_("answers"), default=0, editable=False)
    told_on = models.DateField(_("results published on"), null=True, blank=True, editable=False)

    class QuerySet(models.QuerySet):
        def told(self):
            """Those whose results everybody may read."""
            return self.exclude(told_on=None)

    objects = models.Manager.from_queryset(QuerySet)()

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="transparency_survey_days")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("transparency:survey_results", args=[self.year])

    @property
    def is_open(self) -> bool:
        return self.opens_on <= timezone.localdate() <= self.closes_on

    @property
    def is_over(self) -> bool:
        return timezone.localdate() > self.closes_on

    @property
    def is_settled(self) -> bool:
        """Whether people were asked already."""
        return bool(self.invited)


class SurveyQuestion(models.Model):
    """A question, and the answers to choose from, one a line."""

    class Kind(models.TextChoices):
        ONE = "one", _("one answer")
        SEVERAL = "several", _("several answers")
        WORDS = "words", _("in one's own words")

    survey = ParentalKey(Survey, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(_("question"), max_length=250)
    short = models.CharField(_("in a few words"), max_length=60, help_text=_("Title of its chart in the report."))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.ONE)
    choices = models.TextField(_("answers"), blank=True, help_text=_("One a line; none for words of their own."))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("question of a survey")
        verbose_name_plural = _("questions of surveys")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def lines(self) -> list[str]:
        """The answers to choose from."""
        return list(dict.fromkeys(" ".join(line.split()) for line in self.choices.splitlines() if line.strip()))

    def clean(self) -> None:
        super().clean()
        if self.kind == self.Kind.WORDS:
            if self.lines:
                raise ValidationError({"choices": _("A question to answer in words has no answers to choose from.")})
        elif not 2 <= len(self.lines) <= MOST_CHOICES:
            words = _("Write from 2 to %(most)s different answers, one a line.")
            raise ValidationError({"choices": ValidationError(words, params={"most": MOST_CHOICES})})
        elif any(len(line) > LONGEST_CHOICE for line in self.lines):
            words = _("An answer has at most %(most)s letters.")
            raise ValidationError({"choices": ValidationError(words, params={"most": LONGEST_CHOICE})})


class SurveyKey(models.Model):
    """Somebody may still answer. The digest alone: the key went out by mail, and nobody is named."""

    digest = models.CharField(max_length=64, primary_key=True)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="keys", verbose_name=_("survey"))

    class Meta:
        verbose_name = _("key to a survey")
        verbose_name_plural = _("keys to surveys")

    def __str__(self) -> str:
        return self.digest[:8]


class SurveyTally(models.Model):
    """How many chose this answer; told only through `survey_results`."""

    question = models.ForeignKey(SurveyQuestion, on_delete=models.CASCADE, related_name="tallies")
    choice = models.CharField(_("answer"), max_length=LONGEST_CHOICE)
    count = models.PositiveIntegerField(_("number"), default=0)

    class Meta:
        verbose_name = _("sum of answers")
        verbose_name_plural = _("sums of answers")
        constraints = [models.UniqueConstraint(fields=["question", "choice"], name="transparency_survey_choice_once")]

    def __str__(self) -> str:
        return self.choice


class SurveyText(models.Model):
    """What somebody wrote. Read by staff once the survey is over; public only if they choose so."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(SurveyQuestion, on_delete=models.CASCADE, related_name="texts")
    text = models.TextField(_("text"), max_length=LONGEST_TEXT)
    is_public = models.BooleanField(_("published"), default=False)

    class Meta:
        verbose_name = _("text of a survey")
        verbose_name_plural = _("texts of surveys")
        ordering = ["id"]  # a random order

    def __str__(self) -> str:
        return self.text[:60]
