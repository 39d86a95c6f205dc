"""Who this host is: one row, edited in /cms/, known to every page as `host`."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="home")
class HostSettings(BaseGenericSetting):
    """Name, place and ways to reach the host. Its colours come from `theme` (shipped by default)."""

    name = models.CharField(_("name"), max_length=60, default="Chatière")
    place = models.CharField(_("place"), max_length=80, blank=True)
    tagline = models.CharField(_("in one sentence"), max_length=200, blank=True)
    legal_name = models.CharField(_("legal name"), max_length=150, blank=True)
    address = models.TextField(_("postal address"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    membership = models.CharField(
        _("membership of the collective"), max_length=200, blank=True, help_text=_("Shown at the foot of every page.")
    )
    source_url = models.URLField(
        _("source code of this site"),
        blank=True,
        help_text=_("The AGPL asks for it: where the code that runs is read."),
    )
    logo = models.ForeignKey(
        "media.SiteImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
    )

    # Colours chosen in /cms/ will give an address of a stylesheet; the shipped theme needs none.
    theme_url = ""

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("place"), FieldPanel("tagline"), FieldPanel("logo")]),
        MultiFieldPanel(
            [FieldPanel("legal_name"), FieldPanel("address"), FieldPanel("email"), FieldPanel("phone")],
            heading=_("To reach the host"),
        ),
        FieldPanel("membership"),
        FieldPanel("source_url"),
    ]

    class Meta:
        verbose_name = _("this host")

    def __str__(self) -> str:
        return self.name

    @property
    def logo_url(self) -> str:
        """Address of the logo file, or nothing: the shipped cat stands in."""
        return self.logo.file.url if self.logo else ""
