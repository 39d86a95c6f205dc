"""Notices as they are read now: what somebody was told stays theirs as long as they may open the page it leads to."""

from django.urls import Resolver404
from django.urls import resolve as page_at

from accounts.people.roles import Role, has_role
from portal.notifications.kinds import Told

from . import rules
from .models import Organisation

OF_MANAGERS = ("organisations:requests", "organisations:life")


def page_of(notice) -> tuple[str, dict]:
    """The page that a notice leads to: its name, and what its address names."""
    try:
        found = page_at(notice.url)
    except Resolver404:
        return "", {}
    return found.view_name, found.kwargs


def of_organisations(person, notices) -> dict[int, Told]:
    """Those of an organisation that is gone are gone, as are those whose page the person may open no more: they left,
    were taken out, no longer answer for it or look after it."""
    sources = {one.source for one in notices}
    found = Organisation.objects.filter(pk__in=sources).in_bulk()
    seen = set(rules.visible_to(person).filter(pk__in=sources).values_list("pk", flat=True))
    managed = set(rules.manageable_by(person).filter(pk__in=sources).values_list("pk", flat=True))

    def may_read(one) -> bool:
        page, _named = page_of(one)
        if page in OF_MANAGERS:
            return one.source in managed
        return page != "organisations:organisation" or one.source in seen

    return {
        one.pk: Told(title=found[one.source].name, line=one.title, url=one.url, words=one.text)
        for one in notices
        if one.source in found and may_read(one)
    }


def of_delegations(person, notices) -> dict[int, Told]:
    """For whoever still is a referent, or of the team."""
    if not has_role(person, Role.REFERENT, Role.STAFF):
        return {}
    return {one.pk: Told(title=one.title, line=one.text, url=one.url) for one in notices}
