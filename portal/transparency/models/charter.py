"""The criteria of the charter, as data: what is promised, whether it is held, and the page that shows it."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
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


class Criterion(models.Model):
    """A criterion in our own words, marked « to check » until staff have read it in the charter.

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

    code = models.CharField(_("code"), max_length=12, unique=True)
    part = models.CharField(_("part"), max_length=14, choices=Part.choices)
    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    text = models.CharField(_("criterion"), max_length=400)
    charter_version = models.CharField(_("version of the charter"), max_length=40, blank=True)
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
            """Those of the charter in force, in its order."""
            return self.filter(in_force=True)

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
