"""Notices of the desk as they are read now: they stay somebody's as long as they may open the page they lead to."""

from accounts.organisations.notices import page_of
from accounts.organisations.rules import visible_to
from portal.notifications.kinds import Told

from .rules import requests_at_desk_of, requests_visible_to


def of_the_desk(person, notices) -> dict[int, Told]:
    pages = {one.pk: page_of(one) for one in notices}

    def named(page: str, what: str) -> set:
        return {kwargs[what] for name, kwargs in pages.values() if name == page}

    def among(rows, page: str, what: str, column: str) -> set:
        wanted = named(page, what)
        return set(rows.filter(**{f"{column}__in": wanted}).values_list(column, flat=True)) if wanted else set()

    asked = among(requests_visible_to(person), "cloud:request", "number", "pk")
    at_desk = among(requests_at_desk_of(person), "cloud:desk_request", "number", "pk")
    of_organisations = among(visible_to(person), "organisations:organisation", "slug", "slug")
    open_to = {
        "cloud:request": lambda told: told["number"] in asked,
        "cloud:desk_request": lambda told: told["number"] in at_desk,
        "organisations:organisation": lambda told: told["slug"] in of_organisations,
    }

    def may_read(one) -> bool:
        page, told = pages[one.pk]
        return page not in open_to or open_to[page](told)

    return {one.pk: Told(title=one.title, line=one.text, url=one.url) for one in notices if may_read(one)}
