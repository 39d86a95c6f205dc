"""The end of what is being closed on a server, accounts and spaces alike: reminders, then the deletion."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

# Before the end of the grace period, one mail each; the nearest first.
REMINDER_DAYS = (1, 7)


def see_out(rows, *, remind: Callable, delete: Callable, now=None) -> int:
    """What the night brings: reminders before the end, then the deletions that are due. Returns how many of these.

    `rows` are accounts or folders; `remind(row, step)` writes the mails of a step, once for each closing, and not where
    the closing itself was told just before.
    """
    now = now or timezone.now()
    for row in rows.closing_within(max(REMINDER_DAYS), now):
        days = next(days for days in REMINDER_DAYS if row.delete_after <= now + timedelta(days=days))
        closing = row.events.filter(kind="closing").last()
        if closing is not None and row.delete_after - closing.at >= timedelta(days=days + 1):
            remind(row, f"closing-{closing.pk}-{days}-days")
    due = list(rows.to_delete(now))
    for row in due:
        delete(row)
    return len(due)
