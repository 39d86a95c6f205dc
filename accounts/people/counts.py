"""What is counted of people every night: sums only.

Nobody is followed: an account keeps the date of its last sign-in and no other. Somebody is active on a day when that
date is of that day or later, seen in the night after it. Who stays signed in for days counts on the day they signed in,
so « a day » is told too low rather than by watching; « thirty days » is hardly touched by it.
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .models import User


def register(figures) -> None:
    """`figures` is the registry of nightly figures."""
    figures.register("people", _("Accounts"), people, by_fives=True, year=figures.Year.LAST)
    for name, label, count in (
        ("people_active_day", _("People who signed in on the day"), active_that_day),
        ("people_active_month", _("People who signed in in the last 30 days"), active_that_month),
    ):
        figures.register(name, label, count, by_fives=True, lasting=False, year=figures.Year.MEAN)


def people(day) -> int:
    """Accounts that can sign in, signed up by that day."""
    return User.objects.filter(is_active=True, date_joined__date__lte=day).count()


def active_that_day(day: date) -> int:
    return _signed_in_since(day)


def active_that_month(day: date) -> int:
    return _signed_in_since(day - timedelta(days=29))


def _signed_in_since(day: date) -> int:
    begin = timezone.make_aware(datetime.combine(day, time.min))
    return User.objects.filter(is_active=True, last_login__gte=begin).count()
