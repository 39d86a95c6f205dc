"""Checks ChatonsInfos property files of any host: `check_chatonsinfos organization.properties https://…`.

Follows the files that each one leads to. One line for each thing that is wrong: `place:line: error|warning: words`.
Ends with 1 when there is an error (with --strict, a warning too), 2 when a file cannot be read.
"""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand

from hosting.directory.crawling import Bounds, Found, crawl
from hosting.directory.places import Place, Unreadable, on_the_web


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("places", nargs="+", metavar="FILE-or-URL")
        parser.add_argument("--alone", action="store_true", help="do not read the files that a file leads to")
        parser.add_argument("--strict", action="store_true", help="a warning counts as an error")

    def handle(self, *args, places, alone=False, strict=False, **options):
        self.errors = self.warnings = self.unread = self.files = 0
        for name in places:
            try:
                start = on_the_web(name) if "://" in name else _file(name)
            except Unreadable as error:
                self._unread(name, str(error))
                continue
            for one in crawl(start, bounds=Bounds(depth=1) if alone else Bounds()):
                self._tell(one)
        self.stdout.write(f"{self.files} files, {self.errors} errors, {self.warnings} warnings, {self.unread} not read")
        if self.unread:
            sys.exit(2)
        if self.errors or (strict and self.warnings):
            sys.exit(1)

    def _tell(self, one: Found) -> None:
        if one.trouble:
            self._unread(one.place.name, one.trouble)
            return
        self.files += 1
        for problem in one.found.problems:
            if problem.code == "too-deep":
                continue
            self.errors += problem.is_error
            self.warnings += not problem.is_error
            word = "error" if problem.is_error else "warning"
            self.stdout.write(f"{_shown(one.place.name)}:{problem.line}: {word}: {problem.words}")

    def _unread(self, name: str, words: str) -> None:
        self.unread += 1
        self.stdout.write(f"{_shown(name)}:0: error: {words}")


def _shown(name: str) -> str:
    """A place as a terminal may show it: a stranger's file names the next ones."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)


def _file(name: str) -> Place:
    """A file of whoever runs the command; what it leads to may stand beside it, or below."""
    path = Path(name).resolve()
    return Place(path.name, path.parent)
