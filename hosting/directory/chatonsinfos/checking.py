"""Holds a property file against the format; what is wrong is added to its problems, by line.

An error is what every source says; what is « à vérifier » in `format.yaml` is a warning.
"""

import re
from datetime import date, datetime
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from .properties import Entry, Properties
from .rules import Field, rules

DEGREE = re.compile(r"[+-]?\d{1,3}([.,]\d{1,8})?")
NUMBER = re.compile(r"-?[0-9]+([.,][0-9]+)?")
EARLIEST, LATEST = 1970, 2100
METRIC = re.compile(r"(?P<name>metrics(\.[a-z0-9_-]+)+)\.(?P<year>\d{4})\.(?P<period>[a-z]+)")


def check(found: Properties) -> Properties:
    """The same, with everything that is wrong with it, in the order of its lines."""
    file_class = found.file_class
    for entry in list(found.entries.values()):
        if entry.path.startswith("metrics."):
            _check_metric(found, entry)
        else:
            _check_entry(found, entry, file_class)
    if file_class in rules().raw["classes"]:
        _check_required(found, file_class)
    elif "file.class" not in found.entries and found.entries:
        found.error(0, "missing", _("file.class is missing"), "file.class")
    _check_pairs(found)
    _check_subs(found)
    found.problems.sort(key=lambda one: (one.line, not one.is_error, one.code))
    return found


def _check_entry(found: Properties, entry: Entry, file_class: str) -> None:
    field = rules().field(entry.path)
    if field is None:
        found.warn(entry.line, "unknown", _("%(path)s is not known") % {"path": entry.path}, entry.path)
        return
    if file_class in rules().raw["classes"] and field.section not in rules().sections(file_class):
        words = _("%(path)s does not belong in a file of class %(class)s") % {"path": entry.path, "class": file_class}
        found.error(entry.line, "wrong-section", words, entry.path)
    elif not entry.value:
        if field.level != "required":
            found.warn(entry.line, "no-value", _("%(path)s has no value") % {"path": entry.path}, entry.path)
    elif _is_placeholder(entry.value):
        found.error(entry.line, "placeholder", _("the value of the model was left as it was"), entry.path)
    else:
        _check_value(found, entry, field)


def _is_placeholder(value: str) -> bool:
    text = value.casefold()
    return any(re.fullmatch(one, text) for one in rules().raw["placeholders"])


def _check_value(found: Properties, entry: Entry, field: Field) -> None:
    if not is_right(field, entry.value):
        words = _wrong_words(field) % {"path": entry.path, "values": ", ".join(field.values)}
        report = found.warn if field.to_check and field.values else found.error
        report(entry.line, "bad-value", words, entry.path)


def is_right(field: Field, value: str) -> bool:
    """Whether a value is one that its field may have."""
    if field.values:
        parts = [one.strip() for one in re.split("[,;]", value)] if field.kind == "list" else [value]
        return {one.casefold() for one in parts} <= {one.casefold() for one in field.values}
    if field.kind == "degree":
        return as_degree(value, field.most) is not None
    if field.kind == "word":
        return re.fullmatch(field.pattern or r"\S+", value) is not None
    tests = {"url": is_url, "file": bool, "email": _is_email, "date": as_date, "datetime": as_datetime}
    return bool(tests.get(field.kind, bool)(value))


def _wrong_words(field: Field) -> str:
    if field.values:
        return _("%(path)s must be one of: %(values)s")
    return {
        "url": _("%(path)s must be an address that starts with https://"),
        "email": _("%(path)s must be a mail address"),
        "date": _("%(path)s must be a day, such as 2020-07-06 or 06/07/2020"),
        "datetime": _("%(path)s must be a moment, such as 2020-07-06T14:23:20"),
        "degree": _("%(path)s must be a number of degrees, such as 48.07"),
    }.get(field.kind, _("%(path)s has a value that the format does not know"))


