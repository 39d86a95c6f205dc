"""The invented people of the demo mode, one per role of product.md, and where their generated passwords are kept.

Operators are the shell and reviewers come by link, so they have no account here.
"""

import json
import os
import secrets
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from .models import User
from .roles import SECOND_FACTOR_ROLES, Role

ACCOUNTS_FILE = settings.VAR_DIR / "demo-accounts.json"


@dataclass(frozen=True)
class DemoPerson:
    public_name: str
    role: Role | None = None

    @property
    def needs_second_factor(self) -> bool:
        return self.role in SECOND_FACTOR_ROLES


DEMO_PEOPLE = {
    "citizen": DemoPerson("Odile Ménard (démo)"),
    "volunteer": DemoPerson("Jean-Paul Coutand (démo)"),
    "manager": DemoPerson("Inès Barreau (démo)", Role.MANAGER),
    "referent": DemoPerson("Solène Gaborit (démo)", Role.REFERENT),
    "moderator": DemoPerson("Nadia Lebreton (démo)", Role.MODERATOR),
    "author": DemoPerson("Maëlle Tessier (démo)", Role.AUTHOR),
    "staff": DemoPerson("Thomas Laurière (démo)", Role.STAFF),
}


def address_of(key: str) -> str:
    return f"{key}@demo.example.org"


def demo_person(key: str) -> User:
    """The person of a key of DEMO_PEOPLE; raises User.DoesNotExist before `load_people` ran."""
    return User.objects.get(email=address_of(key))


@transaction.atomic
def load_people() -> dict[str, int]:
    """Create whoever is missing, with a new password each, and keep the passwords in ACCOUNTS_FILE (mode 600)."""
    accounts = json.loads(ACCOUNTS_FILE.read_text()) if ACCOUNTS_FILE.exists() else {}
    made = 0
    for key, demo in DEMO_PEOPLE.items():
        if User.objects.filter(email=address_of(key)).exists():
            continue
        accounts[key] = _create(key, demo)
        made += 1
    if made:
        ACCOUNTS_FILE.parent.mkdir(parents=True, exist_ok=True)
        ACCOUNTS_FILE.touch(mode=0o600)
        os.chmod(ACCOUNTS_FILE, 0o600)
        ACCOUNTS_FILE.write_text(json.dumps(accounts, indent=2, ensure_ascii=False))
    return {"people": made}


def _create(key: str, demo: DemoPerson) -> dict[str, str]:
    account = {"email": address_of(key), "password": secrets.token_urlsafe(12)}
    person = User.objects.create_user(account["email"], account["password"], public_name=demo.public_name)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    if demo.role in (Role.MODERATOR, Role.AUTHOR, Role.STAFF):
        person.groups.add(Group.objects.get(name=demo.role.value))
    if demo.needs_second_factor:
        account["totp_secret"] = generate_totp_secret()
        TOTP.activate(person, account["totp_secret"])
        RecoveryCodes.activate(person)
        assert Authenticator.objects.filter(user=person).exists()  # noqa: S101 - a demo person nobody could use
    return account
