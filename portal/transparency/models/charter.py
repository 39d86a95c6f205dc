"""The charter as data: its editions, the criteria of each, whether they are held, and the page that shows it."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.append_only import AppendOnly

# SQL for `portal.core.immutable`: whoever reviewed may be taken out of the history, nothing else changes.
CHANGES_HISTORY = (
    "NEW.criterion_id <> OLD.criterion_id OR NEW.state <> OLD.state OR NEW.evidence <> OLD.evidence "
    "OR NEW.evidence_url <> OLD.evidence_url OR NEW.note <> OLD.note OR NEW.wording_confirmed <> OLD.wording_confirmed "
    "OR NEW.at <> OLD.at"
)


def check_address(value: str) -> None:
    """A page of this site (from its root) or an https address: it becomes a link on a public page."""
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = None
    inside = parts and not parts.scheme and not parts.netloc and value.startswith("/") and "\\" not in value
    outside = parts and parts.scheme in ("https", "http") and parts.netloc
    if not (inside or outside) or any(letter.isspace() for letter in value):
        raise ValidationError(_("Write an address of this site, such as “/cgu/”, or a whole one, with https://."))


class CharterEdition(models.Model):
    """A dated edition of the charter. The host answers to one, may prepare the next, and keeps the former ones as they
    ended. All that becomes of it is in `editions`.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("in preparation")
        CURRENT = "current", pgettext_lazy("charter", "in force")
        FORMER = "former", pgettext_lazy("charter", "former")

    name = models.CharField(
        _("name"), max_length=60, help_text=_("As the collective calls it, for instance “version 2”.")
    )
    slug = models.SlugField(_("short name"), max_length=60, unique=True, null=True, editable=False)
    dated = models.DateField(_("day of the text"), null=True, blank=True)
    source = models.URLField(_("address of the text"), blank=True)
    note = models.TextField(_("where and when it was read"), blank=True, help_text=_("For the team alone."))
    status = models.CharField(_("state"), max_length=8, choices=Status.choices, default=Status.DRAFT, editable=False)
    begun_on = models.DateField(_("answered to since"), null=True, editable=False)
    ended_on = models.DateField(_("answered to until"), null=True, editable=False)

    class QuerySet(models.QuerySet):
        def current(self) -> "CharterEdition | None":
            """The one to which the host answers."""
            return self.filter(status=CharterEdition.Status.CURRENT).first()

        def draft(self) -> "CharterEdition | None":
            return self.filter(status=CharterEdition.Status.DRAFT).first()

        def readable(self):
            """Those that have a public page, the latest one first."""
            return self.exclude(status=CharterEdition.Status.DRAFT)

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("edition of the charter")
        verbose_name_plural = _("editions of the charter")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["status"], condition=~models.Q(status="former"), name="transparency_one_edition_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Stable: the same page in force and afterwards."""
        return reverse("transparency:charter_edition", args=[self.slug])

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_current(self) -> bool:
        return self.status == self.Status.CURRENT

    @property
    def is_former(self) -> bool:
        return self.status == self.Status.FORMER


