"""How the desk writes an amount of space: one unit, the same everywhere."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _


def space_in_words(size: int) -> str:
    """« 8,7 Go », « 10 Go », « 20 Mo »: units as people and Nextcloud name them (1 Go is 1024 Mo), at most one decimal,
    none that is zero, and no line break before the unit."""
    megabytes = size / 1024**2
    if megabytes < 1000:
        return _("%(size)s\u00a0MB") % {"size": number_format(round(megabytes))}
    gigabytes = round(megabytes / 1024, 1)
    decimals = 0 if gigabytes == int(gigabytes) else 1
    return _("%(size)s\u00a0GB") % {"size": number_format(gigabytes, decimals)}
