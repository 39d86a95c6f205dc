"""MP3 (ISO/IEC 11172-3, with or without ID3v2 tags) and Ogg (RFC 3533) with Opus (RFC 7845) or Vorbis."""

from typing import BinaryIO

from .reading import refuse_codec, refuse_damaged

# Bit rates in kbit/s and sampling rates of layer III, by version (3: MPEG-1; 2 and 0: MPEG-2 and 2.5).
_RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_SAMPLES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def mp3_type(file: BinaryIO, size: int) -> str:
    """« audio/mpeg » when two frames follow each other, or nothing. Raises BrokenRecording for a tag with no sound."""
    head = file.read(10)
    start = 0
    if head[:3] == b"ID3" and len(head) == 10:
        start = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True))
        start += 10 if head[5] & 0x10 else 0  # a footer
    length = _frame_length(file, start)
    follows = length and (start + length == size or _frame_length(file, start + length))
    if follows:
        return "audio/mpeg"
    if head[:3] == b"ID3":
        raise refuse_damaged("MP3")
    return ""


def _frame_length(file: BinaryIO, start: int) -> int:
    """Bytes of the layer III frame that begins there; 0 when none does."""
    file.seek(start)
    head = file.read(4)
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, rate, sample = (head[1] >> 3) & 3, head[2] >> 4, (head[2] >> 2) & 3
    if version not in _SAMPLES or rate in (0, 15) or sample == 3:
        return 0
    kilobits = (_RATES_1 if version == 3 else _RATES_2)[rate]
    per_frame = 144 if version == 3 else 72
    return per_frame * 1000 * kilobits // _SAMPLES[version][sample] + ((head[2] >> 1) & 1)


def ogg_type(file: BinaryIO, _size: int) -> str:
    """« audio/ogg » for Opus or Vorbis, or nothing when this is no Ogg at all. Raises BrokenRecording."""
    head = file.read(27)
    if head[:4] != b"OggS":
        return ""
    if len(head) < 27:
        raise refuse_damaged("Ogg")
    file.read(head[26])  # the table of segments
    first = file.read(8)
    if first == b"OpusHead" or first[:7] == b"\x01vorbis":
        return "audio/ogg"
    name = first.decode("ascii", "replace").strip("\x00\x01\x7f�") or "?"
    raise refuse_codec("Ogg", name, "Opus, Vorbis")
