"""Views of the desk. For members and managers: `member` asks and follows, `link` proves an existing account, `leaving`
gives back, `word` confirms what was opened on the telephone, `association` shows the whole of one. For referents and
staff: `desk` decides, `telephone` opens a request, `desk_accounts` and `desk_folders` look after what was given,
`figures` counts; `lists` is what their lists have in common."""

from . import association, desk, desk_accounts, desk_folders, figures, leaving, link, member, telephone, word

__all__ = [
    "association",
    "desk",
    "desk_accounts",
    "desk_folders",
    "figures",
    "leaving",
    "link",
    "member",
    "telephone",
    "word",
]
