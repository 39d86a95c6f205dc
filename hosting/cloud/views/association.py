"""/compte/cloud/associations/…/: what a whole association has on the cloud, for those who answer for it."""

from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.organisations.rules import answers_for, takes_care_of
from accounts.organisations.views.shared import manager_page, managing_context
from portal.core.dates import date_format

from ..models import AccountRequest, CloudAccount
from ..sizes import space_in_words
from ..trail import state_of

PAGE_SIZE = 50
SHOWN = 20


@manager_page
def accounts(request, organisation):
    """Its accounts, those that hold most first; what they take up together; what still waits."""
    used_here = AccountRequest.objects.in_use().filter(organisation=organisation).values("account")
    mine = CloudAccount.objects.living().filter(pk__in=used_here)
    together = mine.aggregate(used=Sum("used_bytes"), granted=Sum("quota_bytes"), count=Count("pk"))
    rows = mine.select_related("person").order_by("-used_bytes", "uid", "pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    unsettled = organisation.requests.exclude(state__in=AccountRequest.SETTLED)
    may_ask = organisation.closed_at is None and organisation.memberships.filter(person=request.user).exists()
    asked = set(AccountRequest.objects.for_space().waiting().filter(account__in=mine).values_list("account", flat=True))
    to_end = _of_those_who_left(organisation, page)
    context = managing_context(
        organisation,
        "cloud",
        table=_table(page, together["used"], asked, to_end, may_ask and answers_for(request.user, organisation)),
        page=page,
        pages=page.paginator.get_elided_page_range(page.number),
        gauge=_gauge(together),
        entries=[_entry(one) for one in unsettled.for_list().oldest_first()[:SHOWN]],
        may_ask=may_ask,
        may_open=organisation.closed_at is None and takes_care_of(request.user, organisation.territory),
    )
    return render(request, "cloud/organisation.html", context)


def _of_those_who_left(organisation, page) -> dict[int, int]:
    """Account → number of its request, of people who belong to the association no more: somebody ends it."""
    uses = organisation.requests.in_use().filter(account__in=[one.pk for one in page])
    members = organisation.memberships.values("person")
    return dict(uses.exclude(account__person__in=members).values_list("account", "pk"))


def _table(page, used_together: int | None, asked: set, to_end: dict, may_ask: bool) -> dict | None:
    if not page.paginator.count:
        return None
    head = [(_("Person"), False), (_("User name"), False), (_("State"), False), (_("Used"), True), (_("Share"), True)]
    head += [(_("Space granted"), True), (_("Last sign-in"), False), (_("More space"), False)]
    return {
        "caption": _("Accounts of the association"),
        "head": [{"text": text, "num": num} for text, num in head],
        "rows": [_row(one, used_together, one.pk in asked, to_end.get(one.pk), may_ask) for one in page],
    }


def _row(one: CloudAccount, used_together: int | None, is_asked: bool, to_end: int | None, may_ask: bool) -> list[dict]:
    share = ""
    if one.used_bytes is not None and used_together:
        share = _("%(percent)s %%") % {"percent": round(100 * one.used_bytes / used_together)}
    more = {"text": _("asked for")} if is_asked else {"text": ""}
    makes_sense = one.origin == CloudAccount.Origin.MADE and one.state == CloudAccount.State.ACTIVE
    name = one.person.public_name if one.person else _("deleted account")
    if to_end is not None:
        name = _("%(name)s, who has left") % {"name": name}
        more = {"text": _("No longer needed"), "url": reverse("cloud:end_request", args=[to_end])}
    elif may_ask and makes_sense and not is_asked:
        more = {"text": _("Ask"), "url": reverse("cloud:ask_space", args=[one.pk])}
    return [
        {"text": name},
        {"text": one.uid},
        {"text": capfirst(one.get_state_display())},
        {"text": one.get_used_bytes_display(), "num": True},
        {"text": share, "num": True},
        {"text": one.get_quota_bytes_display(), "num": True},
        {"text": date_format(one.last_login_at, "j F Y") if one.last_login_at else ""},
        more,
    ]


def _gauge(together: dict) -> dict | None:
    """What all accounts hold of what all were granted; None while no server has told."""
    used, granted, count = together["used"], together["granted"], together["count"]
    if used is None or not granted:
        return None
    percent = min(100, round(100 * used / granted))
    words = {"used": space_in_words(used), "granted": space_in_words(granted), "count": count}
    of = ngettext("used of %(granted)s, in %(count)s account", "used of %(granted)s, in %(count)s accounts", count)
    return {
        "sum": words["used"],
        "of": of % words,
        "label": f"{words['used']} {of % words}",
        "parts": [
            {"title": _("Used"), "amount": words["used"], "start": 0, "share": percent, "kind": "1"},
            {
                "title": _("Free"),
                "amount": space_in_words(max(0, granted - used)),
                "start": percent,
                "share": 100 - percent,
                "kind": "0",
            },
        ],
    }


def _entry(one: AccountRequest) -> dict:
    return {
        "title": _("Request no. %(number)s, %(service)s") % {"number": one.number, "service": one.wish},
        "url": one.get_absolute_url(),
        "text": one.reason[:200],
        "meta": _("asked by %(person)s on %(day)s")
        % {"person": one.asked_by, "day": date_format(one.created_at, "j F Y")},
        "state": state_of(one),
    }
