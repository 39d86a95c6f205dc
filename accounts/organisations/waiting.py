"""What the account's home shows of organisations, and what waits there for a person."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.people.roles import Role, has_role
from portal.core.dashboard import Waiting

from . import host, rules
from .models import Closure, JoinRequest, Membership, Organisation

SHOWN = 10


def home_section(request) -> dict:
    """My associations, or my membership of the host; what referents and the team have besides."""
    takes_care = has_role(request.user, Role.REFERENT, Role.STAFF)
    if not host.has_organisations():
        return {"of_host": host.membership_of(request.user), "takes_care": takes_care}
    return {"memberships": list(memberships_of(request.user)), "takes_care": takes_care}


def memberships_of(person):
    """Of open organisations, in order of name."""
    rows = Membership.objects.filter(person=person, organisation__closed_at=None)
    return rows.select_related("organisation__territory").order_by("organisation__name")


def tasks_of_person(request):
    """Requests to join for managers; closures and associations without a manager for those who look after them."""
    person = request.user
    if not host.has_organisations():
        return
    if has_role(person, Role.MANAGER):
        yield from _requests_to_join(person)
    if has_role(person, Role.REFERENT, Role.STAFF):
        yield from _in_their_care(person)


def _requests_to_join(person):
    managed = Organisation.objects.still_open().managed_by(person)
    rows = JoinRequest.objects.waiting().filter(organisation__in=managed).select_related("organisation", "person")
    for one in rows[:SHOWN]:
        yield {
            "title": _("%(person)s asks to join") % {"person": one.person.public_name},
            "line": one.organisation.name,
            "url": reverse("organisations:requests", args=[one.organisation.slug]),
            "label": _("Answer"),
        }


def _in_their_care(person):
    theirs = rules.in_care_of(person)
    closures = Closure.objects.filter(state=Closure.State.ASKED, organisation__in=theirs).exclude(asked_by=person)
    for one in closures.select_related("organisation").order_by("asked_at")[:SHOWN]:
        yield {
            "title": _("%(name)s asks to be closed") % {"name": one.organisation.name},
            "line": one.reason,
            "url": reverse("organisations:life", args=[one.organisation.slug]),
            "label": _("Decide"),
        }
    orphans = theirs.without_manager()
    count = orphans.count()
    if count:
        title = ngettext("Nobody answers for one association", "Nobody answers for %(count)s associations", count) % {
            "count": count
        }
        line = ", ".join(orphans.order_by("name").values_list("name", flat=True)[:3])
        yield {
            "title": title,
            "line": line,
            "url": reverse("organisations:without_manager"),
            "label": _("Name somebody"),
        }


def for_staff(request):
    """Memberships of the host that have ended: to renew, or to end what goes with them."""
    if host.has_organisations() or not request.user.has_perm("organisations.change_membership"):
        return
    count = Membership.objects.ended().count()
    yield Waiting(
        ngettext("One membership has ended", "%(count)s memberships have ended", count) % {"count": count},
        count,
        reverse("wagtailsnippets_organisations_membership:list"),
    )
