"""Views of the desk: `member` asks and follows, `link` proves an existing account, `desk` decides, `figures` counts."""

from . import desk, figures, link, member

__all__ = ["desk", "figures", "link", "member"]
