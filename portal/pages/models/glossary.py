"""Words of the trade in plain language."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core import markdown


class GlossaryTerm(models.Model):
    """A word, what it means in one sentence, and more where it helps."""

    term = models.CharField(_("word"), max_length=80, unique=True)
    slug = models.SlugField(_("anchor"), max_length=80, unique=True)
    meaning = models.CharField(_("in one sentence"), max_length=400)
    more = models.TextField(_("to go further"), blank=True, help_text=_("Markdown."))

    class Meta:
        verbose_name = _("word of the glossary")
        verbose_name_plural = _("glossary")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.term

    def clean(self):
        self.slug = self.slug or markdown.anchor(self.term)

    def get_absolute_url(self) -> str:
        return f"{reverse('pages:glossary')}#{self.slug}"
