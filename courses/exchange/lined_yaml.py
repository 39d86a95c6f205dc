"""YAML that remembers its lines, so that every error names one. Plain values only; no aliases, no key twice."""

import yaml

from portal.core.directives import ContentError

MAX_BYTES = 500_000


class LinedDict(dict):
    """A mapping; `lines[key]` is where a key stands, `line` where it begins."""

    line: int
    lines: dict[str, int]


class LinedList(list):
    """A list; `lines[index]` is where an item begins."""

    line: int
    lines: list[int]


class _Loader(yaml.SafeLoader):
    def compose_node(self, parent, index):
        if self.check_event(yaml.events.AliasEvent):
            event = self.peek_event()
            raise yaml.constructor.ConstructorError(None, None, "aliases (*) are not read", event.start_mark)
        return super().compose_node(parent, index)


def _mapping(loader, node):
    result = LinedDict()
    result.line, result.lines = node.start_mark.line + 1, {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        mark = key_node.start_mark
        if not isinstance(key, str):
            raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} is not a word", mark)
        if key in result:
            raise yaml.constructor.ConstructorError(None, None, f"the key {key} is there twice", mark)
        try:
            result[key] = loader.construct_object(value_node, deep=True)
        except ValueError as error:  # a date that does not exist
            raise yaml.constructor.ConstructorError(None, None, str(error), value_node.start_mark) from error
        result.lines[key] = mark.line + 1
    return result


def _sequence(loader, node):
    result = LinedList(loader.construct_object(item, deep=True) for item in node.value)
    result.line, result.lines = node.start_mark.line + 1, [item.start_mark.line + 1 for item in node.value]
    return result


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:seq", _sequence)


def load(text: str, *, path: str, first_line: int = 1) -> LinedDict:
    """The mapping that a file holds. Raises ContentError with path and line; lines count from `first_line`."""
    try:
        value = yaml.load("\n" * (first_line - 1) + text, _Loader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        raise ContentError(f"not YAML: {problem}", line=mark.line + 1 if mark else 1, path=path) from error
    except (RecursionError, ValueError) as error:
        raise ContentError(f"not YAML: {error}", line=first_line, path=path) from error
    if not isinstance(value, LinedDict):
        raise ContentError("the file must be `key: value` lines", line=first_line, path=path)
    return value


def line_of(value, at: tuple) -> int:
    """The line of the place that `at` leads to (keys and indexes), or of the nearest one above it."""
    line = value.line
    for step in at:
        try:
            line = value.lines[step]
            value = value[step]
        except (KeyError, IndexError, TypeError, AttributeError):
            break
    return line


def plain(value):
    """The same value in ordinary dicts and lists."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value
