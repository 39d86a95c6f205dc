"""Writes that are more than one row: a draft of the next version, its publication."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from portal.core import page_cache
from portal.core.queue import enqueue_on_commit

from . import notices
from .models import DatedText, TextVersion, VersionNotice
from .signals import version_published


class AlreadyPublished(ValueError):
    """The version is out: what people read can no longer change. Draft the next one."""


class EffectiveInThePast(ValueError):
    """A text cannot have held before anybody could read it: the day of effect comes before the day of publication."""


@transaction.atomic
def draft_next_version(*, document: DatedText, **fields) -> TextVersion:
    """The draft of the next version: the one there is, or a new one that starts from the latest.

    `fields` (short, full, reason, acceptance_required, effective_on) replace what is copied.
    """
    draft = document.versions.drafts().first()
    if draft is None:
        latest = document.versions.order_by("-number").first()
        draft = TextVersion(
            document=document,
            number=latest.number + 1 if latest else 1,
            short=latest.short if latest else "",
            full=latest.full if latest else "",
            acceptance_required=latest.acceptance_required if latest else False,
        )
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save()
    return draft


@transaction.atomic
def publish_version(*, version: TextVersion, published_on: date | None = None) -> TextVersion:
    """Publish a draft for good, and have those who must know told. Without a day of effect it takes effect at once.

    Raises AlreadyPublished for a version that is out, EffectiveInThePast for a day of effect before the publication.
    """
    version = TextVersion.objects.select_for_update(of=("self",)).select_related("document").get(pk=version.pk)
    if version.is_published:
        raise AlreadyPublished(str(version))
    version.published_on = published_on or timezone.localdate()
    version.effective_on = version.effective_on or version.published_on
    if version.effective_on < version.published_on:
        raise EffectiveInThePast(str(version))
    version.digest = version.compute_digest()
    version.save()
    _have_told(version)
    page_cache.purge()
    transaction.on_commit(lambda: version_published.send(TextVersion, version=version))
    return version


def _have_told(version: TextVersion) -> None:
    from .tasks import tell_of_version

    if notices.is_told(version):
        notice = VersionNotice.objects.create(version=version)
        enqueue_on_commit(tell_of_version, notice.pk)
