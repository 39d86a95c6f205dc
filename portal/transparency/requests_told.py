"""Requests by authorities in aggregate, year by year; and the line that a reading of the restricted store proposes."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.figures.small_groups import by_fives, told

from .models import LegalRequest, LegalRequestYear


@dataclass
class Year:
    """A year whose register is published, and its requests that may be told."""

    year: int
    note: str
    requests: list[LegalRequest] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.requests)

    @property
    def accounts(self) -> int | None:
        """By fives; None for a few."""
        return by_fives(sum(one.accounts for one in self.requests))

    def parts(self) -> list[tuple[str, list[tuple[str, int]]]]:
        """What is counted, each with its kinds and their numbers. Services count each request that touches them."""
        fields = (
            (_("Authority"), LegalRequest.Authority, "authority_kind"),
            (_("Kind of request"), LegalRequest.Kind, "kind"),
            (pgettext("to a question", "Answer"), LegalRequest.Answer, "answer"),
            (_("The person concerned"), LegalRequest.Notice, "notice"),
        )
        found = []
        for title, choices, name in fields:
            counts = Counter(getattr(one, name) for one in self.requests)
            found.append((title, [(str(label), counts[value]) for value, label in choices.choices if counts[value]]))
        for title, words in ((_("Legal basis"), _bases), (_("Services"), _services)):
            counts = Counter(word for one in self.requests for word in words(one))
            found.append((title, sorted(counts.items())))
        return found


def _bases(one: LegalRequest) -> list[str]:
    return [one.basis.strip()] if one.basis.strip() else []


def _services(one: LegalRequest) -> list[str]:
    return sorted({word.strip() for word in one.services.split(",") if word.strip()})


def years() -> list[Year]:
    """Published years, latest first. 2 queries."""
    found = {one.year: Year(one.year, one.note) for one in LegalRequestYear.objects.exclude(published_on=None)}
    for one in LegalRequest.objects.publishable().order_by("month", "pk"):
        if one.month.year in found:
            found[one.month.year].requests.append(one)
    return list(found.values())


def table(year: Year) -> dict | None:
    """For components/table.html; None for a year without requests."""
    if not year.count:
        return None
    rows = [
        [{"text": f"{title} : {label}"}, {"text": str(count), "num": True}]
        for title, counts in year.parts()
        for label, count in counts
    ]
    rows.append([{"text": _("Accounts concerned")}, {"text": told(year.accounts), "num": True}])
    return {
        "caption": _("Requests of %(year)s") % {"year": year.year},
        "head": [{"text": _("What is counted")}, {"text": _("Number"), "num": True}],
        "rows": rows,
        "foot": [{"text": _("Total")}, {"text": str(year.count), "num": True}],
    }


def as_rows() -> list[list]:
    """For a CSV file. A year without requests has its line too."""
    rows = [[_("Year"), _("What is counted"), _("Kind"), _("Number")]]
    for year in years():
        rows.append([year.year, _("Requests"), "", year.count])
        rows += [[year.year, title, label, count] for title, counts in year.parts() for label, count in counts]
        if year.count:
            rows.append([year.year, _("Accounts concerned"), "", told(year.accounts)])
    return rows


def propose(disclosure, **_kwargs) -> None:
    """The restricted store was read for an authority: a line for the register, which staff complete or delete. Neither
    the reference nor the reason goes along, nor whom it was about."""
    LegalRequest.objects.create(
        month=timezone.localdate().replace(day=1),
        authority=disclosure.authority[: LegalRequest._meta.get_field("authority").max_length],
        kind=LegalRequest.Kind.JUDICIAL,
        accounts=1,
        answer=LegalRequest.Answer.COMPLETE if disclosure.records else LegalRequest.Answer.REFUSED,
        notice=LegalRequest.Notice.NOT_TOLD,
        proposed=True,
    )
