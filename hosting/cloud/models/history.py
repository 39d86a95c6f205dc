"""What histories of the desk share: steps that are written once and read ever after."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AppendOnly(models.QuerySet):
    """A history is written and read; bulk updates and deletes are mistakes. A trigger says so in the database too."""

    def update(self, **values):
        # a person who leaves is taken out of the history by Django's SET_NULL, which does not pass here
        raise TypeError("History is append-only.")

    def delete(self):
        raise TypeError("History is append-only.")


class Step(models.Model):
    """Who did something, when, in which role, and what they said. `append_only` guards the columns in the database."""

    # Wagtail need not index what rows point at here; each write would cost two more.
    wagtail_reference_index_ignore = True

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    # « head of mission, Mayenne » as it was on that day
    by_title = models.CharField(_("in the role of"), max_length=160, blank=True)
    note = models.TextField(_("message"), blank=True)
    at = models.DateTimeField(_("on"), default=timezone.now)

    objects = AppendOnly.as_manager()

    class Meta:
        abstract = True
        ordering = ["at", "pk"]

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("History is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("History is append-only.")
