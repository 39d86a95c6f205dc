"""What people accept by creating an account: the versions in force that must be accepted, each kept with its digest."""

from django.db import transaction
from django.utils.functional import SimpleLazyObject

from accounts.people.models import Consent

from .models import DatedText, TextVersion


@transaction.atomic
def record_consents(*, person) -> list[Consent]:
    """The person accepts what must be accepted today. Done twice, it is one consent; without a text in force, none."""
    accepted = [
        Consent(person=person, document=one.document.slug, version=one.number, digest=one.digest)
        for one in TextVersion.objects.to_accept()
    ]
    return Consent.objects.bulk_create(accepted, ignore_conflicts=True)


def signed_up(user, **_kwargs) -> None:
    """Receiver of allauth's user_signed_up: the page that was posted said what is accepted by it."""
    record_consents(person=user)


def texts_to_accept(request) -> dict:
    """`texts_to_accept`: the versions that creating an account accepts; read when a template asks for it."""
    return {"texts_to_accept": SimpleLazyObject(lambda: list(TextVersion.objects.to_accept()))}


def home_section(request) -> dict | None:
    """What the person accepted, on the home of their account: None when nothing was."""
    consents = list(request.user.consents.order_by("-given_at", "document"))
    if not consents:
        return None
    known = {one.slug: one for one in DatedText.objects.filter(slug__in={consent.document for consent in consents})}
    return {"entries": [_entry(consent, known.get(consent.document)) for consent in consents]}


def _entry(consent: Consent, document: DatedText | None) -> dict:
    return {
        "title": document.title if document else consent.document,
        "url": f"{document.get_absolute_url()}{consent.version}/" if document else "",
        "number": consent.version,
        "given_at": consent.given_at,
    }
