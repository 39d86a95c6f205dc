"""A host without associations: a village group whose members are natural persons (HOST_HAS_ORGANISATIONS=False).

People then belong to the host itself. It is one row of organisations, made when it is first needed and shown to nobody
as an association: the desk, accounts, groups on the server, histories and « Mes données » work as everywhere, and a
membership has its dates. Pages about associations answer 404, menus and tasks about them are not there.
"""

from datetime import date, timedelta
from email.utils import parseaddr
from functools import wraps

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from .models import Membership, Organisation, Territory

SLUG = "hote"
REMINDED_BEFORE = timedelta(days=30)


def has_organisations() -> bool:
    return settings.HOST_HAS_ORGANISATIONS


def only_with_organisations(view):
    """A page that such a host does without."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        if not has_organisations():
            raise Http404
        return view(request, *args, **kwargs)

    return checked


@transaction.atomic
def host_organisation() -> Organisation:
    """The host as the body that people belong to, in its first territory."""
    found = Organisation.objects.filter(slug=SLUG).select_related("territory").first()
    if found is not None:
        return found
    name = parseaddr(settings.DEFAULT_FROM_EMAIL)[0] or settings.WAGTAIL_SITE_NAME
    territory = Territory.objects.order_by("path").first() or Territory.add_root(
        code=SLUG, name=name, level=Territory.Level.LOCAL
    )
    made, _created = Organisation.objects.get_or_create(
        slug=SLUG, defaults={"name": name, "territory": territory, "takes_requests": False}
    )
    return made


def membership_of(person) -> Membership | None:
    """The person's membership of the host, ended or not."""
    return Membership.objects.filter(person=person, organisation__slug=SLUG).first()


def end_of_a_year(since: date | None = None) -> date:
    """The last day of a membership that begins then (today)."""
    since = since or timezone.localdate()
    return since + timedelta(days=365)


def page_values(_request) -> dict:
    """What every page knows: whether associations are spoken of."""
    return {"has_organisations": has_organisations()}
