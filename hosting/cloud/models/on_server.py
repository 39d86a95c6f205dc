"""What accounts and folders share: a life on a server, from wanted to deleted, and the figures it gave last."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..sizes import space_in_words


class OnServerQuerySet(models.QuerySet):
    def living(self):
        """Those that are on their server or on their way to it."""
        return self.exclude(state="deleted")

    def drifted(self):
        return self.living().exclude(drift=[])

    def closing_within(self, days: int, now):
        """Those whose grace period ends in so many days, and has not ended."""
        return self.filter(state="closing", delete_after__gt=now, delete_after__lte=now + timedelta(days=days))

    def to_delete(self, now=None):
        """Those whose grace period has ended."""
        return self.filter(state="closing", delete_after__lte=now or timezone.now())


class OnServer(models.Model):
    """Of models with a `server` and a `state`, of which « closing » and « deleted » mean the same for all. `claim` is
    what tells one that a lost answer left behind from somebody else's."""

    class Claim(models.TextChoices):
        NONE = "none", _("not tried yet")
        TRIED = "tried", _("creation tried")
        OURS = "ours", _("ours")

    claim = models.CharField(_("proof that it is ours"), max_length=10, choices=Claim.choices, default=Claim.NONE)
    created_at = models.DateTimeField(_("wanted since"), default=timezone.now)
    activated_at = models.DateTimeField(_("active since"), null=True, blank=True)
    delete_after = models.DateTimeField(_("deleted after"), null=True, blank=True)
    # What the server said last; figures, never more. A limit below zero is none.
    used_bytes = models.PositiveBigIntegerField(_("space used, in bytes"), null=True, blank=True)
    limit_bytes = models.BigIntegerField(_("limit on the server, in bytes"), null=True, blank=True)
    seen_at = models.DateTimeField(_("figures of"), null=True, blank=True)
    # The last warning sent, in percent; 0 again once there is room.
    warned_percent = models.PositiveSmallIntegerField(default=0, editable=False)
    # What differs there from what is wanted, as of `seen_at`: names of fields and groups, or « gone ».
    drift = models.JSONField(_("drifted"), default=list, blank=True, editable=False)
    # One worker at a time; a dead worker's lease runs out.
    lease_token = models.CharField(max_length=32, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_gone(self) -> bool:
        return self.drift == ["gone"]

    def get_used_bytes_display(self) -> str:
        return "" if self.used_bytes is None else space_in_words(self.used_bytes)

    def get_limit_bytes_display(self) -> str:
        return "" if self.limit_bytes is None or self.limit_bytes < 0 else space_in_words(self.limit_bytes)

    @property
    def percent_used(self) -> int | None:
        """How full, 0 to 100, or None without a limit or figures."""
        if self.used_bytes is None or not self.limit_bytes or self.limit_bytes < 0:
            return None
        return min(100, round(100 * self.used_bytes / self.limit_bytes))

    @property
    def free_bytes(self) -> int | None:
        if self.used_bytes is None or not self.limit_bytes or self.limit_bytes < 0:
            return None
        return max(0, self.limit_bytes - self.used_bytes)
