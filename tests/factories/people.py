"""People for tests, one trait per role: `UserFactory(staff=True)`. Roles that come from rows of other apps
(manager, referent) are made in tests/factories/organisations.py.
"""

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from django.test import Client

from accounts.people.models import Consent, User
from accounts.people.roles import Role

PASSWORD = "un mot de passe assez long"


def give_second_factor(person) -> str:
    """Activate TOTP and recovery codes; returns the secret."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return secret


def totp_secret_of(person) -> str:
    """The secret of an activated second factor, to compute codes with."""
    return Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP).data["secret"]


def _second_factor():
    return factory.PostGeneration(lambda person, create, extracted, **_: give_second_factor(person))


def _in_group(role):
    return factory.PostGeneration(
        lambda person, create, extracted, **_: person.groups.add(Group.objects.get(name=role.value))
    )


class UserFactory(factory.django.DjangoModelFactory):
    """A member with a confirmed address and the password PASSWORD; `confirmed=False` leaves the address to confirm.
    Traits: `second_factor`; `moderator`, `author`, `staff`, each in the group and with its second factor."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        second_factor = factory.Trait(totp=_second_factor())
        moderator = factory.Trait(joined=_in_group(Role.MODERATOR), second_factor=True)
        author = factory.Trait(joined=_in_group(Role.AUTHOR), second_factor=True)
        staff = factory.Trait(joined=_in_group(Role.STAFF), second_factor=True)

    email = factory.Sequence(lambda n: f"personne{n}@example.org")
    password = PASSWORD
    public_name = factory.Sequence(lambda n: f"Personne {n}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(*args, **kwargs)

    @factory.post_generation
    def confirmed(self, create, extracted, **kwargs):
        EmailAddress.objects.create(user=self, email=self.email, primary=True, verified=extracted is not False)


class ConsentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Consent

    person = factory.SubFactory(UserFactory)
    document = "cgu"
    version = 1
    digest = "0" * 64


def signed_in(person) -> Client:
    """A browser of this person."""
    client = Client()
    client.force_login(person)
    return client
