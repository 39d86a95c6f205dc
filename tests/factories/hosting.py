"""The catalogue and the desk."""

import factory

from accounts.organisations.models import Membership
from hosting.cloud.actions import requests
from hosting.cloud.models import CloudServer
from hosting.services.models import Service, ServiceFamily
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory


class ServiceFamilyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ServiceFamily
        django_get_or_create = ["name"]

    name = "Stockage et partage"


class ServiceFactory(factory.django.DjangoModelFactory):
    """A Nextcloud that associations ask for; `connector=""` makes one that staff set up by hand."""

    class Meta:
        model = Service

    name = factory.Sequence(lambda n: f"Nuage {n}")
    slug = factory.Sequence(lambda n: f"nuage-{n}")
    summary = "Fichiers, agenda et contacts."
    description = "Fichiers, agenda et contacts."
    family = factory.SubFactory(ServiceFamilyFactory)
    software = "Nextcloud"
    licence = "AGPL-3.0-or-later"
    source_url = "https://code.example.org/nextcloud"
    access = Service.Access.ORGANISATION
    connector = "nextcloud"


class CloudServerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CloudServer
        django_get_or_create = ["key"]

    name = "Nuage"
    key = "default"


def submitted(*, person=None, organisation=None, service=None, **details):
    """A request that waits, as the form makes it: of somebody who belongs to the association."""
    person = person or UserFactory()
    if organisation is None and "new_organisation_name" not in details:
        organisation = OrganisationFactory(manager=person)
    if organisation is not None:
        Membership.objects.get_or_create(person=person, organisation=organisation)
    return requests.submit_request(
        person=person,
        service=service or ServiceFactory(),
        organisation=organisation,
        territory=details.pop("territory", None),
        reason=details.pop("reason", "Partager nos comptes rendus."),
        **details,
    )
