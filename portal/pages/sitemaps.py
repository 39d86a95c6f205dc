"""What search engines may read, as addresses of the host that was asked."""

from urllib.parse import urlsplit

from django.contrib.sitemaps import Sitemap
from wagtail.models import Page

from hosting.incidents.models import Incident
from hosting.services.models import Service
from portal.core import sitemaps

from .models import FaqEntry


class PageSitemap(Sitemap):
    """Live public pages below the root."""

    def items(self):
        return Page.objects.live().public().filter(depth__gte=2).order_by("path")

    def location(self, item):
        return urlsplit(item.get_url() or "/").path

    def lastmod(self, item):
        return item.last_published_at


class ServiceSitemap(Sitemap):
    def items(self):
        return Service.objects.in_catalogue()


class IncidentSitemap(Sitemap):
    def items(self):
        return Incident.objects.published()[:500]


class FaqSitemap(Sitemap):
    def items(self):
        return FaqEntry.objects.published()

    def lastmod(self, item):
        return item.updated_at


class RoomSitemap(Sitemap):
    """Lists that are no Wagtail pages."""

    def items(self):
        return [
            "/services/",
            "/incidents/",
            "/forum/",
            "/transparence/",
            "/nos-engagements/",
            "/glossaire/",
            "/aide/questions/",
            "/contact/",
        ]

    def location(self, item):
        return item


def register_all() -> None:
    """The page tree, and the lists and rows of the apps below."""
    for name, sitemap in (
        ("pages", PageSitemap),
        ("rooms", RoomSitemap),
        ("questions", FaqSitemap),
        ("services", ServiceSitemap),
        ("incidents", IncidentSitemap),
    ):
        sitemaps.register(name, sitemap)
