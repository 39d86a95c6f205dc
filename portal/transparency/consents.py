"""What people accept: by creating an account, and when they are asked; each version kept with its digest."""

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.people.models import Consent
from portal.core.dates import date_format

from . import asking
from .models import TextVersion


@transaction.atomic
def record_consents(*, person, versions: Iterable[TextVersion] | None = None) -> list[Consent]:
    """The person accepts these versions, or what must be accepted today. Done twice, it is one consent each; without
    a text in force, none."""
    if versions is None:
        versions = TextVersion.objects.to_accept()
    accepted = [
        Consent(person=person, document=one.document.slug, version=one.number, digest=one.digest) for one in versions
    ]
    person.__dict__.pop("_roles", None)  # what was known of them in this request
    return Consent.objects.bulk_create(accepted, ignore_conflicts=True)


def signed_up(user, **_kwargs) -> None:
    """Receiver of allauth's user_signed_up: the page that was posted said what is accepted by it."""
    record_consents(person=user)


def texts_to_accept(request) -> dict:
    """`texts_to_accept`: the versions that creating an account accepts; read when a template asks for it."""
    return {"texts_to_accept": SimpleLazyObject(lambda: list(TextVersion.objects.to_accept()))}


def home_section(request) -> dict | None:
    """What the person accepted, on the home of their account: None when nothing was."""
    entries = accepted_by(request.user)
    return {"entries": entries} if entries else None


def tasks_of_person(request):
    """For the home of the account: what waits to be accepted."""
    for one in asking.waiting_for(request):
        yield {
            "title": _("%(title)s: version %(number)s") % {"title": one.document.title, "number": one.number},
            "line": (_("In effect since %(day)s.") if one.is_in_force_already else _("In effect from %(day)s."))
            % {"day": date_format(one.effective_on, "j F Y")},
            "url": reverse("transparency:accept"),
            "label": _("Read and accept"),
        }


def accepted_by(person) -> list[dict]:
    """Every consent of a person, latest first: {title, number, digest, given_at, url}. `url` leads to the very words
    that were accepted, told by their digest; it is empty if there are no such words here."""
    consents = list(person.consents.order_by("-given_at", "document", "-version"))
    slugs = {consent.document for consent in consents}
    versions = TextVersion.objects.published().filter(document__slug__in=slugs).select_related("document")
    known = {(one.document.slug, one.number): one for one in versions.defer("short", "full")}
    return [_entry(consent, known.get((consent.document, consent.version))) for consent in consents]


def _entry(consent: Consent, version: TextVersion | None) -> dict:
    return {
        "title": version.document.title if version else consent.document,
        "url": version.get_absolute_url() if version and version.digest == consent.digest else "",
        "number": consent.version,
        "digest": consent.digest,
        "given_at": consent.given_at,
    }
