"""Answers that the team gives often, kept in /cms/ and put into an answer by choosing."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CannedAnswer(models.Model):
    """A text with places to fill: {nom}, who opened the topic; {service}, what the report is about."""

    title = models.CharField(_("title"), max_length=80, unique=True)
    text = models.TextField(
        _("text"),
        max_length=5000,
        help_text=_("{nom} becomes the name of whoever opened the topic, {service} the service concerned."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("canned answer")
        verbose_name_plural = _("canned answers")
        ordering = ["position", "title"]

    def __str__(self) -> str:
        return self.title

    def filled_for(self, topic) -> str:
        """The text for this topic, its places filled."""
        report = getattr(topic, "bug_report", None)
        service = report.service.name if report and report.service else str(_("the service"))
        name = topic.poster.public_name if topic.poster else topic.guest_name
        return self.text.replace("{nom}", name).replace("{service}", service)
