"""The first server, and the invented requests of the demo mode."""

from accounts.organisations.models import Organisation, Territory
from accounts.people.demo import demo_person
from accounts.people.models import User
from hosting.services.models import Service

from .actions import requests
from .models import AccountRequest, CloudServer


def load_server() -> dict[str, int]:
    """The server that the environment names, where new accounts go."""
    _server, created = CloudServer.objects.get_or_create(key="default", defaults={"name": "Nextcloud"})
    return {"servers": int(created)}


def load_requests() -> dict[str, int]:
    """One request under way to an account, one that waits in 53, one in 44 that the referent of 53 never sees."""
    service = Service.objects.filter(connector="nextcloud").first()
    if service is None or AccountRequest.objects.exists():
        return {"requests": 0}
    approved = requests.submit_request(
        person=demo_person("manager"),
        service=service,
        territory=None,
        organisation=Organisation.objects.get(slug="foyer-rural-de-brechigne"),
        reason="Ranger les photos des fêtes depuis 1998 et préparer à plusieurs le programme de l’année.",
        wished_id="foyer-brechigne",
        quota_gb=10,
        folder_gb=50,
    )
    requests.approve_request(request=approved, by=demo_person("referent"), note="Bienvenue au Foyer rural !")
    requests.submit_request(
        person=demo_person("citizen"),
        service=service,
        territory=None,
        organisation=Organisation.objects.get(slug="amicale-laique-du-lavoir"),
        reason="Partager les comptes rendus du bureau sans passer par nos boîtes personnelles.",
        accounts_wanted=3,
        quota_gb=10,
    )
    neighbour, _created = User.objects.get_or_create(
        email="velo@demo.example.org", defaults={"public_name": "Gwenaëlle Priou (démo)", "password": "!"}
    )
    requests.submit_request(
        person=neighbour,
        service=service,
        territory=Territory.objects.get(code="44"),
        new_organisation_name="La Cale aux voiles",
        new_organisation_town="Port-Salvray",
        reason="Tenir le planning des sorties et la liste du matériel à un seul endroit.",
        quota_gb=5,
    )
    return {"requests": 3}
