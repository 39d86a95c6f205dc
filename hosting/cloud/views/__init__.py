"""Views of the desk. For members and managers: `member` asks and follows, `link` proves an existing account, `leaving`
gives back, `word` confirms what was opened on the telephone, `association` shows the whole of one. For referents and
staff: `desk` decides, `telephone` opens a request, `desk_accounts` looks after accounts, `figures` counts."""

from . import association, desk, desk_accounts, figures, leaving, link, member, telephone, word

__all__ = [
    "association",
    "desk",
    "desk_accounts",
    "figures",
    "leaving",
    "link",
    "member",
    "telephone",
    "word",
]
