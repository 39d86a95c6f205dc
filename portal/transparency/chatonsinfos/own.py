"""How our own files are made, as `own.yaml` has it."""

from functools import cache
from pathlib import Path

import yaml

from hosting.directory.chatonsinfos.rules import Field, rules


@cache
def own() -> dict:
    """The file, read once a process."""
    return yaml.safe_load(Path(__file__).with_name("own.yaml").read_text(encoding="utf-8"))


def asked() -> list[tuple[str, list[tuple[Field, dict]]]]:
    """What staff are asked, by part: (title, [(field of the format, its row)])."""
    return [(part["title"], [(_field(row["path"]), row) for row in part["fields"]]) for part in own()["asked"]]


def _field(path: str) -> Field:
    found = rules().field(path)
    if found is None:
        raise LookupError(f"own.yaml asks for {path}, which format.yaml does not know")
    return found
