"""The catalogue: what this host offers, with which software, for whom, and where the data are."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel


class ServiceFamily(models.Model):
    """A family of the collective's taxonomy, such as « storage and sharing »."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("family of services")
        verbose_name_plural = _("families of services")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class ServiceType(models.Model):
    """A type within a family, such as « date polls »; one service may have several."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    family = models.ForeignKey(ServiceFamily, on_delete=models.PROTECT, related_name="types", verbose_name=_("family"))

    class Meta:
        verbose_name = _("type of service")
        verbose_name_plural = _("types of services")
        ordering = ["family__position", "name"]

    def __str__(self) -> str:
        return self.name


class Service(ClusterableModel):
    """A service of the host. Its state of the moment comes from open incidents, not from this row."""

    class Access(models.TextChoices):
        NONE = "none", _("without an account")
        FREE = "free", _("with a free account")
        MEMBER = "member", _("for members")
        ORGANISATION = "organisation", _("for associations")

    class Openness(models.TextChoices):
        OPEN = "open", _("open to new accounts")
        FULL = "full", _("full for now")
        CLOSED = "closed", pgettext_lazy("service", "closed")

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("short name"), unique=True)
    summary = models.CharField(_("in one sentence"), max_length=200)
    description = models.TextField(_("description"), help_text=_("Markdown."))
    family = models.ForeignKey(
        ServiceFamily, on_delete=models.PROTECT, related_name="services", verbose_name=_("family")
    )
    types = models.ManyToManyField(ServiceType, blank=True, related_name="services", verbose_name=_("types"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    art = models.CharField(_("drawing"), max_length=20, blank=True)

    software = models.CharField(_("software"), max_length=80)
    software_url = models.URLField(_("its site"), blank=True)
    version = models.CharField(_("installed version"), max_length=40, blank=True)
    licence = models.CharField(
        _("licence"), max_length=40, help_text=_("SPDX identifier, for instance AGPL-3.0-or-later.")
    )
    source_url = models.URLField(_("source code"))
    replaces = models.CharField(_("instead of"), max_length=200, blank=True)

    address = models.URLField(_("address"), blank=True)
    access = models.CharField(_("access"), max_length=20, choices=Access.choices, default=Access.NONE)
    access_note = models.CharField(_("how to get in"), max_length=300, blank=True)
    openness = models.CharField(_("sign-ups"), max_length=10, choices=Openness.choices, default=Openness.OPEN)
    # What the desk does when this service is asked for: a connector's name, or by hand when empty.
    connector = models.CharField(_("connector"), max_length=20, blank=True, choices=[("nextcloud", "Nextcloud")])
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    location = models.CharField(_("where the data are"), max_length=200, blank=True)
    backups = models.CharField(_("backups"), max_length=300, blank=True)
    retention = models.CharField(_("kept for"), max_length=300, blank=True)
    export_formats = models.CharField(_("leave with"), max_length=200, blank=True)
    support = models.CharField(_("help"), max_length=200, blank=True)
    price = models.CharField(_("price"), max_length=200, blank=True)
    status_address = models.URLField(
        _("address to check"), blank=True, help_text=_("Asked for every few minutes. Without one nothing is checked.")
    )
    failures_before_draft = models.PositiveSmallIntegerField(
        _("failures before a draft"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("After so many failed checks in a row a draft of an incident waits for you; it stays a draft."),
    )
    is_public = models.BooleanField(_("in the catalogue"), default=True)

    class QuerySet(models.QuerySet):
        def in_catalogue(self):
            """Those shown to everybody, in the catalogue's order, with what a list shows."""
            return self.filter(is_public=True).select_related("family")

        def on_request(self):
            """Those that an association asks for at the desk; at a host without any, its members."""
            for_whom = [Service.Access.ORGANISATION]
            if not settings.HOST_HAS_ORGANISATIONS:
                for_whom.append(Service.Access.MEMBER)
            return self.in_catalogue().filter(access__in=for_whom, openness=Service.Openness.OPEN)

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def audience(self) -> str:
        """For whom it is; a host without associations has members alone."""
        if self.access == self.Access.ORGANISATION and not settings.HOST_HAS_ORGANISATIONS:
            return self.Access.MEMBER
        return self.access

    def get_access_display(self) -> str:
        return self.Access(self.audience).label

    @property
    def is_asked_for(self) -> bool:
        """At the desk, by signing in."""
        return self.audience == (self.Access.ORGANISATION if settings.HOST_HAS_ORGANISATIONS else self.Access.MEMBER)

    def get_absolute_url(self) -> str:
        return reverse("services:service", args=[self.slug])


class Component(models.Model):
    """A part of a service that can fail alone, such as « the documents » of a cloud."""

    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="components", verbose_name=_("service"))
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("part of a service")
        verbose_name_plural = _("parts of services")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["service", "name"], name="services_component_name_once")]

    def __str__(self) -> str:
        return self.name
