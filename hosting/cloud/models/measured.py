"""What accounts and folders share: how full they are, from the figures that their server gave last."""

from django.db import models

from ..sizes import space_in_words


class Measured(models.Model):
    """Of models with `used_bytes` and `limit_bytes`; a limit below zero is none."""

    used_bytes: int | None
    limit_bytes: int | None

    class Meta:
        abstract = True

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
