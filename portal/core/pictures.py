"""Checks photographs and screenshots before they are kept: really the format that their name says, and of a size a
page can bear."""

from io import BytesIO
from pathlib import PurePath

from PIL import Image, UnidentifiedImageError

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
