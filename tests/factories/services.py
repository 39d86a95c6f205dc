"""Services of the catalogue."""

import factory

from hosting.services.models import Service, ServiceFamily


class FamilyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ServiceFamily
        django_get_or_create = ("name",)

    name = "Outils de travail"


class ServiceFactory(factory.django.DjangoModelFactory):
    """A service that everybody may use; `hidden=True` keeps it out of the catalogue."""

    class Meta:
        model = Service

    class Params:
        hidden = factory.Trait(is_public=False)
        on_request = factory.Trait(access=Service.Access.ORGANISATION)

    name = factory.Sequence(lambda n: f"Service {n}")
    slug = factory.Sequence(lambda n: f"service-{n}")
    summary = "Écrire un texte à plusieurs."
    description = "Un texte **commun**."
    family = factory.SubFactory(FamilyFactory)
    position = factory.Sequence(lambda n: n)
    software = "Etherpad"
    licence = "Apache-2.0"
    source_url = "https://example.org/source"
    location = "Laval"
