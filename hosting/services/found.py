"""Services in the search of the site."""

from portal.core import markdown
from portal.search.registry import Entry

from .models import Service


def rows():
    """What is in the catalogue."""
    return Service.objects.in_catalogue()


def entry(service: Service) -> Entry:
    """A service, found also by its software and by what it replaces."""
    text = markdown.plain_text(service.description)
    return Entry(
        title=service.name,
        url=service.get_absolute_url(),
        summary=service.summary,
        text=f"{service.software} {service.replaces} {service.family.name} {text}",
    )


def followed(person, numbers) -> dict[int, dict]:
    """Services of the catalogue by number, for those who follow them."""
    found = Service.objects.in_catalogue().filter(pk__in=numbers)
    return {one.pk: {"title": one.name, "url": one.get_absolute_url()} for one in found}
