"""A page of running text: who we are, joining, and whatever a host wants to say."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from portal.core.blocks import COMMON_BLOCKS

from .base import SitePage


class StandardPage(SitePage):
    lead = models.TextField(_("lead"), max_length=400, blank=True)
    body = StreamField(COMMON_BLOCKS, blank=True, verbose_name=_("text"))

    template = "pages/standard.html"
    subpage_types = ["pages.StandardPage"]
    content_panels = [*SitePage.content_panels, FieldPanel("lead"), FieldPanel("body")]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
