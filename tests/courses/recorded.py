"""Recordings made of bytes, without any tool: small, and really playable where the name says so."""

import io
import struct

from PIL import Image

VTT = (
    "WEBVTT\n\n1\n00:00.000 --> 00:01.000\nBonjour à toutes et tous.\n\n00:01.000 --> 00:02.000\nÀ bientôt.\n".encode()
)
SILENCE = b"\xf8\xff\xfe"  # an Opus packet of 20 ms


def mp3(frames: int = 40) -> bytes:
    """Silence, 26 ms a frame: MPEG-1 layer III, 128 kbit/s, 44.1 kHz. Playable."""
    return (b"\xff\xfb\x90\x00" + bytes(413)) * frames


def ogg(packets: int = 50) -> bytes:
    """Silence in Opus, 20 ms a packet. Playable."""
    head = b"OpusHead\x01\x01" + struct.pack("<HIh", 0, 48_000, 0) + b"\0"
    tags = b"OpusTags" + struct.pack("<I", 0) + struct.pack("<I", 0)
    pages = [_ogg_page(2, 0, 0, [head]), _ogg_page(0, 0, 1, [tags])]
    return b"".join([*pages, _ogg_page(4, packets * 960, 2, [SILENCE] * packets)])


def _ogg_page(flags: int, granule: int, number: int, packets: list[bytes]) -> bytes:
    body = b"".join(packets)
    table = bytes([len(packets), *(len(packet) for packet in packets)])
    page = b"OggS\0" + struct.pack("<BqIII", flags, granule, 7, number, 0) + table + body
    return page[:22] + struct.pack("<I", _ogg_sum(page)) + page[26:]


def _ogg_sum(page: bytes) -> int:
    total = 0
    for byte in page:
        total ^= byte << 24
        for _bit in range(8):
            total = ((total << 1) ^ (0x04C11DB7 if total & 0x80000000 else 0)) & 0xFFFFFFFF
    return total


def webm(seconds: int = 2, *, codec: str = "V_VP8", document: str = "webm") -> bytes:
    """Ten pictures a second, each a key frame, and an index: playable, and one can move about in it."""
    size = (64, 36)
    header = _element(0x1A45DFA3, _element(0x4282, document.encode()))
    duration = _element(0x4489, struct.pack(">d", seconds * 1000))
    info = _element(0x1549A966, _element(0x2AD7B1, (1_000_000).to_bytes(3)) + duration)
    video = _element(0xE0, _element(0xB0, bytes([size[0]])) + _element(0xBA, bytes([size[1]])))
    entry = _element(0xD7, b"\x01") + _element(0x73C5, b"\x01") + _element(0x83, b"\x01")
    tracks = _element(0x1654AE6B, _element(0xAE, entry + _element(0x86, codec.encode()) + video))
    clusters, cues = b"", b""
    before = len(info + tracks)
    for second in range(seconds):
        place = _element(0xF7, b"\x01") + _element(0xF1, (before + len(clusters)).to_bytes(4))
        cues += _element(0xBB, _element(0xB3, (second * 1000).to_bytes(4)) + _element(0xB7, place))
        clusters += _cluster(second, size)
    return header + _element(0x18538067, info + tracks + clusters + _element(0x1C53BB6B, cues))


def _cluster(second: int, size: tuple[int, int]) -> bytes:
    blocks = b"".join(
        _element(0xA3, b"\x81" + struct.pack(">hB", number * 100, 0x80) + _vp8(size, (second * 40 + number * 3) % 256))
        for number in range(10)
    )
    return _element(0x1F43B675, _element(0xE7, (second * 1000).to_bytes(4)) + blocks)


def _vp8(size: tuple[int, int], shade: int) -> bytes:
    """A key frame: what a lossy WebP holds."""
    file = io.BytesIO()
    Image.new("RGB", size, (shade, 90, 68)).save(file, "WEBP", quality=50)
    content = file.getvalue()
    at = content.index(b"VP8 ")
    return content[at + 8 : at + 8 + int.from_bytes(content[at + 4 : at + 8], "little")]


def _element(name: int, content: bytes) -> bytes:
    return name.to_bytes((name.bit_length() + 7) // 8) + (len(content) | 1 << 56).to_bytes(8) + content


def mp4(*codecs: str, brand: str = "isom") -> bytes:
    """The boxes of a film with a track a codec, and no film in it."""
    tracks = b"".join(_track(codec) for codec in codecs)
    return (
        _box("ftyp", brand.encode() + bytes(4))
        + _box("free", bytes(8))
        + _box("moov", tracks)
        + _box("mdat", bytes(64))
    )


def _track(codec: str) -> bytes:
    kind = "soun" if codec in ("mp4a", "ac-3") else "vide"
    described = _box("stsd", bytes(4) + (1).to_bytes(4) + _box(codec, bytes(28)))
    return _box(
        "trak", _box("mdia", _box("hdlr", bytes(8) + kind.encode() + bytes(13)) + _box("minf", _box("stbl", described)))
    )


def _box(name: str, content: bytes) -> bytes:
    return (len(content) + 8).to_bytes(4) + name.encode() + content
