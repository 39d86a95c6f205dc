"""Organisations and who belongs to them."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.slugs import slug_of

from .territories import Referent, Territory


class Organisation(models.Model):
    """A legal body (an association) to which accounts belong."""

    name = models.CharField(_("name"), max_length=160)
    slug = models.SlugField(_("short name"), max_length=50, unique=True)
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, related_name="organisations", verbose_name=_("territory")
    )
    town = models.CharField(_("town"), max_length=120, blank=True)
    purpose = models.CharField(_("what it does"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    closed_at = models.DateTimeField(pgettext_lazy("date", "closed"), null=True, blank=True)
    takes_requests = models.BooleanField(
        _("people can find it and ask to join"),
        default=True,
        help_text=_("Whoever has an account finds its name, town and territory; never who belongs to it."),
    )
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership", related_name="organisations")

    class QuerySet(models.QuerySet):
        def of_person(self, person):
            """Those that the person belongs to."""
            return self.filter(memberships__person=person)

        def managed_by(self, person):
            """Those that the person answers for."""
            return self.filter(memberships__person=person, memberships__role=Membership.Role.MANAGER)

        def in_care_of(self, person):
            """Those in the territories (subtrees) that the person is a referent of now."""
            paths = Territory.objects.filter(referents__in=Referent.objects.held_by(person))
            condition = Q(pk__in=[])
            for path in paths.values_list("path", flat=True):
                condition |= Q(territory__path__startswith=path)
            return self.filter(condition)

        def still_open(self):
            return self.filter(closed_at=None)

        def without_manager(self):
            """Those still open for which nobody answers who can sign in."""
            managers = Membership.objects.managers().filter(organisation=OuterRef("pk"))
            return self.still_open().filter(~Exists(managers))

        def to_join(self, words: str):
            """Those that let themselves be found, by words of their name or town; accents of the name do not count."""
            found = self.still_open().filter(takes_requests=True)
            for word in words.split()[:6]:
                by_name = Q(slug__contains=slug_of(word)) if slug_of(word) else Q(pk__in=[])
                found = found.filter(by_name | Q(name__icontains=word) | Q(town__icontains=word))
            return found

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person in an organisation."""

    # Wagtail need not index what rows point at here; each write would cost two more.
    wagtail_reference_index_ignore = True

    class Role(models.TextChoices):
        MEMBER = "member", _("member")
        MANAGER = "manager", _("manager")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.MEMBER)
    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day, where memberships end and are renewed.")
    )

    class QuerySet(models.QuerySet):
        def managers(self):
            """Those who answer for their organisation, and can sign in."""
            return self.filter(role=Membership.Role.MANAGER, person__is_active=True)

        def ended(self, day=None):
            """Those whose last day has passed."""
            return self.filter(until__lt=day or timezone.localdate())

        def for_list(self):
            """Managers first, then by name, with what one line shows."""
            return self.select_related("person").order_by("role", "person__public_name", "pk")

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation"], name="organisations_one_membership_each"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")),
                name="organisations_membership_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.organisation}"

    @property
    def has_ended(self) -> bool:
        return self.until is not None and self.until < timezone.localdate()


class Closure(models.Model):
    """A manager asks to close the organisation; the referent or the team confirms or refuses. One at a time."""

    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="closures", verbose_name=_("organisation")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    reason = models.CharField(_("reason"), max_length=300)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("closure of an organisation")
        verbose_name_plural = _("closures of organisations")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(state="asked"), name="organisations_one_closure_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.get_state_display()}"
