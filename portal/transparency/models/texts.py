"""Dated texts (terms of service, legal notice, …). A published version never changes: the database refuses it."""

import hashlib
import json

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.people.models import Consent
from portal.core import addresses

# These have an address of their own at the root of the site; any other text is under /textes/.
ROOT_SLUGS = (
    "cgu",
    "mentions-legales",
    "confidentialite",
    "accessibilite",
    "moderation",
    "ecoconception",
    "modele-economique",
    "manifeste",
)
# They bind whoever has an account: no one may choose not to hear that they change (GDPR 13 and 14, DSA 14).
BINDING_SLUGS = frozenset({"cgu", "confidentialite", "moderation"})


class DatedText(models.Model):
    """A text that lives by versions. Its slug is what consents name (`people.Consent.document`)."""

    slug = models.SlugField(_("short name"), unique=True)
    title = models.CharField(_("title"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class QuerySet(models.QuerySet):
        def readable(self):
            """Those with a published version."""
            return self.filter(pk__in=TextVersion.objects.published().order_by().values("document"))

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("dated text")
        verbose_name_plural = _("dated texts")
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        addresses.keep_slug(self)

    def get_absolute_url(self) -> str:
        if self.slug in ROOT_SLUGS:
            return f"/{self.slug}/"
        return reverse("transparency:other_text", args=[self.slug])

    @property
    def is_binding(self) -> bool:
        return self.slug in BINDING_SLUGS

    def in_force(self, day=None):
        """The version that holds on a day (today): the latest that has taken effect; None before the first."""
        return self.versions.in_force(day).first()

    def announced(self, day=None):
        """The next version: published, not yet in effect."""
        return self.versions.announced(day).first()


class TextVersion(models.Model):
    """One version: a plain short text above the full one. A draft until `actions.publish_version`."""

    document = models.ForeignKey(DatedText, on_delete=models.PROTECT, related_name="versions", verbose_name=_("text"))
    number = models.PositiveIntegerField(_("number"), editable=False)
    short = models.TextField(_("in plain words"), help_text=_("Markdown. What a hurried person must know."))
    full = models.TextField(_("full text"), help_text=_("Markdown."))
    reason = models.CharField(_("reason of the change"), max_length=300, blank=True)
    acceptance_required = models.BooleanField(
        _("must be accepted"),
        default=False,
        help_text=_("Whoever creates an account accepts it; whoever has one is asked at their next visit."),
    )
    effective_on = models.DateField(_("in effect from"), null=True, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True, editable=False)
    digest = models.CharField(_("digest"), max_length=64, blank=True, editable=False)

    class QuerySet(models.QuerySet):
        def published(self):
            """Those that everybody may read and nobody may change, latest first."""
            return self.exclude(published_on=None).order_by("-number")

        def drafts(self):
            return self.filter(published_on=None)

        def in_force(self, day=None):
            """Those that have taken effect, latest first."""
            return self.published().filter(effective_on__lte=day or timezone.localdate())

        def to_accept(self, day=None):
            """Those that creating an account accepts: in force and said to need it, one a text, in their order."""
            return self._asking(self._holding(day)).select_related("document")

        def _holding(self, day=None) -> Q:
            of_text = TextVersion.objects.in_force(day).filter(document=OuterRef("document"))
            return Q(pk=Subquery(of_text.values("pk")[:1]))

        def _asking(self, which: Q):
            asking = self.filter(which, acceptance_required=True)
            return asking.order_by("document__position", "document__slug", "number")

        def waiting_for(self, person_id: int, day=None):
            """Those in force or announced that ask to be accepted, and that this person has not accepted."""
            given = Consent.objects.filter(
                person=person_id, document=OuterRef("document__slug"), version=OuterRef("number")
            )
            asking = self._asking(self._holding(day) | self._coming(day))
            return asking.exclude(Exists(given)).select_related("document")

        def _coming(self, day=None) -> Q:
            """Published, not in effect yet, and not overtaken by a later version that takes effect no later."""
            later = TextVersion.objects.exclude(published_on=None).filter(
                document=OuterRef("document"), number__gt=OuterRef("number"), effective_on__lte=OuterRef("effective_on")
            )
            published = Q(published_on__isnull=False, effective_on__gt=day or timezone.localdate())
            return published & ~Exists(later)

        def announced(self, day=None):
            """Those that will take effect, the next one first."""
            return self.filter(self._coming(day)).order_by("number")

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a text")
        verbose_name_plural = _("versions of texts")
        ordering = ["document", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="transparency_version_number_once"),
            models.UniqueConstraint(
                fields=["document"], condition=Q(published_on=None), name="transparency_one_draft_each"
            ),
            models.CheckConstraint(
                condition=Q(published_on=None) | (Q(effective_on__isnull=False) & ~Q(digest="")),
                name="transparency_published_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(published_on=None) | Q(effective_on__gte=F("published_on")),
                name="transparency_not_in_effect_before_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}, {self.number}"

    def get_absolute_url(self) -> str:
        return f"{self.document.get_absolute_url()}{self.number}/"

    def get_differences_url(self) -> str:
        """What this version changes in the one before; empty for the first."""
        before = self.former
        return f"{self.document.get_absolute_url()}{before.number}-{self.number}/" if before else ""

    @property
    def is_published(self) -> bool:
        return self.published_on is not None

    @property
    def is_binding(self) -> bool:
        """Whether everybody with an account must hear of it."""
        return self.document.is_binding or self.acceptance_required

    @property
    def former(self) -> "TextVersion | None":
        """The published version before this one."""
        return self.document.versions.published().filter(number__lt=self.number).first()

    @property
    def is_in_force_already(self) -> bool:
        return self.is_published and self.effective_on <= timezone.localdate()

    def compute_digest(self) -> str:
        """SHA-256 of what people accept: text, number, words and the day it takes effect, as JSON with sorted keys."""
        content = {
            "document": self.document.slug,
            "number": self.number,
            "short": self.short,
            "full": self.full,
            "effective_on": self.effective_on.isoformat(),
        }
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()
