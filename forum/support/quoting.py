"""Quoting a message in an answer."""

import re

from django.urls import reverse
from django.utils.translation import gettext as _

from .presentation import author_of

MAX_LINES = 60
_MARKS = re.compile(r"([\\`*_\[\]<>~])")


def quote(post) -> str:
    """The words of a message, each line behind « > », with who wrote them and the way to the message."""
    topic = post.topic
    address = reverse("forum:post", args=[topic.forum.slug, topic.reference, post.number])
    # A name is words, whatever signs it holds.
    name = _MARKS.sub(r"\\\1", author_of(post))
    head = _("**%(name)s** wrote ([message %(number)d](%(url)s)):") % {
        "name": name,
        "number": post.number,
        "url": address,
    }
    lines = post.content.raw.strip().splitlines()
    cut = lines[:MAX_LINES] + (["…"] if len(lines) > MAX_LINES else [])
    return "\n".join(f"> {line}".rstrip() for line in (head, "", *cut)) + "\n\n"
