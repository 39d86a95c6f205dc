"""Images and documents of the site, our own models from the first migration so that fields can be added later."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from portal.core import recordings


class SiteImage(AbstractImage):
    """An image of the site. `digest` (of content and origin) lets content files find theirs again."""

    credit = models.CharField(_("credit"), max_length=255, blank=True)
    origin = models.CharField(
        _("origin"),
        max_length=255,
        blank=True,
        db_index=True,
        editable=False,
        help_text=_("For shipped content: the file this image came from."),
    )

    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]


class SiteRendition(AbstractRendition):
    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class SiteDocument(AbstractDocument):
    """A document of the site. A recording or captions are known by their `media_type`, found in the bytes when the file
    is uploaded; `origin` lets content files find theirs again."""

    media_type = models.CharField(_("kind of recording"), max_length=40, blank=True, editable=False)
    origin = models.CharField(
        _("origin"),
        max_length=255,
        blank=True,
        db_index=True,
        editable=False,
        help_text=_("For shipped content: the file this document came from."),
    )

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_document", "Can choose document")]

    @property
    def content_type(self) -> str:
        return self.media_type or super().content_type

    def clean(self):
        """A file that was just uploaded under the name of a recording must be one; any other is a plain document."""
        super().clean()
        if not self.file or self.file._committed:
            return
        try:
            self.media_type = recordings.media_type_of(self.file.name, self.file)
        except recordings.BrokenRecording as error:
            raise ValidationError({"file": str(error)}) from error
