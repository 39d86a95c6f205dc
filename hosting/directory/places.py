"""Where property files are: an address of the web, or a file of the folder that a setting names.

A file on the web never leads to one of this machine; which addresses may be asked is `portal.core.public_requests`.
"""

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urldefrag, urljoin

from django.conf import settings
from django.utils.translation import gettext as _

from portal.core import public_requests

from .chatonsinfos.properties import MAX_BYTES

SECONDS = 10
MAX_PLACE = 400


class Unreadable(Exception):
    """Nothing can be read there; the words say why."""


@dataclass(frozen=True)
class Place:
    """`address` of the web, or path of a file below `root`. Two places that are equal are the same file."""

    name: str
    root: Path | None = None

    @property
    def is_local(self) -> bool:
        return self.root is not None

    def next_to(self, name: str) -> "Place":
        """What a file that stands here calls `name`. Raises Unreadable for what is no place."""
        if name.startswith(("http://", "https://")):
            return on_the_web(name)
        if len(name) + len(self.name) > MAX_PLACE:
            raise Unreadable(_("an address of more than %(count)s characters") % {"count": MAX_PLACE})
        if self.is_local:
            return Place(posixpath.normpath(posixpath.join(posixpath.dirname(self.name), name)), self.root)
        try:
            return on_the_web(urljoin(self.name, name))
        except ValueError as error:
            raise Unreadable(_("this is not an address")) from error


def on_the_web(address: str) -> Place:
    """A place of the web. Raises Unreadable for another address."""
    try:
        address = urldefrag(address.strip()).url
    except ValueError as error:
        raise Unreadable(_("this is not an address")) from error
    if not address.startswith(("http://", "https://")):
        raise Unreadable(_("only http:// and https:// addresses are asked"))
    if len(address) > MAX_PLACE:
        raise Unreadable(_("an address of more than %(count)s characters") % {"count": MAX_PLACE})
    return Place(address)


def named(name: str) -> Place:
    """The place that staff wrote: an address, or a file of `CHATONS_FOLDER`. Raises Unreadable."""
    if "://" in name:
        return on_the_web(name)
    if not settings.CHATONS_FOLDER:
        raise Unreadable(_("no folder is named for files of this server (CHATONS_FOLDER)"))
    return Place(name, Path(settings.CHATONS_FOLDER))


def read_bytes(place: Place) -> bytes:
    """What stands there, one byte more than may be at most. Raises Unreadable."""
    return _from_folder(place) if place.is_local else _from_the_web(place.name)


def _from_folder(place: Place) -> bytes:
    root = place.root.resolve()
    try:
        file = (root / place.name).resolve()
        if not file.is_relative_to(root):
            raise Unreadable(_("this file is outside of its folder"))
        if not file.is_file():
            raise Unreadable(_("there is no such file"))
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise Unreadable(_("this file cannot be opened")) from error


def _from_the_web(address: str) -> bytes:
    try:
        answer = public_requests.get(address, seconds=SECONDS, max_bytes=MAX_BYTES + 1)
    except (public_requests.RequestRefused, public_requests.RequestFailed) as error:
        raise Unreadable(str(error)) from error
    if answer.status != 200:
        raise Unreadable(_("the server answers %(status)s") % {"status": answer.status})
    # Nothing was asked for but plain text: what is packed all the same is never unpacked, whatever its size.
    if answer.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise Unreadable(_("the server compresses its answer although nobody asked it to"))
    return answer.body


Reader = Callable[[Place], bytes]
