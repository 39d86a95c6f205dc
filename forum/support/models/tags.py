"""Tags: a small set that moderators keep; a topic bears a few."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forum.machina.forum_conversation.models import Topic


class Tag(models.Model):
    """What several topics are about, whatever their board."""

    AT_MOST = 4  # on one topic

    name = models.CharField(_("name"), max_length=40, unique=True)
    slug = models.SlugField(
        _("address"), max_length=40, unique=True, help_text=_("The end of its address; keep it once it is known.")
    )
    line = models.CharField(_("in one sentence"), max_length=160, blank=True)
    topics = models.ManyToManyField(Topic, related_name="tags", blank=True, editable=False, verbose_name=_("topics"))

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forum:tag", args=[self.slug])
