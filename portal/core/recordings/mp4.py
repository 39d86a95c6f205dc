"""MP4 and M4A (ISO/IEC 14496-12): boxes in boxes. The sample descriptions name the codecs: H.264 and AAC are taken."""

from collections.abc import Iterator
from typing import BinaryIO

from .reading import Damaged, exactly, refuse_codec, refuse_damaged

_VIDEO, _SOUND = {"avc1", "avc3"}, {"mp4a"}
_MAX_BOXES = 5_000


def media_type(file: BinaryIO, size: int) -> str:
    """« video/mp4 », « audio/mp4 », or nothing when this is no MP4 at all. Raises BrokenRecording."""
    if size < 16 or file.read(8)[4:] != b"ftyp":
        return ""
    try:
        tracks = _Reading(file).tracks(size)
    except Damaged:
        raise refuse_damaged("MP4") from None
    for kind, codec in tracks:
        if codec not in (_VIDEO if kind == "vide" else _SOUND):
            raise refuse_codec("MP4", codec, "H.264, AAC")
    if not tracks:
        raise refuse_damaged("MP4")
    return "video/mp4" if "vide" in dict(tracks) else "audio/mp4"


class _Reading:
    def __init__(self, file: BinaryIO):
        self.file, self.left = file, _MAX_BOXES

    def tracks(self, size: int) -> list[tuple[str, str]]:
        """(« vide » or « soun », codec) of each; tracks of time codes and the like are none of ours."""
        found = []
        for movie in self.inside((0, size), "moov"):
            for track in self.inside(movie, "trak"):
                for media in self.inside(track, "mdia"):
                    kind = self.handler(media)
                    found += [(kind, codec) for codec in self.codecs(media)] if kind in ("vide", "soun") else []
        return found

    def handler(self, media: tuple[int, int]) -> str:
        for start, _end in self.inside(media, "hdlr"):
            self.file.seek(start + 8)
            return exactly(self.file, 4).decode("latin-1")
        raise Damaged

    def codecs(self, media: tuple[int, int]) -> list[str]:
        found = []
        for information in self.inside(media, "minf"):
            for table in self.inside(information, "stbl"):
                for start, end in self.inside(table, "stsd"):
                    found += [name for name, _place in self.boxes(start + 8, end)]
        if not found:
            raise Damaged
        return found

    def inside(self, place: tuple[int, int], wanted: str) -> Iterator[tuple[int, int]]:
        return (inner for name, inner in self.boxes(*place) if name == wanted)

    def boxes(self, start: int, end: int) -> Iterator[tuple[str, tuple[int, int]]]:
        """Name and place of the content of each box between two places."""
        while start + 8 <= end:
            self.left -= 1
            if not self.left:
                raise Damaged
            self.file.seek(start)
            length, name, head = int.from_bytes(exactly(self.file, 4)), exactly(self.file, 4), 8
            if length == 1:
                length, head = int.from_bytes(exactly(self.file, 8)), 16
            length = length or end - start
            if length < head or start + length > end:
                raise Damaged
            yield name.decode("latin-1"), (start + head, start + length)
            start += length
