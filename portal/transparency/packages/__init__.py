"""Lists of what is installed on a machine: `dpkg -l`, `rpm -qa`, CycloneDX in JSON or XML, a lock file of Python.

read_list(content) -> Reading(source, packages)       # raises UnreadableList, whose problems name the lines
compare(older, newer) -> Differences
"""

from .comparing import Differences, compare
from .model import MOST_BYTES, MOST_PACKAGES, Package, Problem, Reading, UnreadableList
from .reading import read_list, read_lock

__all__ = [
    "MOST_BYTES",
    "MOST_PACKAGES",
    "Differences",
    "Package",
    "Problem",
    "Reading",
    "UnreadableList",
    "compare",
    "read_list",
    "read_lock",
]
