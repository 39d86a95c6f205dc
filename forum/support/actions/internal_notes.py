"""Notes of the team for itself."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from forum import rules

from ..models import InternalNote


@transaction.atomic
def add_note(*, topic, by, words: str, report=None) -> InternalNote:
    """Leave a note; nobody is told. Sent twice, it is the same note. PermissionDenied unless team."""
    if not rules.may_moderate(by):
        raise PermissionDenied
    words = words.strip()
    earlier = InternalNote.objects.filter(topic=topic, report=report, words=words, written_by=by).first()
    return earlier or InternalNote.objects.create(topic=topic, report=report, words=words, written_by=by)
