"""Recordings of sound and moving pictures, and their captions, checked by what they hold before they are kept.

The name of a file says nothing here but what it claims: the type with which a recording is served is the one found in
its bytes. Nothing is decoded; only the few bytes that name the codecs are read, whatever the size of the file.
"""

from pathlib import PurePath
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from . import captions, mp4, sound, webm
from .reading import BrokenRecording

CAPTIONS_SUFFIX = ".vtt"
CAPTIONS_TYPE = "text/vtt"
# What a name may claim, and which contents make the claim true.
SUFFIXES = {
    ".mp4": ("video/mp4", "audio/mp4"),
    ".m4a": ("audio/mp4",),
    ".webm": ("video/webm", "audio/webm"),
    ".mp3": ("audio/mpeg",),
    ".ogg": ("audio/ogg",),
    ".oga": ("audio/ogg",),
    ".opus": ("audio/ogg",),
}
# For people: « la vidéo (WebM, 12 Mo) ».
SPOKEN_TYPES = {"mp4": "MP4", "webm": "WebM", "mpeg": "MP3", "ogg": "Ogg"}
_CHECKS = (mp4.media_type, webm.media_type, sound.ogg_type, sound.mp3_type)

__all__ = ["BrokenRecording", "media_type_of"]


def media_type_of(name: str, file: BinaryIO) -> str:
    """The media type of a recording or of captions, by content; nothing when the name claims to be neither. The file is
    left at its beginning. Raises BrokenRecording, whose message is for the person who chose it, in their language."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES and suffix != CAPTIONS_SUFFIX:
        return ""
    file.seek(0, 2)
    size = file.tell()
    try:
        if suffix == CAPTIONS_SUFFIX:
            captions.check(_captions_bytes(file, size))
            return CAPTIONS_TYPE
        _check_size(size)
        return _found_type(suffix, file, size)
    finally:
        file.seek(0)


def _captions_bytes(file: BinaryIO, size: int) -> bytes:
    if size > captions.MAX_BYTES:
        message = _("The captions are larger than %(size)s kB: are they captions at all?")
        raise BrokenRecording(message % {"size": captions.MAX_BYTES // 1000})
    file.seek(0)
    return file.read()


def _check_size(size: int) -> None:
    if size > settings.RECORDING_MAX_BYTES:
        message = _("The recording has %(size)s MB; at most %(most)s are kept here. Make it smaller, or cut it in two.")
        most = settings.RECORDING_MAX_BYTES // 1_000_000
        raise BrokenRecording(message % {"size": -(-size // 1_000_000), "most": most})


def _found_type(suffix: str, file: BinaryIO, size: int) -> str:
    for check in _CHECKS:
        file.seek(0)
        found = check(file, size)
        if found and found in SUFFIXES[suffix]:
            return found
        if found:
            message = _("The name ends in %(suffix)s, but the file holds something else (%(found)s): name it so.")
            raise BrokenRecording(message % {"suffix": suffix, "found": found})
    raise BrokenRecording(
        _(
            "This is none of the recordings that browsers play: MP4 (H.264 and AAC), WebM (VP8, VP9 or AV1; Opus or "
            "Vorbis), MP3, M4A (AAC), Ogg (Opus or Vorbis)."
        )
    )
