"""The directory of other hosts: whose files are read, what they say, and what is wrong with them.

Nothing in these rows is ours: it is what strangers publish, kept as plain words, with the day it was last read.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import places


def check_place(value: str) -> None:
    """An address, or a file of the folder for such files."""
    try:
        place = places.named(value)
        if place.is_local:
            places.read_bytes(place)
    except places.Unreadable as error:
        raise ValidationError(str(error)) from error


class Source(models.Model):
    """A file to read: of a federation, which leads to its hosts, or of one host."""

    place = models.CharField(
        _("address or file"),
        max_length=400,
        unique=True,
        validators=[check_place],
        help_text=_(
            "Address of a ChatonsInfos file of a federation or of a host, or name of a file in CHATONS_FOLDER. It is "
            "read within minutes, then once a day. Without it, its hosts go away."
        ),
    )
    name = models.CharField(_("name"), max_length=120, blank=True, editable=False)
    tried_at = models.DateTimeField(_("last tried"), null=True, editable=False)
    read_at = models.DateTimeField(_("last read"), null=True, editable=False)
    trouble = models.CharField(_("trouble"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("source of the directory")
        verbose_name_plural = _("sources of the directory")
        ordering = ["place"]

    def __str__(self) -> str:
        return self.name or self.place


class HostQuerySet(models.QuerySet):
    def shown(self):
        """Those whose file could be read once, by name."""
        return self.exclude(read_at=None).order_by("name", "pk")

    def offering(self, services):
        """Those with one of these services (a queryset of Hosted)."""
        return self.filter(Exists(services.filter(host=OuterRef("pk"))))

    def near(self, words: list[str]):
        """Those whose place holds each of the words, as `naming.words` gives them."""
        every = Q()
        for word in words:
            every &= Q(place_words__contains=word)
        return self.filter(every)


class Host(models.Model):
    """A host, as its file said when it could last be read (`read_at`); `trouble` is that of the last attempt."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="hosts", verbose_name=_("source"))
    place = models.CharField(_("address or file"), max_length=400, unique=True)
    slug = models.SlugField(_("short name"), max_length=60, unique=True, null=True)
    tried_at = models.DateTimeField(_("last tried"), null=True)
    read_at = models.DateTimeField(_("last read"), null=True)
    trouble = models.CharField(_("trouble"), max_length=300, blank=True)

    name = models.CharField(_("name"), max_length=120, blank=True)
    description = models.CharField(_("description"), max_length=600, blank=True)
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    level = models.CharField(_("state"), max_length=20, blank=True)
    website = models.URLField(_("site"), max_length=400, blank=True)
    contact_url = models.URLField(_("contact page"), max_length=400, blank=True)
    legal_url = models.URLField(_("legal notice"), max_length=400, blank=True)
    country = models.CharField(_("country"), max_length=80, blank=True)
    address = models.CharField(_("place"), max_length=200, blank=True)
    place_words = models.CharField(_("words of the place"), max_length=300, blank=True)
    started_on = models.DateField(_("since"), null=True)
    member_since = models.DateField(_("member since"), null=True)

    objects = HostQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("directory", "host")
        verbose_name_plural = pgettext_lazy("directory", "hosts")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name or self.place

    def get_absolute_url(self) -> str:
        return reverse("directory:host", args=[self.slug])


class Hosted(models.Model):
    """A service of a host, as its own file said at `read_at`."""

    host = models.ForeignKey(
        Host, on_delete=models.CASCADE, related_name="services", verbose_name=pgettext_lazy("directory", "host")
    )
    place = models.CharField(_("address or file"), max_length=400)
    read_at = models.DateTimeField(_("last read"))
    name = models.CharField(_("name"), max_length=120)
    description = models.CharField(_("description"), max_length=600, blank=True)
    website = models.URLField(_("site"), max_length=400, blank=True)
    kind = models.SlugField(_("kind"), max_length=40, blank=True)
    software = models.CharField(_("software"), max_length=80, blank=True)
    licence = models.CharField(_("licence"), max_length=80, blank=True)
    # « ,free,member, »: the ways in, each between commas.
    ways = models.CharField(_("ways in"), max_length=60, blank=True)
    load = models.CharField(_("sign-ups"), max_length=10, blank=True)
    level = models.CharField(_("state"), max_length=20, blank=True)
    started_on = models.DateField(_("opened on"), null=True)

    class QuerySet(models.QuerySet):
        def of_kind(self, kind: str):
            return self.filter(kind=kind)

        def joined_by(self, way: str):
            """Those with this way in."""
            return self.filter(ways__contains=f",{way},")

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("service of another host")
        verbose_name_plural = _("services of other hosts")
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["kind"], name="directory_by_kind")]
        constraints = [models.UniqueConstraint(fields=["host", "place"], name="directory_service_once")]

    def __str__(self) -> str:
        return self.name


class Fault(models.Model):
    """Something wrong in a file at its last reading, for staff to tell its host."""

    source = models.ForeignKey(
        Source, on_delete=models.CASCADE, null=True, related_name="faults", verbose_name=_("source")
    )
    host = models.ForeignKey(
        Host,
        on_delete=models.CASCADE,
        null=True,
        related_name="faults",
        verbose_name=pgettext_lazy("directory", "host"),
    )
    place = models.CharField(_("file"), max_length=400)
    line = models.PositiveIntegerField(_("line"), help_text=_("0 for the file as a whole."))
    is_error = models.BooleanField(_("error"))
    words = models.CharField(_("what is wrong"), max_length=400)
    seen_at = models.DateTimeField(_("seen"))

    class Meta:
        verbose_name = _("fault in a file")
        verbose_name_plural = _("faults in files")
        ordering = ["-is_error", "place", "line", "pk"]

    def __str__(self) -> str:
        return f"{self.place}:{self.line}"
