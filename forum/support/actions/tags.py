"""Which tags a topic bears."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import ngettext

from forum import rules
from forum.machina.forum_conversation.actions import lock
from portal.core import page_cache

from ..models import Tag


@transaction.atomic
def tag_topic(*, topic, tags, by) -> None:
    """Give a topic these tags and no others. Raises PermissionDenied, or ValidationError when they are too many."""
    topic = lock(topic)
    if not rules.may_tag(topic, by):
        raise PermissionDenied
    tags = list(tags)
    if len(tags) > Tag.AT_MOST:
        message = ngettext("Choose %(count)d tag at most.", "Choose %(count)d tags at most.", Tag.AT_MOST)
        raise ValidationError({"tags": message % {"count": Tag.AT_MOST}})
    topic.tags.set(tags)
    page_cache.purge()
