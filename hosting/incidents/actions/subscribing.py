"""Mails about incidents for an address alone: ask, confirm and choose, leave. What is known of an address is its row
and the mails to it; both go when it leaves."""

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from portal.core import rate_limit
from portal.notifications import actions as notifications
from portal.notifications.headers import one_click_stop
from portal.notifications.models import Mail

from ..models import Subscriber

# Whoever types somebody else's address cannot flood them.
MAILS_AN_HOUR = 3


def ask(*, email: str, all_services: bool, services) -> None:
    """Mail a link to the page of this subscription, where it is confirmed. It says nothing about the address: one that
    is known gets the same mail, and changes nothing before its owner says so."""
    email = email.strip().lower()
    if not rate_limit.may_start_to("incident-subscriptions", mailbox=email, limit=MAILS_AN_HOUR):
        return
    services = list(services)
    with transaction.atomic():
        subscriber = _row_of(email)
        if subscriber.confirmed_at is None:
            subscriber.asked_at, subscriber.all_services = timezone.now(), all_services
            subscriber.save(update_fields=["asked_at", "all_services"])
            subscriber.services.set(services)
        _write_link(subscriber, all_services, services)


def _row_of(email: str) -> Subscriber:
    try:
        with transaction.atomic():
            return Subscriber.objects.get_or_create(email=email)[0]
    except IntegrityError:  # two at the same moment
        return Subscriber.objects.get(email=email)


def _write_link(subscriber: Subscriber, all_services: bool, services) -> None:
    site = notifications.mail_context()["site_url"]
    stop_url = reverse("incidents:leave", args=[subscriber.key])
    wished = "tous" if all_services else "-".join(str(one.pk) for one in services)
    page = reverse("incidents:subscription", args=[subscriber.key])
    notifications.send(
        name="incidents/subscribe",
        address=subscriber.email,
        context={"own_url": f"{page}?plus={wished}", "stop_url": stop_url},
        key=f"subscriber-{subscriber.pk}-link-{timezone.now().timestamp():.3f}",
        headers=one_click_stop(site + stop_url),
    )


@transaction.atomic
def choose(*, subscriber: Subscriber, all_services: bool, services) -> Subscriber | None:
    """The address is theirs: confirmed, with these services. None when it was forgotten meanwhile."""
    subscriber = Subscriber.objects.select_for_update(of=("self",)).filter(pk=subscriber.pk).first()
    if subscriber is None:
        return None
    subscriber.confirmed_at = subscriber.confirmed_at or timezone.now()
    subscriber.all_services = all_services
    subscriber.save(update_fields=["confirmed_at", "all_services"])
    subscriber.services.set([] if all_services else services)
    return subscriber


@transaction.atomic
def forget(*, subscriber: Subscriber) -> None:
    """Address, links and the mails themselves are deleted; what still waits to be sent is not sent."""
    Mail.objects.filter(key__startswith=f"subscriber-{subscriber.pk}-").delete()
    subscriber.delete()


def forget_unconfirmed(now=None) -> int:
    """Nightly: addresses that nobody confirmed. Returns how many."""
    gone = list(Subscriber.objects.past_their_time(now))
    for subscriber in gone:
        forget(subscriber=subscriber)
    return len(gone)
