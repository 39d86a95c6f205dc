"""Attachments of machina; nothing can be uploaded yet."""

from machina.apps.forum_conversation.forum_attachments.abstract_models import AbstractAttachment


class Attachment(AbstractAttachment):
    class Meta(AbstractAttachment.Meta):
        abstract = False
