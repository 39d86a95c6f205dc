"""The format as `format.yaml` has it, ready for the checker and the writers."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

SOURCE = Path(__file__).with_name("format.yaml")
REQUIRED, RECOMMENDED, OPTIONAL = "required", "recommended", "optional"


@dataclass(frozen=True)
class Field:
    """What may stand at a path. `values` is empty where any is allowed; `to_check`: nobody has confirmed it."""

    path: str
    kind: str
    level: str = OPTIONAL
    values: tuple[str, ...] = ()
    pattern: str = ""
    most: float | None = None
    source: str = ""
    to_check: bool = False

    @property
    def section(self) -> str:
        return self.path.partition(".")[0]


@dataclass(frozen=True)
class Rules:
    raw: dict
    fields: dict[str, Field]
    open_fields: dict[str, Field]
    metrics: frozenset[str]

    def field(self, path: str) -> Field | None:
        """The field of a path, that of its open section (`subs.pads`), or None."""
        return self.fields.get(path) or self.open_fields.get(path.rpartition(".")[0])

    def sections(self, file_class: str) -> list[str]:
        return self.raw["classes"][file_class]["sections"]

    def leads_to(self, file_class: str) -> list[str]:
        return self.raw["classes"].get(file_class, {}).get("leads_to", [])

    def required(self, file_class: str) -> list[Field]:
        return [
            one for one in self.fields.values() if one.level == REQUIRED and one.section in self.sections(file_class)
        ]


@cache
def rules() -> Rules:
    """The rules, read once a process."""
    raw = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    fields = {path: _field(path, row) for path, row in raw["fields"].items()}
    open_fields = {path: _field(path, row, pattern=row.get("key", "")) for path, row in raw["open_fields"].items()}
    return Rules(raw, fields, open_fields, frozenset(one["name"] for one in raw["metrics"]["names"]))


def _field(path: str, row: dict, **more) -> Field:
    known = {name: row[name] for name in ("kind", "level", "pattern", "most", "source", "to_check") if name in row}
    return Field(path, values=tuple(row.get("values", ())), **{**known, **more})
