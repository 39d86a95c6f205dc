"""Rules and reports that may be read."""

from django.contrib.sitemaps import Sitemap

from .models import ActivityReport, DatedText


class TextSitemap(Sitemap):
    def items(self):
        return DatedText.objects.readable()


class ReportSitemap(Sitemap):
    def items(self):
        return ActivityReport.objects.published()
