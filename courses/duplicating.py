"""A sequence once more, to write the next one from it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.copy_page import CopyPageAction
from wagtail.coreutils import find_available_slug
from wagtail.models import Page

from .models import SequencePage

TITLE_LENGTH = Page._meta.get_field("title").max_length
SLUG_LENGTH = 240  # leaves room for the number of a second and third copy


@transaction.atomic
def duplicate_sequence(*, sequence: SequencePage, by) -> SequencePage:
    """Copy a sequence with its lessons and their questions, as they stand in the latest drafts, right after itself.

    All of it is a draft without dates of publication. Questions keep their names in files; what learners did, noted and
    asked stays with the first one. Raises PermissionDenied.
    """
    course = sequence.get_parent()
    if not sequence.permissions_for_user(by).can_copy_to(course, recursive=True):
        raise PermissionDenied
    suffix = " " + _("(copy)")
    title = sequence.get_latest_revision_as_object().title[: TITLE_LENGTH - len(suffix)] + suffix
    copy = CopyPageAction(
        sequence,
        recursive=True,
        keep_live=False,
        user=by,
        update_attrs={
            "title": title,
            "slug": find_available_slug(course, f"{sequence.slug[:SLUG_LENGTH]}-copie"),
        },
    ).execute()
    _forget_dates(copy)
    copy.refresh_from_db()  # its place in the tree
    copy.move(SequencePage.objects.get(pk=sequence.pk), pos="right", user=by)
    return SequencePage.objects.get(pk=copy.pk)


def _forget_dates(copy: SequencePage) -> None:
    """A date set for the first one says nothing about the second, which would come out or vanish by surprise."""
    for page in Page.objects.descendant_of(copy, inclusive=True).specific():
        draft = page.get_latest_revision_as_object()
        if draft.go_live_at or draft.expire_at or page.go_live_at or page.expire_at:
            draft.go_live_at = draft.expire_at = None
            draft.save_revision(changed=False, clean=False)
            Page.objects.filter(pk=page.pk).update(go_live_at=None, expire_at=None)
