"""What the readers of the formats share."""

from typing import BinaryIO

from django.utils.translation import gettext as _


class BrokenRecording(ValueError):
    """A recording or captions are refused; `line` is where in captions."""

    def __init__(self, message: str, line: int = 1):
        super().__init__(message)
        self.line = line


class Damaged(Exception):
    """The bytes do not follow their format."""


def exactly(file: BinaryIO, count: int) -> bytes:
    """So many bytes, or Damaged at the end of the file."""
    content = file.read(count)
    if len(content) != count:
        raise Damaged
    return content


def refuse_damaged(form: str):
    """Whoever made the file is told that it is damaged."""
    message = _("The file begins like %(form)s, but is damaged or cut short. Export it again.")
    return BrokenRecording(message % {"form": form})


def refuse_codec(form: str, codec: str, wanted: str):
    """Browsers would show a black rectangle."""
    message = _("The %(form)s file holds “%(codec)s”, which not every browser plays. Export it with %(wanted)s.")
    return BrokenRecording(message % {"form": form, "codec": codec, "wanted": wanted})
