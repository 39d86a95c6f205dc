"""What a list holds, how much of it is taken, and how its faults are told."""

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

MOST_BYTES = 8_000_000
MOST_PACKAGES = 20_000
MOST_PROBLEMS = 20
LONGEST_NAME, LONGEST_VERSION, LONGEST_LICENCE = 200, 120, 120


class Package(NamedTuple):
    """A package as one version of it is installed (empty where the list does not say it); the architecture only where
    it tells two apart."""

    name: str
    version: str
    architecture: str = ""
    licence: str = ""

    @property
    def label(self) -> str:
        return f"{self.name} ({self.architecture})" if self.architecture else self.name


@dataclass(frozen=True)
class Problem:
    """`place` is a line of the file, 0 for the whole; `words` are in the reader's language."""

    line: int
    words: str


class UnreadableList(ValueError):
    """The file is no list that is known, or some of its lines are not. `problems` are the first ones."""

    def __init__(self, *problems: Problem):
        super().__init__("; ".join(f"{one.line}: {one.words}" for one in problems))
        self.problems = problems[:MOST_PROBLEMS]


@dataclass(frozen=True)
class Reading:
    """`source` is one of PackageList.Source; packages are in the order of their names, each once."""

    source: str
    packages: list[Package]


class Collector:
    """Takes packages one by one, with where they were found; keeps the bounds."""

    def __init__(self):
        self.packages: set[Package] = set()
        self.problems: list[Problem] = []

    def add(
        self, line: int, name: str, version: str, architecture: str = "", licence: str = "", *, version_may_lack=False
    ) -> None:
        one = Package(name.strip(), version.strip(), architecture.strip(), " ".join(licence.split())[:LONGEST_LICENCE])
        if not one.name or not (one.version or version_may_lack):
            self.refuse(line, _("a package without a name or a version"))
        elif len(one.name) > LONGEST_NAME or len(one.version) > LONGEST_VERSION:
            self.refuse(line, _("a name or a version that is too long"))
        elif not (one.name + one.version + one.architecture + one.licence).isprintable():
            self.refuse(line, _("characters that cannot be shown"))
        else:
            self.packages.add(one)
        if len(self.packages) > MOST_PACKAGES:
            raise UnreadableList(Problem(line, _("more than %(most)s packages") % {"most": MOST_PACKAGES}))

    def refuse(self, line: int, words: str) -> None:
        self.problems.append(Problem(line, words))
        if len(self.problems) >= MOST_PROBLEMS:
            raise UnreadableList(*self.problems)

    def reading(self, source: str) -> Reading:
        if self.problems:
            raise UnreadableList(*self.problems)
        if not self.packages:
            raise UnreadableList(Problem(0, _("no package was found in this file")))
        return Reading(source, sorted(self.packages))
