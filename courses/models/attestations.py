"""Attestations: that somebody followed a course to its end. Each is a copy of what was true on that day."""

import re
import secrets
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Crockford's base 32: digits and capitals without I, L, O (read as 1, 1, 0) and U. Twenty of them are 100 bits.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, GROUP_LENGTH = 5, 4
_ALIKE = str.maketrans("ILO", "110")


def new_code() -> str:
    """« 7K3M-… »: what whoever checks an attestation must hold; nobody guesses it."""
    return _grouped("".join(secrets.choice(ALPHABET) for _place in range(GROUPS * GROUP_LENGTH)))


def code_as_written(text: str) -> str:
    """The code that somebody typed, however they spaced it; empty when it cannot be one."""
    bare = re.sub(r"[\s\-‐‑–—_.]", "", text).upper().translate(_ALIKE)
    whole = len(bare) == GROUPS * GROUP_LENGTH and set(bare) <= set(ALPHABET)
    return _grouped(bare) if whole else ""


def _grouped(bare: str) -> str:
    return "-".join(bare[start : start + GROUP_LENGTH] for start in range(0, len(bare), GROUP_LENGTH))


class Attestation(models.Model):
    """What is on it was true when it was issued and never changes (kept by the database, `public_pages`); the course
    may change or go. It goes with its learner's account. `contents` is [{"title": sequence, "lessons": [titles]}].

    `credential_id` names it in the signed credential and in the public list of revoked ones: not the code, which opens
    the page with the name.
    """

    # Wagtail need not index what rows point at here; each write would cost two more.
    wagtail_reference_index_ignore = True

    learner = models.ForeignKey(
        "courses.Learner", on_delete=models.CASCADE, related_name="attestations", verbose_name=_("learner")
    )
    course = models.ForeignKey(
        "courses.CoursePage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="attestations",
        verbose_name=_("course"),
    )
    name = models.CharField(_("name on the attestation"), max_length=100)
    code = models.CharField(_("code"), max_length=40, unique=True, default=new_code, editable=False)
    credential_id = models.UUIDField(_("name in lists"), unique=True, default=uuid.uuid4, editable=False)
    course_title = models.CharField(_("title of the course"), max_length=255)
    course_slug = models.SlugField(_("address of the course"), max_length=255, allow_unicode=True)
    course_updated_on = models.DateField(_("course revised on"))
    contents = models.JSONField(_("sequences and lessons"), default=list)
    minutes = models.PositiveIntegerField(_("duration in minutes"))
    required_lessons = models.PositiveSmallIntegerField(_("share of lessons asked for, in percent"))
    required_score = models.PositiveSmallIntegerField(_("score asked for on each quiz, in percent"))
    host_name = models.CharField(_("issued by"), max_length=255)
    issued_at = models.DateTimeField(_("issued"), default=timezone.now)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revocation_reason = models.CharField(_("reason of the revocation"), max_length=500, blank=True)
    may_ask_again = models.BooleanField(_("the person may ask for another one"), default=False)

    class QuerySet(models.QuerySet):
        def valid(self):
            """Those that nobody revoked."""
            return self.filter(revoked_at=None)

        def revoked(self):
            """Those that hold no longer."""
            return self.filter(revoked_at__isnull=False)

        def of_person(self, person):
            """Those of a member, newest first."""
            return self.filter(learner__person=person).order_by("-issued_at", "-pk")

        def with_code(self, text: str):
            """The one with the code that somebody typed, if there is one."""
            code = code_as_written(text)
            return self.filter(code=code) if code else self.none()

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("attestation")
        verbose_name_plural = _("attestations")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "course"], condition=Q(revoked_at=None), name="courses_one_valid_attestation"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="courses_attestation_bears_a_name"),
            models.CheckConstraint(
                condition=Q(required_lessons__lte=100) & Q(required_score__lte=100),
                name="courses_attestation_rule_percent",
            ),
            models.CheckConstraint(
                condition=(Q(revoked_at=None) & Q(revocation_reason="") & Q(may_ask_again=False))
                | (Q(revoked_at__isnull=False) & ~Q(revocation_reason="")),
                name="courses_attestation_revoked_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_title}, {self.code}"

    @property
    def is_valid(self) -> bool:
        return self.revoked_at is None

    @property
    def lessons(self) -> list[str]:
        """The titles of all lessons, in order."""
        return [title for sequence in self.contents for title in sequence["lessons"]]


# SQL for `portal.core.immutable`: only the course may let go, and a revocation may be written, once.
KEPT_COLUMNS = (
    "learner_id", "name", "code", "credential_id", "course_title", "course_slug", "course_updated_on", "contents",
    "minutes", "required_lessons", "required_score", "host_name", "issued_at",
)  # fmt: skip
CHANGES_WHAT_IS_KEPT = " OR ".join(
    [
        *(f'NEW."{column}" <> OLD."{column}"' for column in KEPT_COLUMNS),
        '(OLD."revoked_at" IS NOT NULL AND (NEW."revoked_at" IS NULL OR NEW."revoked_at" <> OLD."revoked_at" '
        'OR NEW."revocation_reason" <> OLD."revocation_reason" OR NEW."may_ask_again" <> OLD."may_ask_again"))',
        '(NEW."course_id" IS NOT NULL AND (OLD."course_id" IS NULL OR NEW."course_id" <> OLD."course_id"))',
    ]
)
