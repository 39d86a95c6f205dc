"""How large a file is, in words of the reader's language."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _


def spoken(size: int) -> str:
    """« 12 Mo », « 0,1 Mo » for whatever is less. `size` in bytes."""
    count = max(size / 1_000_000, 0.1)
    return _("%(size)s MB") % {"size": number_format(count, decimal_pos=1 if count < 10 else 0)}