def is_url(value: str) -> bool:
    """An http(s) address with a host, without a space or a password."""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        return False
    whole = bool(parts.scheme in ("http", "https") and parts.hostname and not re.search(r"[\s<>\"'\\]", value))
    return whole and "@" not in parts.netloc


def _is_email(value: str) -> bool:
    try:
        validate_email(value)
    except ValidationError:
        return False
    return True


def as_date(value: str) -> date | None:
    """The day that a value says, None for one that cannot be."""
    return _moment(value, rules().raw["dates"]["read"], date)


def as_datetime(value: str) -> datetime | None:
    return _moment(value, rules().raw["datetimes"]["read"], datetime)


def _moment(value: str, formats: list[str], kind):
    for one in formats:
        try:
            found = datetime.strptime(value, one)  # noqa: DTZ007 - the format has no zone
        except ValueError:
            continue
        if EARLIEST <= found.year <= LATEST:
            return found.date() if kind is date else found
    return None


def as_degree(value: str, most: float | None) -> float | None:
    if not DEGREE.fullmatch(value):
        return None
    number = float(value.replace(",", "."))
    return number if most is None or abs(number) <= most else None


def _check_required(found: Properties, file_class: str) -> None:
    for field in rules().required(file_class):
        if not found.get(field.path):
            report = found.warn if field.to_check else found.error
            report(found.line(field.path), "missing", _("%(path)s is missing") % {"path": field.path}, field.path)


def _check_pairs(found: Properties) -> None:
    for rule in rules().raw["pairs"]:
        one, other = found.get(rule["field"]).upper(), found.get(rule["with"]).upper()
        if one in rule["allowed"] and other and other not in rule["allowed"][one]:
            words = _("%(one)s does not go with %(other)s") % {"one": one, "other": other}
            found.error(found.line(rule["with"]), "bad-pair", words, rule["with"])
    for path, rule in rules().raw["endings"].items():
        level = found.get(rule["with"]).upper()
        is_over = as_date(found.get(path)) and level in rules().fields[rule["with"]].values
        if is_over and level not in rule["allowed"]:
            words = _("%(path)s says that it is over, %(with)s does not") % {"path": path, "with": rule["with"]}
            found.warn(found.line(path), "bad-ending", words, path)


def _check_subs(found: Properties) -> None:
    seen: dict[str, int] = {}
    pattern = rules().open_fields["subs"].pattern
    for entry in found.below("subs"):
        if not re.fullmatch(pattern, entry.path.partition(".")[2]):
            found.warn(entry.line, "bad-key", _("the key of a file has small letters and “_” only"), entry.path)
        if entry.value and entry.value in seen:
            words = _("the same file as at line %(line)s") % {"line": seen[entry.value]}
            found.error(entry.line, "same-file", words, entry.path)
        elif entry.value:
            seen[entry.value] = entry.line
            if entry.value.startswith("http://"):
                found.warn(entry.line, "not-secure", _("an address that starts with https:// is better"), entry.path)


def _check_metric(found: Properties, entry: Entry) -> None:
    rule = rules().raw["metrics"]
    if entry.path.rpartition(".")[2] in rule["companions"]:
        return
    match = METRIC.fullmatch(entry.path)
    if not match or match["period"] not in rule["periods"]:
        found.error(entry.line, "bad-metric", _("a metric ends with a year and months, weeks or days"), entry.path)
        return
    if match["name"] not in rules().metrics:
        found.warn(entry.line, "unknown", _("%(path)s is not known") % {"path": match["name"]}, entry.path)
    values = [one.strip() for one in re.split(f"[{rule['separators']['read']}]", entry.value)]
    most = rule["periods"][match["period"]]
    if len(values) > most:
        words = _("%(count)s values, at most %(most)s") % {"count": len(values), "most": most}
        found.error(entry.line, "too-many-values", words, entry.path)
    if any(one and not NUMBER.fullmatch(one) for one in values):
        found.error(entry.line, "bad-number", _("only numbers, or nothing where they are not known"), entry.path)
