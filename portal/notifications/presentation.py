"""From rows to what the templates of following take."""

from django.urls import reverse

from .following import frequency_of
from .forms import FollowForm
from .models import Frequency


def follow_block(
    person, subject: str, number: int, *, title: str, hint: str = "", offered=Frequency.AT_ONCE, known=None
):
    """What notifications/follow.html takes; None for a visitor. One query for a member, none when the caller knows how
    often they hear of it (`known`, "" when they do not follow)."""
    if not person.is_authenticated:
        return None
    frequency = frequency_of(person, subject, number) if known is None else known
    form = FollowForm(initial={"frequency": frequency or offered}, auto_id="follow-%s")
    return {
        "title": title,
        "hint": hint,
        "action": reverse("notifications:follow", args=[subject, number]),
        "frequency": frequency,
        "field": form["frequency"],
    }
