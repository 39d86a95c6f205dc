"""From pictures to what the templates take."""

from django.utils.translation import gettext as _

from portal.core import sizes

from .models import Attachment


def waiting(picture: Attachment) -> dict:
    """A picture in the form, with its description to fill in."""
    return {
        "pk": picture.pk,
        "name": picture.name,
        "url": picture.small_url,
        "width": picture.small_width,
        "height": picture.small_height,
        "size": sizes.spoken(picture.size),
        "alt": picture.alt,
    }


def shown(picture: Attachment) -> dict:
    """A picture under its message: a small copy that leads to the whole."""
    alt = picture.alt or _("Picture without a description: %(name)s") % {"name": picture.name}
    label = picture.alt or picture.name
    return {
        "url": picture.get_absolute_url(),
        "small_url": picture.small_url,
        "width": picture.small_width,
        "height": picture.small_height,
        "alt": alt,
        "label": f"{label} ({sizes.spoken(picture.size)})",
    }


def under(posts) -> dict[int, list[dict]]:
    """The pictures of these messages by message, without those whose words are hidden. One query."""
    found: dict[int, list[dict]] = {}
    shown_posts = [post.pk for post in posts if not post.removed_at]
    for picture in Attachment.objects.filter(post__in=shown_posts).order_by("pk"):
        found.setdefault(picture.post_id, []).append(shown(picture))
    return found
