"""Addresses of videos on PeerTube instances: hosts of others, which nobody's browser contacts before it was asked.

https://docs.joinpeertube.org/api/embed-player
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = rf"(?:{_LABEL}\.)+[a-z][a-z0-9-]{{0,61}}[a-z0-9]"
_ADDRESS = re.compile(rf"https://({_HOST})/(?:w|videos/watch)/([A-Za-z0-9-]{{8,36}})/?")


class BrokenAddress(ValueError):
    """This is no video on a PeerTube instance; the message is for the person who wrote it."""


@dataclass(frozen=True)
class Video:
    """A video: its instance, its name there, and the page where the instance shows it."""

    host: str
    name: str

    @property
    def address(self) -> str:
        return f"https://{self.host}/w/{self.name}"

    @property
    def embed_address(self) -> str:
        """What a frame shows. Without p2p: the browsers of other people who watch would be contacted too."""
        return f"https://{self.host}/videos/embed/{self.name}?p2p=0"

    @property
    def source(self) -> str:
        """The host in the words of a content security policy."""
        return f"https://{self.host}"


def video(address: str) -> Video:
    """The video at this address. The host is a name (no number, no port), so that it can stand in a policy and be said
    to people. Raises BrokenAddress."""
    found = _ADDRESS.fullmatch(address)
    if not found or len(found[1]) > 253:
        raise BrokenAddress(
            _(
                "Write the address of one video on a PeerTube instance, as https://peertube.example/w/… or "
                "https://peertube.example/videos/watch/…, without what follows a question mark."
            )
        )
    return Video(host=found[1], name=found[2])
