"""News of the house."""

from django.core.paginator import Paginator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from portal.core.blocks import COMMON_BLOCKS

from .base import SitePage

NEWS_A_PAGE = 20


class NewsIndexPage(SitePage):
    """All news, latest first."""

    lead = models.TextField(_("lead"), max_length=400, blank=True)

    template = "pages/news_index.html"
    max_count = 1
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.NewsPage"]
    content_panels = [*SitePage.content_panels, FieldPanel("lead")]

    class Meta:
        verbose_name = _("list of news")

    def get_context(self, request, *args, **kwargs):
        from ..presentation import news_items

        context = super().get_context(request, *args, **kwargs)
        paginator = Paginator(NewsPage.latest().child_of(self), NEWS_A_PAGE)
        page = paginator.get_page(request.GET.get("page"))
        return {
            **context,
            "news": news_items(page, request),
            # `page` is Wagtail's name for the page itself
            "page_of_news": page,
            "pages": list(paginator.get_elided_page_range(page.number)),
        }


class NewsPage(SitePage):
    """One piece of news, in a few lines or more."""

    date = models.DateField(_("date"), default=timezone.localdate)
    summary = models.CharField(_("in one sentence"), max_length=250)
    body = StreamField(COMMON_BLOCKS, blank=True, verbose_name=_("text"))

    template = "pages/news.html"
    parent_page_types = ["pages.NewsIndexPage"]
    subpage_types = []
    content_panels = [*SitePage.content_panels, FieldPanel("date"), FieldPanel("summary"), FieldPanel("body")]

    class Meta:
        verbose_name = _("piece of news")
        verbose_name_plural = _("news")
        indexes = [models.Index(fields=["-date"], name="news_by_date")]

    @classmethod
    def latest(cls):
        """Public news, latest first."""
        return cls.objects.live().public().order_by("-date", "-pk")
