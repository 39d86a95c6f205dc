"""Dates as people write them: the first of a month is « 1er » in French, which Django's formats cannot say.

Templates need nothing: this module is among their builtins (portal.settings.apps), so that its `date` takes the place
of Django's. Python calls `date_format` from here.
"""

import re

from django import template
from django.template import defaultfilters
from django.utils import formats
from django.utils.translation import get_language

register = template.Library()
# The day of the month in a format string, unless it is a letter that is meant as such.
_DAY = re.compile(r"(?<!\\)j")


def date_format(value, pattern: str = "DATE_FORMAT") -> str:
    """As django.utils.formats.date_format, of a date or of a moment in local time."""
    return formats.date_format(value, _in_words(value, pattern))


@register.filter("date", expects_localtime=True, is_safe=False)
def date(value, pattern=None):
    """As Django's filter of that name."""
    return defaultfilters.date(value, _in_words(value, pattern or "DATE_FORMAT"))


def _in_words(value, pattern: str) -> str:
    """The format string itself, with the ending of a first of the month."""
    if getattr(value, "day", None) != 1 or not (get_language() or "").startswith("fr"):
        return pattern
    return _DAY.sub(r"j\\e\\r", formats.get_format(pattern))
