"""What waits for staff: sources of the directory that cannot be read."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import ngettext

from portal.core.dashboard import Waiting

from .models import Source


def for_staff(request) -> Iterator[Waiting]:
    """One line, when there is one."""
    if not request.user.has_perm("directory.view_source"):
        return
    count = Source.objects.exclude(trouble="").count()
    words = ngettext(
        "One source of the directory of hosts cannot be read",
        "%(count)s sources of the directory of hosts cannot be read",
        count,
    )
    yield Waiting(words % {"count": count}, count, reverse("wagtailsnippets_directory_source:list"))
