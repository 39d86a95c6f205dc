"""Incidents told to those who follow a service that they touch: when they open, or are announced, and when they end."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.notifications import kinds, telling
from portal.notifications.kinds import Announcement, Told

from .models import Incident, Subscriber
from .presentation import names_beside

KIND = "incident"
DRAFT_KIND = "incident-draft"
OPENED = "opened"
ENDED = "resolved"


def register() -> None:
    """Called once, when the app is ready."""
    kinds.register(
        KIND,
        label=gettext_lazy("Incidents and maintenance of the services that you follow"),
        group=gettext_lazy("Incidents"),
        announce=announce,
        resolve=resolve,
    )
    kinds.register(
        DRAFT_KIND,
        label=gettext_lazy("Automatic checks of services that fail (for the team)"),
        group=gettext_lazy("Incidents"),
    )


def tell(incident, step: str) -> None:
    """Have those who follow a service that it touches told, inside the transaction of what they are told."""
    if incident.is_published:
        telling.tell_followers(kind=KIND, key=f"incident-{incident.pk}-{step}", source=incident.pk)


def thread_of(incident) -> str:
    """What folds together all that is told of an incident."""
    return f"incident-{incident.pk}"


def announce(event) -> Announcement | None:
    """An incident that everybody may read."""
    incident = Incident.objects.published().filter(pk=event.source).first()
    if incident is None:
        return None
    services = incident.touched.order_by("pk").values_list("service", flat=True)
    return Announcement(
        title=incident.title,
        url=incident.get_absolute_url(),
        thread=thread_of(incident),
        subjects=tuple(("service", number) for number in services),
    )


def resolve(person, notices) -> dict[int, Told]:
    """Incidents as everybody may read them now, with the last that was said. Nobody is mailed of what the subscription
    of their address mails to them already."""
    incidents = Incident.objects.published().with_details().in_bulk({one.source for one in notices})
    subscriber = Subscriber.objects.confirmed().filter(email=person.email.lower()).prefetch_related("services").first()
    told = {}
    for notice in notices:
        incident = incidents.get(notice.source)
        if incident is None:
            continue
        said = list(incident.updates.all())
        told[notice.pk] = Told(
            title=incident.title,
            line=_line(incident, notice.key.endswith(f"-{ENDED}")),
            url=incident.get_absolute_url(),
            place=", ".join(names_beside(incident.title, incident.touched.all())),
            words=said[-1].text if said else incident.summary,
            seen=subscriber is not None and subscriber.was_told_of(incident, notice.created_at),
        )
    return told


def _line(incident, has_ended: bool) -> str:
    if has_ended:
        return _("The maintenance is completed") if incident.is_maintenance else _("It is resolved")
    return _("Maintenance is announced") if incident.is_maintenance else _("An incident is open")
