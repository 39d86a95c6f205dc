"""Markdown as plain data that the typst template lays out: headings, paragraphs, lists, tables, quotes."""

from portal.core import markdown

_INLINE = {"strong": "strong", "em": "emph", "s": "strike"}


def blocks_of(source: str) -> list[dict]:
    """Blocks of a Markdown text. Headings start at level 2 and never skip a level, as PDF/UA asks."""
    tokens = markdown.tokens(source)
    return without_skipped_levels(_blocks(tokens, 0, len(tokens)))


def table(head: list[str], rows: list[list[str]], *, caption: str = "", numbers: bool = False) -> dict:
    """A table of words; the first row is its header. `numbers`: all but the first column hold numbers."""
    cells = [[_words(cell) for cell in row] for row in rows]
    head = [_words(cell) for cell in head]
    return {"kind": "table", "caption": caption, "head": head, "rows": cells, "numbers": numbers}


def heading(text: str, level: int = 2) -> dict:
    return {"kind": "heading", "level": level, "content": _words(text)}


def paragraph(text: str) -> dict:
    return {"kind": "paragraph", "content": _words(text)}


def large(text: str, *, monospaced: bool = False) -> dict:
    """A line that stands out: a name, a code."""
    return {"kind": "large", "monospaced": monospaced, "content": _words(text)}


def bullets(items: list[str]) -> dict:
    """A list of words."""
    return {"kind": "list", "ordered": False, "items": [[paragraph(item)] for item in items]}


def link(address: str) -> dict:
    """An address, written in full, that leads there."""
    return {"kind": "paragraph", "content": [{"kind": "link", "href": address, "content": _words(address)}]}


def drawing(svg: str, *, alternative: str, beside: list[dict], centimetres: float = 3.6) -> dict:
    """A square drawing with what it says to those who do not see it, and blocks at its right."""
    return {"kind": "drawing", "svg": svg, "alternative": alternative, "side": centimetres, "beside": beside}


def bars(rows: list[tuple[str, float, str]], *, alternative: str) -> dict:
    """A bar chart out of (label, share of the whole width from 0 to 1, value ready to read), with what it says to those
    who do not see it: a table says the rest."""
    drawn = [{"label": label, "share": share, "shown": shown} for label, share, shown in rows]
    return {"kind": "bars", "alternative": alternative, "bars": drawn}


def _words(text: str) -> list[dict]:
    return [{"kind": "text", "text": str(text)}]


def figure(file: str, *, alt: str, caption: str, words: list[dict], label: str) -> dict:
    """A picture (`file`, one of the document's files), and under `label` blocks that say all that it shows."""
    return {"kind": "figure", "file": file, "alt": alt, "caption": _words(caption), "label": label, "blocks": words}


def box(blocks: list[dict], *, label: str = "", title: str = "") -> dict:
    """Blocks that stand apart from the text, with a small label and a title above. Without a label it is short, and
    stays on one page."""
    return {"kind": "box", "label": label, "title": _words(title) if title else [], "blocks": blocks}


def inline(source: str) -> list[dict]:
    """A paragraph's content from one line of Markdown."""
    tokens = markdown.tokens(" ".join(source.split()))
    return next((_inline(token.children) for token in tokens if token.type == "inline"), [])


def lettered(items: list[list[dict]]) -> dict:
    """A list whose items are named a), b), c)."""
    paragraphs = [[{"kind": "paragraph", "content": one}] for one in items]
    return {"kind": "list", "ordered": True, "lettered": True, "items": paragraphs}


def together(blocks: list[dict]) -> dict:
    """Blocks that no page break parts."""
    return {"kind": "together", "blocks": blocks}


def page_break() -> dict:
    """What follows begins a new page."""
    return {"kind": "pagebreak"}


def deeper(blocks: list[dict], by: int) -> list[dict]:
    """The same blocks with their headings lower by so many levels."""
    return [block | {"level": block["level"] + by} if block["kind"] == "heading" else block for block in blocks]


def without_skipped_levels(blocks: list[dict]) -> list[dict]:
    """The same blocks, each heading at most one level below the one before."""
    last = 1
    for block in blocks:
        if block["kind"] == "heading":
            block["level"] = last = max(2, min(block["level"], last + 1))
    return blocks


def _close(tokens, start: int) -> int:
    """Index of the token that closes the one at `start`."""
    depth = 0
    for index in range(start, len(tokens)):
        depth += tokens[index].nesting
        if depth == 0:
            return index
    return len(tokens) - 1


def _blocks(tokens, start: int, end: int) -> list[dict]:
    found, index = [], start
    while index < end:
        token, close = tokens[index], _close(tokens, index)
        block = _block(tokens, token, index, close)
        if block:
            found.append(block)
        index = close + 1
    return found


def _block(tokens, token, index: int, close: int) -> dict | None:
    if token.type == "heading_open":
        content = _inline(tokens[index + 1].children)
        return {"kind": "heading", "level": int(token.tag[1]), "content": content, "anchor": token.attrGet("id")}
    if token.type == "paragraph_open":
        return {"kind": "paragraph", "content": _inline(tokens[index + 1].children)}
    if token.type in ("bullet_list_open", "ordered_list_open"):
        return {"kind": "list", "ordered": token.type.startswith("ordered"), "items": _items(tokens, index, close)}
    if token.type == "blockquote_open":
        return {"kind": "quote", "blocks": _blocks(tokens, index + 1, close)}
    if token.type == "table_open":
        return _table(tokens, index, close)
    if token.type in ("fence", "code_block"):
        return {"kind": "code", "text": token.content}
    return None


def _items(tokens, index: int, close: int) -> list[list[dict]]:
    items, at = [], index + 1
    while at < close:
        end = _close(tokens, at)
        items.append(_blocks(tokens, at + 1, end))
        at = end + 1
    return items


def _table(tokens, index: int, close: int) -> dict:
    rows: list[list] = []
    for at in range(index, close):
        if tokens[at].type == "tr_open":
            rows.append([])
        elif tokens[at].type in ("th_open", "td_open"):
            rows[-1].append(_inline(tokens[at + 1].children))
    return {"kind": "table", "caption": "", "head": rows[0], "rows": rows[1:]}


def _inline(children) -> list[dict]:
    """Inline tokens as a tree."""
    root: list[dict] = []
    stack = [root]
    for child in children or ():
        if child.nesting == 1:
            node = {"kind": _INLINE.get(child.tag, "span"), "content": []}
            if child.type == "link_open":
                node = {"kind": "link", "href": child.attrGet("href") or "", "content": []}
            stack[-1].append(node)
            stack.append(node["content"])
        elif child.nesting == -1:
            stack.pop()
        elif child.type == "code_inline":
            stack[-1].append({"kind": "code", "text": child.content})
        elif child.type in ("softbreak", "hardbreak"):
            stack[-1].append({"kind": "break" if child.type == "hardbreak" else "text", "text": " "})
        elif child.content:
            stack[-1].append({"kind": "text", "text": child.content})
    return root
