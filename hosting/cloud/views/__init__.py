"""Views of the desk: `member` asks and follows, `link` proves an existing account, `desk` decides."""

from . import desk, link, member

__all__ = ["desk", "link", "member"]
