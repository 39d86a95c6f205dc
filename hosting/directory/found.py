"""Hosts in the search of the site, and for search engines."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from portal.core import page_cache
from portal.search.registry import Entry

from .models import Host


def rows():
    """Hosts that are shown, with their services."""
    return Host.objects.shown().prefetch_related("services")


def entry(host: Host) -> Entry:
    """A host, found also by its place and its services."""
    services = " ".join(f"{one.name} {one.software}" for one in host.services.all())
    return Entry(
        title=host.name,
        url=host.get_absolute_url(),
        summary=host.description,
        text=f"{host.address} {host.country} {services}",
        updated_at=host.read_at,
    )


def has_directory(request) -> dict:
    """`has_directory`: whether the directory shows a host, so that no page leads to an empty one."""

    def shown() -> bool:
        return page_cache.remember("has-directory", Host.objects.shown().exists)

    return {"has_directory": SimpleLazyObject(shown)}


class HostSitemap(Sitemap):
    """The list once it has a host, and each host."""

    def items(self):
        hosts = list(Host.objects.shown())
        return [None, *hosts] if hosts else []

    def location(self, item):
        return item.get_absolute_url() if item else reverse("directory:hosts")
