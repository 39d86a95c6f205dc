"""Views of the desk: `member` asks and follows, `link` proves an existing account, `leaving` gives back;
`desk` decides, `desk_accounts` looks after accounts, `figures` counts."""

from . import desk, desk_accounts, figures, leaving, link, member

__all__ = ["desk", "desk_accounts", "figures", "leaving", "link", "member"]
