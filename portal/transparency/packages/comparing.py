"""What changed from one list to a later one."""

from collections import defaultdict
from dataclasses import dataclass

from .model import Package


@dataclass(frozen=True)
class Differences:
    """Labels of packages with their versions, in the order of names; several versions stand side by side."""

    added: list[tuple[str, str]]
    removed: list[tuple[str, str]]
    changed: list[tuple[str, str, str]]  # label, before, after


def compare(older: list[Package], newer: list[Package]) -> Differences:
    before, after = _versions(older), _versions(newer)
    return Differences(
        added=[(label, after[label]) for label in sorted(after.keys() - before.keys())],
        removed=[(label, before[label]) for label in sorted(before.keys() - after.keys())],
        changed=[
            (label, before[label], after[label])
            for label in sorted(before.keys() & after.keys())
            if before[label] != after[label]
        ],
    )


def _versions(packages: list[Package]) -> dict[str, str]:
    """A kernel is often there in several versions."""
    found = defaultdict(set)
    for one in packages:
        found[one.label].add(one.version)
    return {label: ", ".join(sorted(versions)) for label, versions in found.items()}
