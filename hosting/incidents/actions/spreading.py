"""From a step of an incident to the mails of its subscribers.

The step writes one row, in its own transaction, and nobody waits for more. One run of the worker then writes all mails
in one transaction, and sends them over one connection; whoever takes over after a kill finds either none or all.
"""

import secrets

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from portal.core.queue import enqueue_on_commit
from portal.notifications import actions as notifications
from portal.notifications.headers import of_list
from portal.notifications.models import Mail

from ..models import Broadcast, Incident, IncidentService, IncidentUpdate, Subscriber
from ..presentation import dates_in_words, names_beside, states_in_words

BATCH = 500


def announce(*, incident: Incident, update: IncidentUpdate | None) -> None:
    """Have subscribers told, inside the transaction of what they are told; nothing of what is not public, and nothing
    again that was told before it was taken back."""
    from ..tasks import spread

    if incident.is_published:
        broadcast, is_new = Broadcast.objects.get_or_create(incident=incident, update=update)
        if is_new:
            enqueue_on_commit(spread, broadcast.pk)


@transaction.atomic
def write_mails(*, broadcast_id: int) -> list[int]:
    """Write the mails of a step, once; their keys. Queries grow with batches of BATCH alone."""
    rows = Broadcast.objects.select_for_update(of=("self",)).select_related("incident", "update")
    broadcast = rows.filter(pk=broadcast_id, done_at=None).first()
    if broadcast is None:
        return []
    broadcast.done_at = timezone.now()
    broadcast.save(update_fields=["done_at"])
    if not broadcast.incident.is_published:  # taken back meanwhile
        return []
    rows = broadcast.incident.touched.order_by("pk").select_related("service").prefetch_related("changes")
    services = list(rows)
    found = Subscriber.objects.who_want([one.service_id for one in services], broadcast.at)
    people = list(found.order_by("pk").values_list("pk", "email", "key"))
    with translation.override(settings.LANGUAGE_CODE):
        letter = Letter(broadcast, services)
    Mail.objects.bulk_create(
        (letter.to(number, address, key) for number, address, key in people), batch_size=BATCH, ignore_conflicts=True
    )
    keys = [letter.key(number) for number, _address, _key in people]
    return list(Mail.objects.filter(key__in=keys).order_by("pk").values_list("pk", flat=True))


class Letter:
    """One step in words: rendered once, with a mark where each subscriber's own key goes."""

    def __init__(self, broadcast: Broadcast, touched: list[IncidentService]):
        self.broadcast = broadcast
        self.mark = secrets.token_urlsafe(24)
        site = notifications.mail_context()
        self.stop_url = site["site_url"] + reverse("incidents:leave", args=[self.mark])
        values = {
            **site,
            "incident": broadcast.incident,
            "update": broadcast.update,
            "services": names_beside(broadcast.incident.title, touched),
            "states": states_in_words(broadcast.incident, touched),
            "dates": _dates_to_add(broadcast),
            "stop_url": self.stop_url,
            "own_url": site["site_url"] + reverse("incidents:subscription", args=[self.mark]),
        }
        subject, text = (notifications.render(f"mail/incidents/step{end}.txt", values) for end in (".subject", ""))
        self.written = notifications.as_written(subject, text)

    def key(self, subscriber_id: int) -> str:
        return f"subscriber-{subscriber_id}-step-{self.broadcast.pk}"

    def to(self, subscriber_id: int, address: str, key: str) -> Mail:
        headers = of_list("incidents", self.stop_url.replace(self.mark, key), f"incident-{self.broadcast.incident_id}")
        written = self.written | {"text": self.written["text"].replace(self.mark, key)}
        return Mail(key=self.key(subscriber_id), address=address, headers=headers, **written)


def _dates_to_add(broadcast: Broadcast) -> str:
    """Of a maintenance, unless the message says them."""
    incident, said = broadcast.incident, broadcast.update.text if broadcast.update else ""
    dates = dates_in_words(incident) if incident.is_maintenance else ""
    return "" if dates in said else dates
