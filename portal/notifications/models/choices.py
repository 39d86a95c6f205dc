"""How often a person wants a mail, and what holds for all of their notices."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Frequency(models.TextChoices):
    """From liveliest to calmest; « never » leaves a notice on the page without a mail."""

    AT_ONCE = "at_once", pgettext_lazy("mails", "at once")
    DAILY = "daily", pgettext_lazy("mails", "once a day")
    WEEKLY = "weekly", pgettext_lazy("mails", "once a week")
    NEVER = "never", pgettext_lazy("mails", "never, only on this site")


def calmer(one: str, other: str) -> str:
    """The one of the two that writes less often."""
    return max(one, other, key=Frequency.values.index)


class Settings(models.Model):
    """What holds for all notices of a person; without a row, the defaults."""

    wagtail_reference_index_ignore = True

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    is_paused = models.BooleanField(
        _("No mail at all for now"),
        default=False,
        help_text=_("Your notifications still wait for you on this site. What comes meanwhile is not mailed later."),
    )
    follows_own = models.BooleanField(
        _("Follow the topics that I write in"),
        default=True,
        help_text=_("Topics and bug reports that you start, or where you answer."),
    )

    class Meta:
        verbose_name = _("notification settings")
        verbose_name_plural = _("notification settings")

    def __str__(self) -> str:
        return str(self.person)
