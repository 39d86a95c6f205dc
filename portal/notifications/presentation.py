"""From rows to what the templates of following take."""

from django.urls import reverse

from .following import frequency_of
from .forms import FollowForm
from .models import Frequency


def follow_block(person, subject: str, number: int, *, title: str, hint: str = "", offered=Frequency.AT_ONCE):
    """What notifications/follow.html takes; None for a visitor. One query for a member."""
    if not person.is_authenticated:
        return None
    frequency = frequency_of(person, subject, number)
    form = FollowForm(initial={"frequency": frequency or offered}, auto_id="follow-%s")
    return {
        "title": title,
        "hint": hint,
        "action": reverse("notifications:follow", args=[subject, number]),
        "frequency": frequency,
        "field": form["frequency"],
    }
