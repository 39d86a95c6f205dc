"""Which rows are somebody's, by what the registry says of a model."""

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from .registry import PersonalData


def addresses_of(person) -> set[str]:
    """The mailboxes that the person has shown to be theirs, in lower case."""
    confirmed = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
    return {person.email.lower(), *(address.lower() for address in confirmed)}


def own(declared: PersonalData, person) -> QuerySet:
    """The rows that belong to the person, oldest first. A plain queryset: managers may hide rows or refuse changes."""
    which = Q(**{declared.owner[0]: person}) if declared.owner else Q(pk__in=[])
    for column in declared.addresses:
        for address in addresses_of(person):
            which |= Q(**{f"{column}__iexact": address})
    return QuerySet(declared.model).filter(which).order_by("pk")


def touched(declared: PersonalData, person) -> QuerySet:
    """The rows of others to which the person did something."""
    which = Q(pk__in=[])
    for path in declared.owner[1:]:
        which |= Q(**{path: person})
    return QuerySet(declared.model).filter(which).exclude(pk__in=own(declared, person).values("pk")).order_by("pk")


def concerning(declared: PersonalData, person) -> QuerySet:
    """The rows of others that concern the person."""
    which = declared.about(person) if declared.about else Q(pk__in=[])
    return QuerySet(declared.model).filter(which).exclude(pk__in=own(declared, person).values("pk")).order_by("pk")


def leads_to_people(field) -> bool:
    return bool(field.remote_field) and field.related_model is get_user_model()
