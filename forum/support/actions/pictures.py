"""Pictures: drawn again and kept with a draft, then handed to the message that was sent."""

import hashlib
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.machina.forum_conversation.models import Post
from portal.core import page_cache
from portal.core.pictures import BrokenPicture, encode, redraw, thumbnail

from ..models import Attachment, Draft
from ..models.attachments import private_storage

MAX_PICTURES = 5
MAX_WAITING = 25  # of one person, in all drafts
THUMBNAIL_SIDE = 480  # dots
ENDINGS = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp"}


def keep_picture(*, draft: Draft, file, already: int = 0) -> Attachment:
    """Keep a picture that someone sent with their draft; the same one twice is one. `already` counts those of the
    message itself.

    Raises BrokenPicture with words for the person; then nothing is left of the file.
    """
    dots = redraw(file)
    drawn, small = encode(dots), thumbnail(dots, THUMBNAIL_SIDE)
    digest = hashlib.sha256(drawn.content).hexdigest()
    written = []
    try:
        with transaction.atomic():
            draft = Draft.objects.select_for_update().get(pk=draft.pk)
            waiting = list(draft.pictures.all())
            if same := next((one for one in waiting if one.digest == digest), None):
                return same
            _check_room(draft, len(waiting) + already)
            picture = Attachment(
                draft=draft, person=draft.person, name=_name(file.name), content_type=drawn.content_type,
                width=drawn.width, height=drawn.height, small_width=small.width, small_height=small.height,
                size=len(drawn.content), digest=digest,
            )  # fmt: skip
            for field, one in ((picture.file, drawn), (picture.small, small)):
                ending = f"{'' if field is picture.file else '-small'}{ENDINGS[one.format]}"
                field.save(f"{picture.key.hex}{ending}", ContentFile(one.content), save=False)
                written.append(field.name)
            picture.save()
    except BaseException:
        for name in written:
            private_storage().delete(name)
        raise
    return picture


def _check_room(draft: Draft, count: int) -> None:
    if count >= MAX_PICTURES:
        raise BrokenPicture(
            ngettext("A message holds %(count)d picture.", "A message holds %(count)d pictures at most.", MAX_PICTURES)
            % {"count": MAX_PICTURES}
        )
    if Attachment.objects.filter(person=draft.person, post=None).count() >= MAX_WAITING:
        raise BrokenPicture(_("Too many pictures wait in your drafts: send or delete one of them first."))


def _name(sent: str) -> str:
    """What the file was called, without its ending."""
    words = PurePath(sent.replace("\\", "/")).stem.strip()
    return "".join(one for one in words if one.isprintable())[:90] or _("picture")


@transaction.atomic
def describe_pictures(*, pictures, texts: dict[int, str]) -> None:
    """Put the descriptions that were typed on these pictures, by their id."""
    for picture in pictures:
        typed = " ".join(texts.get(picture.pk, picture.alt).split())[:300]
        if typed != picture.alt:
            picture.alt = typed
            picture.save(update_fields=["alt"])
            page_cache.purge()


@transaction.atomic
def drop_picture(*, picture: Attachment) -> None:
    """Take a picture away, files and all."""
    picture.delete()
    page_cache.purge()


@transaction.atomic
def hand_over(*, draft: Draft, post: Post) -> None:
    """The message was sent: its pictures are its own now, never more than it may hold, and the draft is gone."""
    draft = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if draft is None:
        return
    held = set(post.pictures.values_list("digest", flat=True))
    waiting = [one for one in draft.pictures.all() if one.digest not in held][: max(MAX_PICTURES - len(held), 0)]
    Attachment.objects.filter(pk__in=[one.pk for one in waiting]).update(draft=None, post=post)
    draft.delete()
    page_cache.purge()
