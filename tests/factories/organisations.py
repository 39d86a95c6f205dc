"""Territories, organisations and the people who answer for them."""

import factory

from accounts.organisations.models import Membership, Organisation, Referent, Territory
from tests.factories.people import UserFactory


class TerritoryFactory(factory.django.DjangoModelFactory):
    """A department; `TerritoryFactory(parent=region)` puts it under another territory."""

    class Meta:
        model = Territory

    code = factory.Sequence(lambda n: f"T{n:04d}")
    name = factory.LazyAttribute(lambda self: f"Territoire {self.code}")
    level = Territory.Level.DEPARTMENT

    @classmethod
    def _create(cls, model_class, *args, parent=None, **kwargs):
        return parent.add_child(**kwargs) if parent else model_class.add_root(**kwargs)


class OrganisationFactory(factory.django.DjangoModelFactory):
    """`manager=person` makes the person its manager, `with_members=[…]` adds members."""

    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Association {n}")
    slug = factory.Sequence(lambda n: f"association-{n}")
    territory = factory.SubFactory(TerritoryFactory)
    town = "Bréchigné"

    @factory.post_generation
    def manager(self, create, extracted, **kwargs):
        if extracted:
            MembershipFactory(organisation=self, person=extracted, role=Membership.Role.MANAGER)

    @factory.post_generation
    def with_members(self, create, extracted, **kwargs):
        for person in extracted or []:
            MembershipFactory(organisation=self, person=person)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    person = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Membership.Role.MEMBER


class ReferentFactory(factory.django.DjangoModelFactory):
    """An appointment in force; its person has the second factor that the role asks for."""

    class Meta:
        model = Referent

    person = factory.SubFactory(UserFactory, second_factor=True)
    territory = factory.SubFactory(TerritoryFactory)
    title = "Chargée de mission"
    availability = "Du mardi au vendredi"