class Criterion(models.Model):
    """A criterion of an edition in our own words, marked « to check » until staff have read it in the charter.

    The state changes by `charter.review_criterion` alone, which keeps the history.
    """

    class Part(models.TextChoices):
        COLLECTIVE = "collectif", pgettext_lazy("charter", "Collective")
        HOSTERS = "hebergeurs", pgettext_lazy("charter", "Hosters")
        ALTERNATIVE = "alternatifs", pgettext_lazy("charter", "Alternative")
        TRANSPARENT = "transparents", pgettext_lazy("charter", "Transparent")
        OPEN = "ouverts", pgettext_lazy("charter", "Open")
        NEUTRAL = "neutres", pgettext_lazy("charter", "Neutral")
        SOLIDARY = "solidaires", pgettext_lazy("charter", "Solidary")

    class Level(models.TextChoices):
        REQUIRED = "required", _("required")
        RECOMMENDED = "recommended", _("recommended")

    class State(models.TextChoices):
        TO_CHECK = "to_check", _("to check")
        HELD = "held", _("held")
        PARTIAL = "partial", _("partly held")
        NOT_HELD = "not_held", _("not held")
        NOT_APPLICABLE = "not_applicable", _("not applicable")

    class Trouble(models.TextChoices):
        """What the nightly look at a proof found, seen as a visitor sees it."""

        NONE = "", "—"
        GONE = "gone", _("the page is gone")
        PRIVATE = "private", _("the page asks to sign in")
        ANCHOR = "anchor", _("the page has no such place any more")
        FAILED = "failed", _("the page cannot be opened")

    edition = models.ForeignKey(
        CharterEdition, on_delete=models.CASCADE, related_name="criteria", verbose_name=_("edition")
    )
    code = models.CharField(_("code"), max_length=12)
    part = models.CharField(_("part"), max_length=14, choices=Part.choices)
    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    text = models.CharField(_("criterion"), max_length=400)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    in_force = models.BooleanField(
        _("in the charter"), default=True, help_text=_("A criterion that left the charter keeps its history.")
    )
    # The words and level that staff found in the charter: any later change of them is to be checked again.
    confirmed_wording = models.CharField(max_length=420, blank=True, editable=False)

    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.TO_CHECK)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    evidence_url = models.CharField(
        _("address of the evidence"), max_length=300, blank=True, validators=[check_address]
    )
    note = models.CharField(_("what is held, what is missing"), max_length=500, blank=True)
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)

    trouble = models.CharField(
        _("trouble with the evidence"), max_length=10, choices=Trouble.choices, blank=True, editable=False
    )
    looked_at = models.DateTimeField(_("evidence looked at"), null=True, blank=True, editable=False)
    # Whether staff were told: each trouble, and each old review, once.
    trouble_told = models.BooleanField(default=False, editable=False)
    age_told = models.BooleanField(default=False, editable=False)

    class QuerySet(models.QuerySet):
        def promised(self):
            """Those of the edition in force, in its order."""
            return self.filter(in_force=True, edition__status=CharterEdition.Status.CURRENT)

        def assessed(self):
            return self.exclude(state=Criterion.State.TO_CHECK)

        def with_troubled_proof(self):
            return self.promised().exclude(trouble=Criterion.Trouble.NONE)

        def reviewed_too_long_ago(self, day=None):
            """Those whose state nobody has looked at again for CHARTER_REVIEW_DAYS."""
            limit = (day or timezone.localdate()) - timedelta(days=settings.CHARTER_REVIEW_DAYS)
            return self.promised().assessed().filter(reviewed_on__lt=limit)

        def with_page_of_this_site(self):
            return self.promised().filter(evidence_url__startswith="/")

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("criterion of the charter")
        verbose_name_plural = _("criteria of the charter")
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "code"],
                name="transparency_criterion_once",
                violation_error_message=_("This edition has a criterion of that code already."),
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def wording(self) -> str:
        return f"{self.level}: {self.text}"

    @property
    def is_confirmed(self) -> bool:
        """Staff have found these words, at this level, in the charter."""
        return self.confirmed_wording == self.wording


class CriterionReview(AppendOnly):
    """What was said of a criterion on a day. `by` is empty once the person has gone."""

    wagtail_reference_index_ignore = True

    criterion = models.ForeignKey(
        Criterion, on_delete=models.PROTECT, related_name="reviews", verbose_name=_("criterion")
    )
    state = models.CharField(_("state"), max_length=16, choices=Criterion.State.choices)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    evidence_url = models.CharField(_("address of the evidence"), max_length=300, blank=True)
    note = models.CharField(_("what is held, what is missing"), max_length=500, blank=True)
    wording_confirmed = models.BooleanField(_("wording found in the charter"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("on"), default=timezone.now)

    class Meta:
        verbose_name = _("review of a criterion")
        verbose_name_plural = _("reviews of criteria")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["criterion", "-at"], name="transparency_reviews")]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.get_state_display()}"
