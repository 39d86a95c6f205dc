"""Pictures joined to a message. The files lie in private storage: `forum.views.pictures` serves them to whoever may
read the message."""

import uuid

from django.conf import settings
from django.core.files.storage import storages
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.machina.forum_conversation.models import Post

from .drafts import Draft

FOLDER = "forum"


def private_storage():
    return storages["private"]


class Attachment(models.Model):
    """A picture, drawn again by us: it waits with a draft until that is sent, then belongs to the message.

    Its address is its random `key`: it stays the same when the topic moves.
    """

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    draft = models.ForeignKey(
        Draft, on_delete=models.CASCADE, null=True, blank=True, related_name="pictures", verbose_name=_("draft")
    )
    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, null=True, blank=True, related_name="pictures", verbose_name=_("message")
    )
    file = models.FileField(_("file"), storage=private_storage, upload_to=FOLDER)
    small = models.FileField(_("small copy"), storage=private_storage, upload_to=FOLDER)
    name = models.CharField(_("name"), max_length=100)
    content_type = models.CharField(_("type"), max_length=20)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    small_width = models.PositiveIntegerField(_("width of the small copy"))
    small_height = models.PositiveIntegerField(_("height of the small copy"))
    size = models.PositiveIntegerField(_("bytes"))
    digest = models.CharField(_("digest"), max_length=64)
    alt = models.CharField(_("description"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)

    class Meta:
        verbose_name = _("picture of a message")
        verbose_name_plural = _("pictures of messages")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(draft__isnull=False, post=None) | Q(draft=None, post__isnull=False),
                name="support_picture_in_one_place",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forum:picture", args=[self.key])

    @property
    def small_url(self) -> str:
        return reverse("forum:picture-small", args=[self.key])


def forget_files(sender, instance, **_kwargs) -> None:
    """Receiver of post_delete: the files go with the row, once that is certain."""
    names = [instance.file.name, instance.small.name]
    transaction.on_commit(lambda: [private_storage().delete(name) for name in names if name])
