"""The machines of the house, and the dated lists of what is installed on them."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hosting.services.models import Service

# The address of the portal's own list, which no machine may take.
PORTAL = "portail"


class Machine(models.Model):
    """A server as the charter asks to describe it: where, at whose place, how far the host controls it."""

    class Control(models.TextChoices):
        OWN = "own", _("our hardware, in our premises")
        HOUSED = "housed", _("our hardware, in somebody else’s premises")
        DEDICATED = "dedicated", _("a rented machine, for us alone")
        VIRTUAL = "virtual", _("a rented virtual machine")
        SHARED = "shared", _("a shared hosting, without administration")

    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    purpose = models.CharField(_("what it is for"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=150)
    host = models.CharField(_("who hosts it"), max_length=150, help_text=_("Who owns the room and the electricity."))
    control = models.CharField(_("level of control"), max_length=10, choices=Control.choices)
    administrators = models.CharField(
        _("who administers it"), max_length=200, blank=True, help_text=_("How many people, in which role; no names.")
    )
    hardware = models.CharField(_("hardware"), max_length=200, blank=True)
    system = models.CharField(_("system"), max_length=100, blank=True, help_text=_("For instance Debian 13."))
    services = models.ManyToManyField(Service, blank=True, related_name="machines", verbose_name=_("services"))
    backups = models.CharField(_("backups"), max_length=300, blank=True)
    retention = models.CharField(_("kept for"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_public = models.BooleanField(_("shown, with its lists"), default=True)
    known_since = models.DateField(_("in use since"), default=timezone.localdate)
    # Whether staff were told that its list is old; a new list begins again.
    age_told = models.BooleanField(default=False, editable=False)

    class QuerySet(models.QuerySet):
        def shown(self):
            return self.filter(is_public=True)

        def with_last_list(self):
            """Each with `listed_on`, the day of its latest list or None."""
            latest = PackageList.objects.filter(machine=OuterRef("pk")).order_by("-taken_on")
            return self.annotate(listed_on=Subquery(latest.values("taken_on")[:1]))

        def with_old_list(self, day=None):
            """Those that are shown and whose latest list, or whose first day when there is none, is too long ago."""
            limit = (day or timezone.localdate()) - timedelta(days=settings.PACKAGE_LIST_DAYS)
            old = Q(listed_on__lt=limit) | Q(listed_on=None, known_since__lt=limit)
            return self.shown().with_last_list().filter(old)

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("server of the house")
        verbose_name_plural = _("servers of the house")
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug=PORTAL),
                name="transparency_portal_is_no_machine",
                violation_error_message=_("This short name is the portal’s own: choose another one."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class PackageList(models.Model):
    """What was installed on a day, on a machine or, without one, for this portal itself."""

    class Source(models.TextChoices):
        DPKG = "dpkg", "dpkg -l"
        RPM = "rpm", "rpm -qa"
        CYCLONEDX = "cyclonedx", "CycloneDX"
        LOCK = "lock", "requirements.lock"

    machine = models.ForeignKey(
        Machine, on_delete=models.CASCADE, null=True, blank=True, related_name="lists", verbose_name=_("server")
    )
    taken_on = models.DateField(_("day of the list"))
    source = models.CharField(_("made by"), max_length=10, choices=Source.choices)
    # [[name, version, architecture, licence]], in the order of names; see `packages.Package`.
    packages = models.JSONField(_("packages"), default=list)
    count = models.PositiveIntegerField(_("number of packages"))
    digest = models.CharField(_("digest"), max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("received"), default=timezone.now)

    class QuerySet(models.QuerySet):
        def shown(self):
            """The portal's, and those of machines that are shown; without the packages, which are long."""
            return self.filter(Q(machine=None) | Q(machine__is_public=True)).defer("packages")

        def of(self, slug: str):
            """Of a machine by its short name, or of the portal."""
            return self.filter(machine=None) if slug == PORTAL else self.filter(machine__slug=slug)

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("list of packages")
        verbose_name_plural = _("lists of packages")
        ordering = ["-taken_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["machine", "taken_on"],
                name="transparency_one_list_a_day",
                violation_error_message=_("There is a list of that day already: take it away first."),
            ),
            models.UniqueConstraint(
                fields=["taken_on"], condition=Q(machine=None), name="transparency_one_portal_list_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.taken_on:%Y-%m-%d}"

    @property
    def slug(self) -> str:
        return self.machine.slug if self.machine_id else PORTAL

    @property
    def title(self) -> str:
        return self.machine.name if self.machine_id else gettext("This portal")

    def get_absolute_url(self) -> str:
        return reverse("transparency:packages", args=[self.slug, self.taken_on])

    def year_before(self) -> "PackageList | None":
        """The last list of the same machine in an earlier year."""
        same = PackageList.objects.filter(machine=self.machine_id, taken_on__year__lt=self.taken_on.year)
        return same.order_by("-taken_on").first()
