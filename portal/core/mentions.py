"""« @Nom » and « @« Nom public » » in what a member writes: emphasised, whoever it names and whether or not they exist,
so that the page tells nobody who has an account here. Never inside code, an address or a link.
"""

import re

from markdown_it import MarkdownIt

_MENTION = re.compile(r"@(?:«\s*([^«»\n]{1,60}?)\s*»|\"([^\"\n]{1,60})\"|“([^“”\n]{1,60})”|(\w(?:[\w.'’-]{0,58}\w)?))")
# What stands before an @ inside an address (of mail, of the web) or a package name.
_GLUED = frozenset("_@/.-+:")
AT_MOST = 10  # people named in one message; more is a crowd


def plugin(parser: MarkdownIt) -> None:
    """Let this parser know mentions."""
    parser.inline.ruler.push("mention", _rule)


def _rule(state, silent: bool) -> bool:
    start = state.pos
    if state.src[start] != "@" or state.linkLevel:
        return False
    before = state.src[start - 1] if start else " "
    match = _MENTION.match(state.src, start, state.posMax)
    if before.isalnum() or before in _GLUED or match is None:
        return False
    if not silent:
        name = " ".join(next(group for group in match.groups() if group).split())
        state.push("strong_open", "strong", 1).meta = {"mention": name}
        state.push("text", "", 0).content = f"@{name}"
        state.push("strong_close", "strong", -1)
    state.pos = match.end()
    return True


def names_in(tokens) -> list[str]:
    """The names that a parsed message mentions, in order, each once, at most AT_MOST."""
    found: dict[str, None] = {}
    for token in tokens:
        for child in token.children or ():
            if child.type == "strong_open" and "mention" in child.meta:
                found.setdefault(child.meta["mention"])
    return list(found)[:AT_MOST]
