"""Services and incidents."""

from datetime import timedelta

import factory
from django.utils import timezone

from hosting.incidents.models import Incident, IncidentService, ServiceState
from hosting.services.models import Service, ServiceFamily


class FamilyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ServiceFamily

    name = factory.Sequence(lambda n: f"Famille {n}")


class ServiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Service

    name = factory.Sequence(lambda n: f"Service {n}")
    slug = factory.Sequence(lambda n: f"service-{n}")
    summary = "Un service."
    description = "Une description."
    family = factory.SubFactory(FamilyFactory)
    software = "Etherpad"
    licence = "Apache-2.0"
    source_url = "https://example.org/source"


class IncidentFactory(factory.django.DjangoModelFactory):
    """Over since an hour; `ongoing=True` leaves it open. `service=` and `state=` say what it touches."""

    class Meta:
        model = Incident
        skip_postgeneration_save = True

    class Params:
        ongoing = factory.Trait(ends_at=None)

    number = factory.Sequence(lambda n: n + 1000)
    title = factory.Sequence(lambda n: f"Panne {n}")
    starts_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=2))
    ends_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))

    @factory.post_generation
    def service(self, create, extracted, state=ServiceState.MAJOR_OUTAGE, **kwargs):
        if extracted:
            IncidentService.objects.create(incident=self, service=extracted, state=state)
