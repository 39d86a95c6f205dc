"""What a person follows, and how often they want to hear of each kind of event."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .choices import Frequency


class Follow(models.Model):
    """A person follows something of another app: `subject` is a name registered in `followables`, `number` its key."""

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows", verbose_name=_("person")
    )
    subject = models.CharField(_("what"), max_length=20)
    number = models.PositiveBigIntegerField(_("its number"))
    frequency = models.CharField(_("mails"), max_length=10, choices=Frequency.choices, default=Frequency.AT_ONCE)
    since = models.DateTimeField(_("since"), default=timezone.now)

    class QuerySet(models.QuerySet):
        def of_any(self, subjects):
            """Follows of one of these (subject, number) pairs."""
            wanted = Q(pk__in=[])
            for subject, number in subjects:
                wanted |= Q(subject=subject, number=number)
            return self.filter(wanted)

    objects = QuerySet.as_manager()

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            models.UniqueConstraint(fields=["person", "subject", "number"], name="notifications_followed_once")
        ]
        # a fan-out walks through the followers of one thing, by person
        indexes = [models.Index(fields=["subject", "number", "person"], name="notifications_followers")]

    def __str__(self) -> str:
        return f"{self.subject} {self.number}"


class Preference(models.Model):
    """How often, at most, a person wants mails of a kind; without a row, the kind's default."""

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=40)
    frequency = models.CharField(_("mails"), max_length=10, choices=Frequency.choices)

    class Meta:
        verbose_name = _("notification preference")
        verbose_name_plural = _("notification preferences")
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="notifications_one_preference_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.get_frequency_display()}"
