"""Fills a database with ten years of incidents, and a folder with the files of a federation's hosts."""

import random
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

SOFTWARE = ("Nextcloud", "Etherpad", "Jitsi Meet", "Lufi", "PeerTube", "Mastodon", "Sympa", "Forgejo", "Framadate")
TOWNS = ("Laval, Mayenne", "Aubenas, Ardèche", "Nantes, Loire-Atlantique", "Besançon, Doubs", "Namur, Wallonie")
WAYS = ("None", "Free", "Member", "Client")
SENTENCE = "Un disque du serveur ne répond plus, nous le remplaçons et nous vérifions les sauvegardes. "
MESSAGES = 4  # of an incident; each is as long as a message may be in one incident of ten
LONGEST = 4000
HEAD = (
    "file.class = {0}\nfile.protocol = ChatonsInfos-0.5\nfile.datetime = 2026-11-01T08:00:00\nfile.generator = main\n"
)


def add_incidents(services, *, years: int, a_year: int) -> None:
    """That many published incidents, evenly over the years before now, each on two services; one lasts."""
    from django.db.models import Max

    from hosting.incidents.models import Incident, IncidentService, IncidentUpdate, ServiceState, StateChange

    now, chance = timezone.now(), random.Random(6)  # noqa: S311 - the same at every run
    first = (Incident.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    count = years * a_year
    step = timedelta(days=365 * years) / count
    made = Incident.objects.bulk_create(
        Incident(
            number=first + place,
            title=f"Panne {first + place}",
            summary="Les pads et le cloud répondent lentement depuis ce matin.",
            starts_at=(starts := now - step * place - timedelta(hours=3)),
            ends_at=starts + timedelta(hours=2) if place else None,
        )
        for place in range(count)
    )
    touched = IncidentService.objects.bulk_create(
        IncidentService(incident=one, service=service, state=ServiceState.SLOW)
        for one in made
        for service in chance.sample(services, 2)
    )
    steps = ("investigating", "identified", "monitoring", "resolved")[:MESSAGES]
    said = IncidentUpdate.objects.bulk_create(
        IncidentUpdate(
            incident=one,
            at=one.starts_at + timedelta(minutes=20 * turn),
            state=state if place or state != "resolved" else "monitoring",
            text=(SENTENCE * 50)[: LONGEST if place % 10 == 0 else 300],
        )
        for place, one in enumerate(made)
        for turn, state in enumerate(steps)
    )
    second = {one.incident_id: one for one in said if one.state == "identified"}
    StateChange.objects.bulk_create(
        StateChange(touched=one, update=second[one.incident_id], state=ServiceState.PARTIAL_OUTAGE) for one in touched
    )


def add_subscribers(count: int) -> None:
    from hosting.incidents.models import Subscriber

    Subscriber.objects.bulk_create(
        Subscriber(email=f"s{number}@load.example.org", all_services=True, confirmed_at=timezone.now())
        for number in range(count)
    )


def write_federation(folder: Path, hosts: int, services: int) -> str:
    """The name of the federation's file in the folder; it leads to its hosts and these to their services."""
    subs = "".join(f"subs.h{number} = h{number}/organization.properties\n" for number in range(hosts))
    _put(folder / "federation.properties", "federation", f"federation.name = Les voisins\n{subs}")
    for number in range(hosts):
        subs = "".join(f"subs.s{place} = s{place}.properties\n" for place in range(services))
        lines = {
            "name": f"Hébergeur {number}",
            "description": SENTENCE * 3,
            "website": f"https://h{number}.example",
            "type": "ASSOCIATION",
            "country.name": "France",
            "country.code": "FR",
            "geolocation.address": TOWNS[number % len(TOWNS)],
            "memberof.chatons.status.level": "ACTIVE",
        }
        text = "".join(f"organization.{name} = {value}\n" for name, value in lines.items())
        _put(folder / f"h{number}/organization.properties", "organization", text + subs)
        for place in range(services):
            software = SOFTWARE[(number + place) % len(SOFTWARE)]
            lines = {
                "service.name": f"{software} {place}",
                "service.description": SENTENCE * 3,
                "service.website": f"https://s{place}.h{number}.example/",
                "service.status.level": "OK",
                "service.registration": WAYS[(number + place) % len(WAYS)],
                "software.name": software,
                "software.license.name": "AGPL-3.0-or-later",
                "host.name": f"Hébergeur {number}",
            }
            text = "".join(f"{name} = {value}\n" for name, value in lines.items())
            _put(folder / f"h{number}/s{place}.properties", "service", text)
    return "federation.properties"


def _put(path: Path, kind: str, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD.format(kind) + text, encoding="utf-8")
