"""Resource sheets: one tool or one idea on two sides of A4."""

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable

from portal.core.blocks import SHEET_BLOCKS

from .base import SitePage


class SheetIndexPage(SitePage):
    """Every sheet, tools first."""

    lead = models.TextField(_("lead"), max_length=400, blank=True)

    template = "pages/sheet_index.html"
    nav_section = "sheets"
    max_count = 1
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.SheetPage"]
    content_panels = [*SitePage.content_panels, FieldPanel("lead")]

    class Meta:
        verbose_name = _("list of sheets")

    def get_context(self, request, *args, **kwargs):
        from ..presentation import sheet_entries

        context = super().get_context(request, *args, **kwargs)
        sheets = list(SheetPage.objects.child_of(self).live().public().order_by("theme", "title"))
        return {
            **context,
            "tools": sheet_entries(one for one in sheets if one.about == SheetPage.About.TOOL),
            "ideas": sheet_entries(one for one in sheets if one.about == SheetPage.About.IDEA),
        }


class SheetPage(SitePage):
    """A sheet. A `pagebreak` block starts the second side; without one everything is on the first."""

    class About(models.TextChoices):
        TOOL = "tool", _("a tool")
        IDEA = "idea", _("an idea")

    about = models.CharField(_("about"), max_length=4, choices=About.choices, default=About.TOOL)
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    theme = models.CharField(_("theme"), max_length=60, blank=True)
    lead = models.TextField(_("lead"), max_length=500)
    software = models.CharField(_("software"), max_length=80, blank=True)
    software_licence = models.CharField(_("licence of the software"), max_length=80, blank=True)
    source_url = models.URLField(_("source code"), blank=True)
    art = models.CharField(_("drawing"), max_length=20, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    body = StreamField(SHEET_BLOCKS, blank=True, verbose_name=_("text"))

    template = "pages/sheet.html"
    nav_section = "sheets"
    parent_page_types = ["pages.SheetIndexPage"]
    subpage_types = []
    content_panels = [
        *SitePage.content_panels,
        FieldRowPanel([FieldPanel("number"), FieldPanel("about"), FieldPanel("theme")]),
        FieldPanel("lead"),
        FieldRowPanel([FieldPanel("software"), FieldPanel("software_licence"), FieldPanel("source_url")]),
        FieldRowPanel([FieldPanel("art"), FieldPanel("checked_on")]),
        FieldPanel("body"),
        InlinePanel("related_pages", label=_("Lessons and pages that go with it")),
    ]

    class Meta:
        verbose_name = _("sheet")
        verbose_name_plural = _("sheets")

    def get_context(self, request, *args, **kwargs):
        from ..presentation import links_to

        return {**super().get_context(request, *args, **kwargs), "related": links_to(self.related(), request)}

    @cached_property
    def sides(self) -> list[list]:
        """The blocks of the front and, after a `pagebreak`, of the back."""
        sides: list[list] = [[]]
        for block in self.body:
            if block.block_type == "pagebreak":
                sides.append([])
            else:
                sides[-1].append(block)
        return sides

    def related(self):
        """Live pages that go with this sheet, in the editors' order."""
        return [one.page for one in self.related_pages.select_related("page") if one.page.live]


class SheetRelatedPage(Orderable):
    """A lesson, or any page, that goes with a sheet."""

    sheet = ParentalKey(SheetPage, on_delete=models.CASCADE, related_name="related_pages")
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+", verbose_name=_("page"))

    panels = [PageChooserPanel("page")]

    class Meta(Orderable.Meta):
        verbose_name = _("page that goes with a sheet")
        verbose_name_plural = _("pages that go with a sheet")

    def __str__(self) -> str:
        return f"{self.sheet_id} → {self.page_id}"
