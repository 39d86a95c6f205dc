"""Checks photographs and screenshots before they are kept: really the format that their name says, and of a size a
page can bear. What strangers send is moreover drawn again (`redraw`), so that nothing but its dots is kept."""

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 5_000_000
MAX_PIXELS = 25_000_000
FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".gif": "GIF"}


class BrokenPicture(ValueError):
    """A picture is refused; the message says why."""


def check_picture(name: str, content: bytes) -> None:
    """Raise BrokenPicture unless these bytes are a picture of the format that the name's ending says."""
    if len(content) > MAX_BYTES:
        raise BrokenPicture(f"the picture is larger than {MAX_BYTES // 1_000_000} MB")
    wanted = FORMATS[PurePath(name).suffix.lower()]
    try:
        with Image.open(BytesIO(content), formats=[wanted]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise BrokenPicture(f"the picture has more than {MAX_PIXELS // 1_000_000} million pixels")
            picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise BrokenPicture(f"the file cannot be read as {wanted}") from error


# What Pillow's readers raise on files that were made to break them.
_UNREADABLE = (
    UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, IndexError, KeyError,
    TypeError, OverflowError, Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip
MAX_SENT = 12_000_000  # bytes of a file that people send: a telephone's photograph
MAX_KEPT = 2_500_000  # bytes of what is kept of it
MAX_SIDE = 6_000  # dots: a page that was captured in its whole length
KEPT_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}


@dataclass(frozen=True)
class Drawn:
    """A picture drawn again: nothing of the file that was sent but its dots."""

    content: bytes
    format: str
    width: int
    height: int

    @property
    def content_type(self) -> str:
        return KEPT_TYPES[self.format]


def redraw(file) -> Image.Image:
    """The dots of a picture that someone sent, upright, without metadata, no side over MAX_SIDE; `.format` is its own.

    The type is what the content says. Raises BrokenPicture with words for whoever sent it.
    """
    if file.size > MAX_SENT:
        raise BrokenPicture(_("It is larger than %(count)d MB.") % {"count": MAX_SENT // 1_000_000})
    file.seek(0)
    try:
        with Image.open(file, formats=["PNG", "JPEG", "WEBP", "GIF"]) as sent:
            if sent.width * sent.height > MAX_PIXELS:
                raise BrokenPicture(
                    _("It has more than %(count)d million pixels: crop it or make it smaller.")
                    % {"count": MAX_PIXELS // 1_000_000}
                )
            if getattr(sent, "is_animated", False):
                raise BrokenPicture(_("It is animated: send a still picture."))
            kind = sent.format
            upright = ImageOps.exif_transpose(sent)
            clear = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
            upright = upright.convert("RGBA" if clear else "RGB")
    except BrokenPicture:
        raise
    except _UNREADABLE as error:
        raise BrokenPicture(_("It cannot be read as a PNG, JPEG, WebP or GIF picture.")) from error
    dots = Image.new(upright.mode, upright.size)
    dots.paste(upright)
    dots.thumbnail((MAX_SIDE, MAX_SIDE))
    dots.format = kind
    return dots


def encode(dots: Image.Image) -> Drawn:
    """A file of these dots of at most MAX_KEPT bytes: sharp for a screenshot, smaller for a photograph."""
    drawn = _as(dots, "PNG" if dots.format in ("PNG", "GIF") else "JPEG" if dots.mode == "RGB" else "WEBP")
    while len(drawn.content) > MAX_KEPT:
        if drawn.format == "WEBP":
            dots = dots.resize((max(dots.width * 2 // 3, 1), max(dots.height * 2 // 3, 1)))
        drawn = _as(dots, "WEBP")
    return drawn


def thumbnail(dots: Image.Image, side: int) -> Drawn:
    """A small copy, no side over `side`."""
    small = dots.copy()
    small.thumbnail((side, side))
    return _as(small, "WEBP")


def _as(dots: Image.Image, kind: str) -> Drawn:
    content = BytesIO()
    options = {"PNG": {}, "JPEG": {"quality": 85, "progressive": True}, "WEBP": {"quality": 82, "method": 3}}[kind]
    dots.save(content, kind, **options)
    return Drawn(content.getvalue(), kind, dots.width, dots.height)
