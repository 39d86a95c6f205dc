"""WebM (EBML, RFC 8794; Matroska, RFC 9559): elements in elements. The tracks name their codecs."""

from collections.abc import Iterator
from typing import BinaryIO

from .reading import Damaged, exactly, refuse_codec, refuse_damaged

_HEADER, _DOC_TYPE, _SEGMENT, _CLUSTER = 0x1A45DFA3, 0x4282, 0x18538067, 0x1F43B675
_TRACKS, _TRACK, _CODEC = 0x1654AE6B, 0xAE, 0x86
_CODECS = {"V_VP8", "V_VP9", "V_AV1", "A_OPUS", "A_VORBIS"}
_MAX_ELEMENTS = 5_000


def media_type(file: BinaryIO, size: int) -> str:
    """« video/webm », « audio/webm », or nothing when this is no WebM at all. Raises BrokenRecording."""
    if exactly_or_nothing(file, 4) != _HEADER.to_bytes(4):
        return ""
    try:
        reading = _Reading(file)
        document, codecs = reading.document_type(size), reading.codecs(size)
    except Damaged:
        raise refuse_damaged("WebM") from None
    if document != "webm":
        raise refuse_codec("Matroska", document, "WebM")
    for codec in codecs:
        if codec not in _CODECS:
            raise refuse_codec("WebM", codec, "VP8, VP9, AV1, Opus, Vorbis")
    if not codecs:
        raise refuse_damaged("WebM")
    return "video/webm" if any(codec.startswith("V_") for codec in codecs) else "audio/webm"


def exactly_or_nothing(file: BinaryIO, count: int) -> bytes:
    try:
        return exactly(file, count)
    except Damaged:
        return b""


class _Reading:
    def __init__(self, file: BinaryIO):
        self.file, self.left = file, _MAX_ELEMENTS

    def document_type(self, size: int) -> str:
        for header in self.inside((0, size), _HEADER):
            for place in self.inside(header, _DOC_TYPE):
                return self.word(place)
        raise Damaged

    def codecs(self, size: int) -> list[str]:
        for segment in self.inside((0, size), _SEGMENT):
            for tracks in self.inside(segment, _TRACKS):
                return [self.word(codec) for track in self.inside(tracks, _TRACK)
                        for codec in self.inside(track, _CODEC)]  # fmt: skip
        raise Damaged

    def word(self, place: tuple[int, int]) -> str:
        start, end = place
        self.file.seek(start)
        return exactly(self.file, min(end - start, 100)).rstrip(b"\0").decode("latin-1")

    def inside(self, place: tuple[int, int], wanted: int) -> Iterator[tuple[int, int]]:
        return (inner for name, inner in self.elements(*place) if name == wanted)

    def elements(self, start: int, end: int) -> Iterator[tuple[int, tuple[int, int]]]:
        """Name and place of the content of each element. One of unknown length (a live recording) goes to the end; the
        first cluster of such a one ends the reading, since the tracks stand before it."""
        while start + 2 <= end:
            self.left -= 1
            if not self.left:
                raise Damaged
            self.file.seek(start)
            name, _width = self.number(keep_marker=True)
            length, width = self.number(keep_marker=False)
            first = self.file.tell()
            unknown = length == (1 << (7 * width)) - 1
            if unknown and name == _CLUSTER:
                return
            last = end if unknown else first + length
            if last > end:
                raise Damaged
            yield name, (first, last)
            start = last

    def number(self, *, keep_marker: bool) -> tuple[int, int]:
        """A number of variable width, and its width in bytes."""
        (first,) = exactly(self.file, 1)
        width = 9 - first.bit_length()
        if width > (4 if keep_marker else 8):
            raise Damaged
        value = first if keep_marker else first & ((1 << (8 - width)) - 1)
        return int.from_bytes(bytes([value]) + exactly(self.file, width - 1)), width
