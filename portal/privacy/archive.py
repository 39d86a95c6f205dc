"""The archive of « Mes données »: JSON for machines, pages that need nothing of ours to be read, and the files."""

import json
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from .exporting import Section, count_sections, sections_of

FORMAT = 1
STYLE = """body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem }
body { color: #1b201c; background: #fffdf6 }
h1, h2 { line-height: 1.2 }
dl { border-top: 1px solid #1d5a44; padding-top: .6rem }
dt { font-weight: 700 }
dd { margin: 0 0 .5rem; overflow-wrap: anywhere; white-space: pre-line }
a { color: #1d5a44 }
@media (prefers-color-scheme: dark) {
  body { color: #f8f1de; background: #1b2924 }
  a { color: #dcebcf }
}
"""


def write(person, target: Path, *, note: Callable[[int, int], None]) -> int:
    """Write the archive of a person to a file that nobody else may read; its size in bytes.

    `note(done, total)` is called after each part and each file; what it raises stops the work. The caller sets the
    language.
    """
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    total, listed, everything = count_sections(), [], {}
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for done, section in enumerate(sections_of(person), start=1):
            files = {}
            for name, place in _add_files(archive, section):
                files[name] = place
                note(done - 1, total)
            if section.rows:
                everything[section.key] = _as_json(section, files)
                archive.writestr(f"pages/{section.key}.html", _page(section, files))
            listed.append({"section": section, "count": len(section.rows)})
            note(done, total)
        archive.writestr(
            "donnees.json", json.dumps(_head(person) | {"sections": everything}, ensure_ascii=False, indent=1)
        )
        archive.writestr("style.css", STYLE)
        archive.writestr(
            "index.html", render_to_string("privacy/archive/index.html", _head(person) | {"listed": listed})
        )
    return target.stat().st_size


def _head(person) -> dict:
    return {
        "format": FORMAT,
        "site": settings.WAGTAILADMIN_BASE_URL,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "public_name": person.public_name,
    }


def _add_files(archive: zipfile.ZipFile, section: Section) -> Iterator[tuple[str, str]]:
    """Copy the files of the rows; the name of each in storage and its place in the archive. A lost file is left out.

    They are pictures and the like, which deflate no further.
    """
    known: set[str] = set()
    for row in section.rows:
        for value in row.values():
            if value.file is None or value.raw in known:
                continue
            place = f"fichiers/{section.key}/{len(known) + 1}-{PurePosixPath(value.raw).name}"
            try:
                with value.file.storage.open(value.raw) as source:
                    archive.writestr(place, source.read(), zipfile.ZIP_STORED)
            except FileNotFoundError:
                continue
            known.add(value.raw)
            yield value.raw, place


def _as_json(section: Section, files: dict[str, str]) -> dict:
    rows = [
        {name: files.get(value.raw, "") if value.file is not None else value.raw for name, value in row.items()}
        for row in section.rows
    ]
    return {"title": section.title, "purpose": section.purpose, "on_erasure": section.fate, "rows": rows}


def _page(section: Section, files: dict[str, str]) -> str:
    rows = [
        [
            {"label": one.label, "words": one.words, "file": files.get(one.raw) if one.file else ""}
            for name, one in row.items()
            if name != "id"
        ]
        for row in section.rows
    ]
    return render_to_string("privacy/archive/section.html", {"section": section, "rows": rows})
