"""Reads the keys of one YAML mapping, each with its type, and reports what is missing, wrong or unknown."""

import re
from datetime import date, datetime

from portal.core.directives import ContentError, one_line

from . import lined_yaml

_SLUG = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")


class Fields:
    """Every method returns a usable value of its type, even after it has reported an error, so that reading goes on
    and all errors of a file are told at once."""

    def __init__(self, values, path: str, errors: list[ContentError]):
        self.values, self.path, self.errors = values, path, errors
        self.read: set[str] = set()

    def error(self, message: str, key: str = "") -> None:
        line = self.values.lines.get(key, self.values.line)
        self.errors.append(ContentError(message, line=line, path=self.path))

    def _take(self, key: str, kind: type, default, *, required: bool):
        self.read.add(key)
        value = self.values.get(key)
        if value is None:
            if required:
                self.error(f"`{key}` is missing", key)
            return default
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.error(f"`{key}` must be {_SPOKEN[kind]}", key)
            return default
        return value

    def text(self, key: str, *, required: bool = True, at_most: int = 0) -> str:
        """Text; one line (every run of spaces becomes one) when it has a length."""
        value = self._take(key, str, "", required=required)
        if required and isinstance(self.values.get(key), str) and not value.strip():
            self.error(f"`{key}` is empty", key)
        if at_most:
            value = one_line(value)
            if len(value) > at_most:
                self.error(f"`{key}` has {len(value)} characters, at most {at_most} fit", key)
        return value.strip()

    def number(self, key: str, *, at_least: int, at_most: int) -> int:
        value = self._take(key, int, at_least, required=True)
        if not at_least <= value <= at_most:
            self.error(f"`{key}` must be between {at_least} and {at_most}", key)
        return value

    def day(self, key: str) -> date:
        value = self._take(key, date, date(2000, 1, 1), required=True)
        return value.date() if isinstance(value, datetime) else value

    def items(self, key: str) -> list:
        """A list, as it is."""
        return self._take(key, list, lined_yaml.LinedList(), required=True)

    def mapping(self, key: str) -> lined_yaml.LinedDict | None:
        """`key: value` lines below a key, or None where it is left out."""
        return self._take(key, lined_yaml.LinedDict, None, required=False)

    def slug(self, key: str = "slug", *, folder: str) -> str:
        """A slug that is also the name of its folder."""
        value = self._take(key, str, folder, required=True)
        if value != folder:
            self.error(f"`{key}` is {value}, but the folder is called {folder}", key)
        if not _SLUG.match(value):
            self.error(f"`{key}` is made of small letters, digits and hyphens", key)
        return folder

    def slugs(self, key: str) -> list[tuple[str, int]]:
        """A list of slugs, each with its line; wrong and repeated ones are reported and left out."""
        values = self._take(key, list, [], required=True)
        found: list[tuple[str, int]] = []
        for index, value in enumerate(values):
            line = values.lines[index]
            if not isinstance(value, str) or not _SLUG.match(value):
                self.errors.append(ContentError(f"`{value}` is not a slug", line=line, path=self.path))
            elif value in {slug for slug, _line in found}:
                self.errors.append(ContentError(f"`{value}` is there twice", line=line, path=self.path))
            else:
                found.append((value, line))
        if not values and isinstance(self.values.get(key), list):
            self.error(f"`{key}` is empty", key)
        return found

    def no_others(self, *ignored: str) -> None:
        """Report the keys that nobody asked for: a misspelt key must not be lost in silence."""
        for key in self.values:
            if key not in self.read and key not in ignored:
                self.error(f"unknown key `{key}`; known: {', '.join(sorted(self.read))}", key)


_SPOKEN = {str: "text (in quotes if it looks like something else)", int: "a whole number", date: "a date (2026-11-20)",
           list: "a list", lined_yaml.LinedDict: "`key: value` lines"}  # fmt: skip
