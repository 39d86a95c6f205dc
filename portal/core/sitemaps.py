"""What search engines may read: each app says which of its addresses. `portal.pages` serves them at /sitemap.xml."""

from django.contrib.sitemaps import Sitemap

SITEMAPS: dict[str, type[Sitemap]] = {}


def register(name: str, sitemap: type[Sitemap]) -> None:
    """Add the addresses of an app."""
    SITEMAPS[name] = sitemap
