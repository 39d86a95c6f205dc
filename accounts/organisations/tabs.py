"""Tabs that apps above add to the pages of an association's managers.

    tabs.register("cloud", title=_("Accounts on the cloud"), url_name="cloud:organisation")

The address takes the association's short name; the page is a `manager_page` and draws the tabs by `managing_context`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tab:
    title: str
    url_name: str


_tabs: dict[str, Tab] = {}


def register(key: str, *, title, url_name: str) -> None:
    _tabs[key] = Tab(title, url_name)


def registered() -> dict[str, Tab]:
    return dict(_tabs)
