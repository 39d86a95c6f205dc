"""Reading a file: lines with a cell for each column, everything that is wrong told at once, nothing written."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug
from django.utils.translation import gettext as _

from accounts.people.forms import clean_public_name
from portal.figures.spreadsheets import Problem, Unreadable, rows_of

from ..models import Membership, Organisation, Territory
from .known import Known

# The first line of the file. Content of the host's, hence French; two must be there.
COLUMNS = ["association", "identifiant", "territoire", "commune", "objet", "adresse", "nom_public", "role"]
NEEDED = ["association", "territoire"]
ROLES = {"": Membership.Role.MEMBER, "membre": Membership.Role.MEMBER, "responsable": Membership.Role.MANAGER}
LENGTHS = {"association": 160, "identifiant": 50, "commune": 120, "objet": 300, "adresse": 254, "nom_public": 60}
MOST_PROBLEMS = 200  # told at once
LARGEST = 20 * 1024 * 1024  # bytes


@dataclass
class WantedOrganisation:
    """What the file says of one, at its first line; `found` is the row that exists."""

    line: int
    name: str
    slug: str
    territory: Territory
    town: str
    purpose: str
    found: Organisation | None = None


@dataclass(frozen=True)
class WantedMember:
    organisation: WantedOrganisation
    address: str
    public_name: str
    role: str


@dataclass
class Plan:
    """What a file asks for; only one without problems is written. `digest` names the file."""

    digest: str
    lines: int = 0
    organisations: dict[str, WantedOrganisation] = field(default_factory=dict)
    members: dict[tuple[str, str], WantedMember] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    known: Known | None = None
    # addresses for which a line has given a public name
    named: set[str] = field(default_factory=set)

    def wrong(self, line: int, column: str, text: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(line, column, text))


def plan_import(data: bytes) -> Plan:
    """Read and check a whole file."""
    plan = Plan(hashlib.sha256(data).hexdigest())
    rows = _rows(data, plan)
    plan.known = Known.of({row["adresse"].lower() for _line, row in rows if row["adresse"]})
    for line, row in rows:
        _check(line, row, plan)
    plan.problems.sort(key=lambda one: one.line)
    plan.lines = len(rows)
    return plan


def _rows(data: bytes, plan: Plan) -> list[tuple[int, dict[str, str]]]:
    """(number of its line, cells by column), empty lines left out."""
    if len(data) > LARGEST:
        plan.wrong(1, "", _("This file is too large: cut it in parts."))
        return []
    try:
        return _cells(rows_of(data), plan)
    except Unreadable as error:
        plan.wrong(error.line, "", error.text)
        return []


def _cells(table: Iterator[tuple[int, list[str]]], plan: Plan) -> list[tuple[int, dict[str, str]]]:
    _line, first = next(table, (1, []))
    names = [name.strip().lower() for name in first]
    for name in names:
        if name not in COLUMNS:
            plan.wrong(1, name, _("No such column. Known are: %(names)s.") % {"names": ", ".join(COLUMNS)})
    for name in NEEDED:
        if name not in names:
            plan.wrong(1, name, _("This column is missing."))
    if plan.problems:
        return []
    rows = []
    for line, cells in table:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(names):
            plan.wrong(line, "", _("This line has more cells than the first."))
            continue
        row = dict.fromkeys(COLUMNS, "") | {
            name: " ".join(cell.split()) for name, cell in zip(names, cells, strict=False)
        }
        rows.append((line, row))
    return rows


def _check(line: int, row: dict[str, str], plan: Plan) -> None:
    before = len(plan.problems)
    for column, length in LENGTHS.items():
        if len(row[column]) > length:
            plan.wrong(line, column, _("Longer than %(length)s characters: shorten it.") % {"length": length})
        if not row[column].isprintable():
            plan.wrong(line, column, _("This cell holds a character that cannot be kept: remove it."))
    organisation = _organisation(line, row, plan)
    if organisation is None or not row["adresse"]:
        if organisation and (row["nom_public"] or row["role"]):
            plan.wrong(line, "adresse", _("The e-mail address of this member is missing."))
        return
    member = _member(line, row, plan, organisation)
    if len(plan.problems) > before:
        return
    key = (organisation.slug, member.address)
    if plan.members.setdefault(key, member) is not member:
        plan.wrong(line, "adresse", _("This person stands in this association already, above."))


def _organisation(line: int, row: dict[str, str], plan: Plan) -> WantedOrganisation | None:
    """The one of this line: of a line above, of the database, or new. None when its own cells are wrong."""
    territory = plan.known.territories.get(row["territoire"])
    if territory is None:
        plan.wrong(line, "territoire", _("No territory has this code."))
    if not row["association"]:
        plan.wrong(line, "association", _("The name of the association is missing."))
    slug = row["identifiant"]
    try:
        validate_slug(slug or "x")
    except ValidationError:
        plan.wrong(line, "identifiant", _("Letters without accents, digits and hyphens only."))
        return None
    if territory is None or not row["association"]:
        return None
    if slug:
        plan.known.note(slug, row["association"], territory)
    else:
        slug = plan.known.slug_of(row["association"], territory)
    found = plan.known.organisations.get(slug)
    if found is not None and found.closed_at:
        plan.wrong(line, "identifiant", _("This association is closed."))
    wanted = WantedOrganisation(line, row["association"], slug, territory, row["commune"], row["objet"], found)
    first = plan.organisations.setdefault(slug, wanted)
    if first is not wanted:
        _compare(line, first, wanted, plan)
    return first


def _compare(line: int, first: WantedOrganisation, again: WantedOrganisation, plan: Plan) -> None:
    """A later line may leave town and purpose out, never say otherwise."""
    columns = {"association": "name", "territoire": "territory", "commune": "town", "objet": "purpose"}
    for column, name in columns.items():
        said = getattr(again, name)
        if said and said != getattr(first, name):
            plan.wrong(
                line,
                column,
                _("Line %(line)s says something else about this association: correct one of the two.")
                % {"line": first.line},
            )


def _member(line: int, row: dict[str, str], plan: Plan, organisation: WantedOrganisation) -> WantedMember:
    address, role = row["adresse"].lower(), ROLES.get(row["role"].lower())
    try:
        validate_email(address)
    except ValidationError:
        plan.wrong(line, "adresse", _("This is not an e-mail address."))
    if role is None:
        plan.wrong(line, "role", _("Known are: %(names)s.") % {"names": ", ".join(filter(None, ROLES))})
    if address not in plan.known.people:
        _check_name(line, address, row["nom_public"], plan)
    elif not plan.known.people[address].is_active:
        plan.wrong(line, "adresse", _("This account is closed."))
    return WantedMember(organisation, address, row["nom_public"], role or Membership.Role.MEMBER)


def _check_name(line: int, address: str, name: str, plan: Plan) -> None:
    """Only new accounts need one, at their first line: nobody's name is changed from outside."""
    if not name:
        if address not in plan.named:
            plan.wrong(line, "nom_public", _("This new account has no public name."))
        return
    plan.named.add(address)
    try:
        clean_public_name(name)
    except ValidationError as error:
        plan.wrong(line, "nom_public", error.messages[0])
