"""Words for devices, so that a session list is readable."""

import json

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

register = template.Library()

# The first that is found names it; the order matters, since browsers claim to be one another.
BROWSERS = [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]
SYSTEMS = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
]


def _first(known, text: str) -> str:
    return next((name for sign, name in known if sign in text), "")


@register.filter
def device(user_agent: str) -> str:
    """« Firefox, Windows » out of what a browser says of itself."""
    names = [name for name in (_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)) if name]
    return ", ".join(names) or _("Unknown device")


@register.filter
def initials(name: str) -> str:
    """« Solène Gaborit » → « SG »."""
    return "".join(word[0] for word in name.split()[:2]).upper()


@register.filter
def as_json(value) -> str:
    """For a data attribute that a script reads; the template escapes it."""
    return json.dumps(value, cls=DjangoJSONEncoder)
