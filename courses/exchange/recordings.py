"""The recordings and captions of lessons, between files and documents of the site. Imported ones are found again by
their `origin`, as figures are; those chosen in /cms/ have none. They may be large: none is ever held in memory."""

import hashlib
import shutil
from functools import partial
from pathlib import Path, PurePath
from typing import BinaryIO

from django.core.files.base import File
from wagtail.utils.file import hash_filelike

from portal.core import recordings, written_files
from portal.media.models import SiteDocument

from .files import MediaFile

SUFFIXES = {*recordings.SUFFIXES, recordings.CAPTIONS_SUFFIX}


def media_from_path(path: Path) -> MediaFile:
    """A checked recording, or captions. Raises BrokenRecording."""
    with path.open("rb") as file:
        media_type = recordings.media_type_of(path.name, file)
        return MediaFile(path.name, _digest(file), media_type, partial(path.open, "rb"))


def documents_shown(body) -> dict[str, SiteDocument]:
    """The documents of a lesson's recordings, by the file name each would have; no two share one."""
    named: dict[str, SiteDocument] = {}
    taken: set[str] = set()
    for document in _documents(body):
        if document in named.values():
            continue
        name = PurePath((document.origin or document.filename).rpartition("/")[2])
        free, number = str(name), 2
        while free.casefold() in taken:  # an archive is unpacked on disks that know no capitals, too
            free, number = f"{name.stem}-{number}{name.suffix}", number + 1
        named[free] = document
        taken.add(free.casefold())
    return named


def _documents(body):
    for child in body:
        if child.block_type in ("audio", "video"):
            files = [child.value["file"], *(one["file"] for one in child.value.get("captions", ()))]
            yield from filter(None, files)


def media_of(documents: dict[str, SiteDocument]) -> tuple[MediaFile, ...]:
    """Recordings as files hold them; one whose file is lost is left out."""
    found = []
    for name in sorted(documents):
        document = documents[name]
        opener = partial(document.file.storage.open, document.file.name)
        try:
            with opener() as file:
                found.append(MediaFile(name, _digest(file), document.media_type, opener))
        except FileNotFoundError:
            continue  # lost on disk: an import puts it back, an export tells
    return tuple(found)


def keep_media(media: MediaFile, origin: str) -> SiteDocument:
    """The document of a recording, made or brought up to date; pages that show it keep showing it."""
    origin += media.name
    document = SiteDocument.objects.filter(origin=origin).first() or SiteDocument(origin=origin)
    if document.pk and [media] == [*media_of({media.name: document})]:
        return document
    replaced = document.file.name if document.pk else ""
    with media.open() as file:
        document.title, document.media_type = PurePath(media.name).stem[:255], media.media_type
        document.file_hash = hash_filelike(file)
        document.file_size = file.seek(0, 2)
        file.seek(0)
        document.file = File(file, name=media.name)
        document.save()
    written_files.note(document.file, instead_of=replaced)
    return document


def write_to(path: Path, content: bytes | MediaFile) -> None:
    """Put a file of a course on the disk."""
    if isinstance(content, bytes):
        path.write_bytes(content)
        return
    with content.open() as source, path.open("wb") as target:
        shutil.copyfileobj(source, target)


def _digest(file: BinaryIO) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()
