"""Bills of materials in CycloneDX (ECMA-424), JSON or XML: name, version and licence of each component, nested too.

XML is read without document types or entities, JSON within Python's own depth. A component has no line: it is named by
its number. Since 1.4 it needs no version: programs that write these lists leave it out for what is built in place.
"""

import json

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _

from .model import Collector, Problem, Reading, UnreadableList

SOURCE = "cyclonedx"
DEEPEST = 20


def _broken(what: str, line: int, column: int) -> Problem:
    """The parser's own reason is in English, and no help to whoever brings the file."""
    return Problem(line, _("%(what)s, from character %(column)s on") % {"what": what, "column": column})


def read_json(text: str) -> Reading:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableList(_broken(_("this is not JSON"), error.lineno, error.colno)) from error
    except (RecursionError, ValueError) as error:  # nested without end, a number without end
        raise UnreadableList(Problem(0, _("this is no JSON that can be read"))) from error
    if not isinstance(data, dict) or data.get("bomFormat") != "CycloneDX":
        raise UnreadableList(Problem(1, _("this JSON is no CycloneDX bill of materials")))
    packages = Collector()
    _take_json(data.get("components", []), packages, 1)
    return packages.reading(SOURCE)


def _take_json(components, packages: Collector, depth: int) -> None:
    if not isinstance(components, list) or depth > DEEPEST:
        raise UnreadableList(Problem(0, _("its components are no list, or nested too deep")))
    for number, one in enumerate(components, start=1):
        if not isinstance(one, dict) or not all(isinstance(one.get(key, ""), str) for key in ("name", "version")):
            packages.refuse(0, _("component %(number)s has no name in words") % {"number": number})
            continue
        if one.get("type") in ("file", "data"):
            continue
        group = one.get("group")
        name = f"{group}/{one.get('name', '')}" if isinstance(group, str) and group else one.get("name", "")
        if not one.get("name"):
            packages.refuse(0, _("component %(number)s has no name in words") % {"number": number})
        else:
            licence = _licence_of_json(one.get("licenses"))
            packages.add(0, name, one.get("version", ""), licence=licence, version_may_lack=True)
        if one.get("components"):
            _take_json(one["components"], packages, depth + 1)


def _licence_of_json(licences) -> str:
    found = []
    for one in licences if isinstance(licences, list) else ():
        if isinstance(one, dict):
            licence = one.get("license")
            licence = licence if isinstance(licence, dict) else {}
            found.append(one.get("expression") or licence.get("id") or licence.get("name"))
    return ", ".join(one for one in found if isinstance(one, str))


def read_xml(text: str) -> Reading:
    try:
        root = ElementTree.fromstring(text, forbid_dtd=True)
    except ElementTree.ParseError as error:
        raise UnreadableList(_broken(_("this is not XML"), *error.position)) from error
    except DefusedXmlException as error:
        raise UnreadableList(Problem(1, _("XML with a document type or entities is refused"))) from error
    except ValueError as error:  # an encoding that it says it has and has not
        raise UnreadableList(Problem(1, _("this is no XML that can be read"))) from error
    if _name(root) != "bom" or "cyclonedx.org" not in root.tag:
        raise UnreadableList(Problem(1, _("this XML is no CycloneDX bill of materials")))
    packages = Collector()
    for number, one in enumerate((one for one in root.iter() if _name(one) == "component"), start=1):
        _take_xml(one, number, packages)
    return packages.reading(SOURCE)


def _name(element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _take_xml(component, number: int, packages: Collector) -> None:
    if component.get("type") in ("file", "data"):
        return
    words = {_name(child): (child.text or "").strip() for child in component}
    name = "/".join(filter(None, [words.get("group"), words.get("name")]))
    if not words.get("name"):
        packages.refuse(0, _("component %(number)s has no name in words") % {"number": number})
        return
    licences = next((child for child in component if _name(child) == "licenses"), None)
    inside = licences.iter() if licences is not None else ()
    found = [one.text for one in inside if _name(one) in ("id", "name", "expression")]
    licence = ", ".join(one.strip() for one in found if one)
    packages.add(0, name, words.get("version", ""), licence=licence, version_may_lack=True)
