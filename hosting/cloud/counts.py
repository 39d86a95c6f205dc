"""What is counted of cloud accounts every night, by territory: how many are active, how full. Only the night itself can
know it: the server tells how things stand, not how they stood."""

from datetime import date, datetime, time, timedelta

from django.db.models import Count, OuterRef, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .models import AccountRequest, CloudAccount

GIGABYTE = 1000**3  # as disks are sold, and as the unit « Go » means
NO_TERRITORY = "?"  # linked by its owner, or asked for before there were territories


def register(figures) -> None:
    """`figures` is the registry of nightly figures."""
    once = {"lasting": False, "year": figures.Year.LAST}
    figures.register("accounts", _("Cloud accounts"), accounts, by_fives=True, **once)
    figures.register("space_gb", _("Space used"), space, unit="Go", behind=accounts, **once)
    month = {"by_fives": True, "lasting": False, "year": figures.Year.MEAN}
    figures.register("accounts_used_month", _("Cloud accounts used in the last 30 days"), used_that_month, **month)


def _active():
    """With the code of the territory where the latest request was made."""
    latest = AccountRequest.objects.filter(account=OuterRef("pk")).order_by("-created_at", "-pk")
    rows = CloudAccount.objects.filter(state=CloudAccount.State.ACTIVE).order_by()
    return rows.annotate(code=Subquery(latest.values("territory__code")[:1]))


def accounts(day) -> dict[str, int]:
    rows = _active().values_list("code").annotate(Count("pk"))
    return {code or NO_TERRITORY: count for code, count in rows}


def space(day) -> dict[str, float]:
    """In GB, as the server last told it."""
    rows = _active().values_list("code").annotate(Sum("used_bytes"))
    return {code or NO_TERRITORY: (used or 0) / GIGABYTE for code, used in rows}


def used_that_month(day: date) -> int:
    """Accounts whose last sign-in, as their server tells it, is no older than thirty days."""
    begin = timezone.make_aware(datetime.combine(day - timedelta(days=29), time.min))
    return _active().filter(last_login_at__gte=begin).count()
