"""What the catalogue counts every night."""

from .models import Service


def services(day) -> int:
    """Services in the catalogue."""
    return Service.objects.in_catalogue().count()
