"""What all pages of organisations share: who gets in, the band, the tabs of the manager's pages."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.people import journal

from .. import rules, tabs
from ..actions import Refused
from ..models import JoinRequest, Organisation


def crumbs(*more) -> list[dict]:
    account = {"title": _("My account"), "url": reverse("account_home")}
    return [account, {"title": _("My associations"), "url": reverse("organisations:list")}, *more]


def crumb_of(organisation: Organisation) -> dict:
    return {"title": organisation.name, "url": reverse("organisations:organisation", args=[organisation.slug])}


def words_asked(request, name: str = "q") -> str:
    """What stands in the address to search by: not too long, and without the sign that PostgreSQL refuses."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:100]


def find(slug: str, may, person) -> Organisation:
    """404 where the person may not: strangers cannot tell whether it exists."""
    found = Organisation.objects.filter(slug=slug).select_related("territory").first()
    if found is None or not may(person, found):
        raise Http404
    return found


def manager_page(view):
    """`view(request, organisation, …)` for those who may manage the organisation of the address. What the referents of
    its territory and the team open or send there is noted for its members."""

    @login_required
    @wraps(view)
    def checked(request, slug, *args, **kwargs):
        organisation = find(slug, rules.may_manage, request.user)
        answer = view(request, organisation, *args, **kwargs)
        changed = request.method == "POST" and answer.status_code == 302
        (journal.note_change if changed else journal.note_read)(request.user, organisation)
        return answer

    return checked


def attempt(request, act, said: str) -> bool:
    """Do it and say so, or say why not."""
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
        return False
    except PermissionDenied:
        raise Http404 from None
    messages.success(request, said)
    return True


def managing_context(organisation: Organisation, tab: str, **more) -> dict:
    """Band, tabs, and that these pages belong to the account."""
    waiting = organisation.join_requests.filter(state=JoinRequest.State.WAITING).count()
    shown = [("people", _("People"), None), ("invitations", _("Invitations"), None)]
    shown += [("requests", _("Requests to join"), waiting), ("life", _("History and closing"), None)]
    shown = [(name, title, f"organisations:{name}", count) for name, title, count in shown]
    shown[1:1] = [(name, one.title, one.url_name, None) for name, one in tabs.registered().items()]
    choices = [
        {"title": title, "url": reverse(url_name, args=[organisation.slug]), "current": name == tab, "count": count}
        for name, title, url_name, count in shown
    ]
    band = {
        "title": _("Manage %(name)s") % {"name": organisation.name},
        "facts": [fact for fact in (organisation.town, organisation.territory.name) if fact],
        "crumbs": crumbs(crumb_of(organisation)),
    }
    if organisation.closed_at:
        band["state"] = {"label": _("closed"), "kind": "bad"}
    tabs_of = {"label": _("Manage the association"), "choices": choices}
    return {"organisation": organisation, "filters": tabs_of, "band": band, "nav_section": "account", **more}
