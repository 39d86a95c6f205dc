"""Views of the desk: `member` asks and follows, `link` proves an existing account, `leaving` gives back;
`desk` decides, `desk_accounts` and `desk_folders` look after what was given, `figures` counts."""

from . import desk, desk_accounts, desk_folders, figures, leaving, link, member

__all__ = ["desk", "desk_accounts", "desk_folders", "figures", "leaving", "link", "member"]
