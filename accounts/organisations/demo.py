"""The invented tree, associations and contacts of the demo mode, from content/territories.yaml."""

from pathlib import Path

import yaml
from django.db import transaction

from accounts.people.demo import demo_person
from accounts.people.models import User

from .models import Membership, Organisation, Referent, Territory

SOURCE = Path(__file__).parent / "content" / "territories.yaml"

# Who belongs where; keys of accounts.people.demo.DEMO_PEOPLE.
MEMBERSHIPS = [
    ("manager", "foyer-rural-de-brechigne", Membership.Role.MANAGER),
    ("volunteer", "foyer-rural-de-brechigne", Membership.Role.MEMBER),
    ("citizen", "amicale-laique-du-lavoir", Membership.Role.MANAGER),
]
# Contacts of the other departments: invented people who never sign in, and fiction telephone numbers.
CONTACTS = [
    ("44", "Yann Le Goff (démo)", "02 61 91 00 44", "Lundi, mardi et jeudi"),
    ("49", "Amel Derradji (démo)", "02 61 91 00 49", "Du lundi au jeudi"),
    ("72", "Colette Hubert (démo)", "02 61 91 00 72", "Mardi et vendredi matin"),
    ("85", "Bastien Rocheteau (démo)", "02 61 91 00 85", "Mercredi et jeudi"),
]
TITLE = "Chargé·e de mission à la vie associative"


@transaction.atomic
def load_organisations() -> dict[str, int]:
    """Add what is missing; nothing that exists is changed."""
    source = yaml.safe_load(SOURCE.read_text())
    return {
        "territories": sum(_territory(row) for row in source["territories"]),
        "organisations": sum(_organisation(row) for row in source["organisations"]),
        "memberships": sum(_membership(*row) for row in MEMBERSHIPS),
        "referents": _referents(),
    }


def _territory(row: dict) -> int:
    if Territory.objects.filter(code=row["code"]).exists():
        return 0
    fields = {"code": row["code"], "name": row["name"], "level": row["level"]}
    if row["parent"]:
        Territory.objects.get(code=row["parent"]).add_child(**fields)
    else:
        Territory.add_root(**fields)
    return 1


def _organisation(row: dict) -> int:
    _organisation, created = Organisation.objects.get_or_create(
        slug=row["slug"],
        defaults={
            "name": row["name"],
            "territory": Territory.objects.get(code=row["territory"]),
            "town": row["town"],
            "purpose": row["object"],
        },
    )
    return int(created)


def _membership(key: str, slug: str, role: str) -> int:
    _membership, created = Membership.objects.get_or_create(
        person=demo_person(key), organisation=Organisation.objects.get(slug=slug), defaults={"role": role}
    )
    return int(created)


def _referents() -> int:
    people = [(demo_person("referent"), "53", "02 61 91 00 53", "Du mardi au vendredi")]
    for code, name, phone, availability in CONTACTS:
        address = f"referent-{code}@demo.example.org"
        person = User.objects.filter(email=address).first()
        people.append((person or User.objects.create_user(address, public_name=name), code, phone, availability))
    made = 0
    for person, code, phone, availability in people:
        _referent, created = Referent.objects.get_or_create(
            person=person,
            territory=Territory.objects.get(code=code),
            defaults={"title": TITLE, "phone": phone, "availability": availability},
        )
        made += created
    return made
