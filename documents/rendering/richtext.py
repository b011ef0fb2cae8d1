"""Formatted text on its way to a layout: sanitised HTML becomes a tree that typst walks, never markup.

A node is a string or {"t": tag, "isi": [nodes]}; a link also has "href", a table "kolom" (its width), a numbered
list "mulai" where it does not begin at 1. The address of a link is printed after its words.
Unknown tags give their content only. The text must have been sanitised before it was stored; whatever
comes here all the same is printed, not interpreted.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from .printable import printable_text

Node = str | dict[str, Any]

_BLOCKS = {"p", "h3", "h4", "ol", "ul", "li", "blockquote", "table", "tr", "th", "td"}
_INLINE = {"strong", "em", "u", "a", "br", "sup", "sub"}
_SAME = {"b": "strong", "i": "em", "div": "p", "h1": "h3", "h2": "h3"}
#: An opening tag ends these open ones first, as browsers do.
_ENDS = {
    "p": {"p"},
    "li": {"p", "li"},
    "tr": {"p", "td", "th", "tr"},
    "td": {"p", "td", "th"},
    "th": {"p", "td", "th"},
    **{tag: {"p"} for tag in ("h3", "h4", "ol", "ul", "table", "blockquote")},
}
_DEEPEST = 12  # typst ends at about twenty; what lies deeper is printed at this depth
_SPACE = re.compile(r"[ \t\r\n\f]+")
_WORD = re.compile(r" +|[^ ]+")
#: Letters. About a line of a page; a PDF string ends at 32,767 bytes, and an endless word would be one.
_LONGEST_WORD = 80
_LONGEST_HEADING = 500  # letters; it becomes one PDF string
_LONGEST_HREF = 2000  # characters; typst ends at about 65 kB


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: dict[str, Any] = {"t": "", "isi": []}
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = _SAME.get(tag, tag)
        if tag not in _BLOCKS | _INLINE or len(self.open) > _DEEPEST:
            return
        while len(self.open) > 1 and self.open[-1]["t"] in _ENDS.get(tag, ()):
            self.open.pop()
        node: dict[str, Any] = {"t": tag, "isi": []}
        self.open[-1]["isi"].append(node)
        if tag == "a":
            node["href"] = dict(attrs).get("href") or ""
        if tag == "ol" and re.fullmatch(r"[0-9]{1,4}", start := dict(attrs).get("start") or ""):
            node["mulai"] = int(start)
        if tag != "br":
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        tag = _SAME.get(tag, tag)
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth]["t"] == tag:
                del self.open[depth:]
                return

    def handle_data(self, data: str) -> None:
        text = _SPACE.sub(" ", data)
        shown = printable_text(text)
        if shown.strip() or (shown and self.open[-1]["isi"]):
            self.open[-1]["isi"].append(text)


def rich(html: str) -> list[Node]:
    """The tree of `html`: blocks at the top, loose text in a paragraph of its own."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return _blocks(builder.root["isi"])


def _blocks(nodes: list[Node]) -> list[Node]:
    found: list[Node] = []
    loose: list[Node] = []
    for node in [*nodes, {"t": "p", "isi": []}]:
        if isinstance(node, str) or node["t"] in _INLINE:
            loose.append(node)
            continue
        if any(not isinstance(part, str) or _shows(part) for part in loose):
            found.append({"t": "p", "isi": _flow(loose)[0]})
        loose = []
        shaped = _shaped(node)
        if shaped is not None:
            found.append(shaped)
    return found


def _shaped(node: dict[str, Any]) -> Node | None:
    """A block with only what may stand in it; None for an empty one."""
    tag, content = node["t"], node["isi"]
    if tag in ("ol", "ul"):
        items: list[Node] = [{"t": "li", "isi": _blocks(item["isi"])} for item in _as(content, "li")]
        return {**node, "isi": items} if items else None
    if tag == "table":
        rows = [_cells(row) for row in _as(content, "tr")]
        width = max((len(row["isi"]) for row in rows), default=0)
        for row in rows:
            row["isi"] += [{"t": "td", "isi": []} for _ in range(width - len(row["isi"]))]
        return {"t": "table", "kolom": width, "isi": rows} if width else None
    if tag in ("li", "tr", "td", "th"):  # outside its list or table
        tag = "p"
    if tag == "blockquote":
        quoted = _blocks(content)
        return {"t": tag, "isi": quoted} if quoted else None
    inner = [part for part in content if isinstance(part, str) or part["t"] in _INLINE]
    nested = [part for part in content if not isinstance(part, str) and part["t"] not in _INLINE]
    if nested:
        return {"t": "blockquote", "isi": _blocks(content)}
    inner = _flow(inner)[0]
    if tag == "p":
        return {"t": tag, "isi": inner} if inner else None
    words = _words(inner)
    if not _shows(words):  # a heading without words would break PDF/UA
        return None
    if len(words) > _LONGEST_HEADING:
        return {"t": "p", "isi": [{"t": "strong", "isi": inner}]}
    return {"t": tag, "isi": inner}


def _words(nodes: list[Node]) -> str:
    return "".join(node if isinstance(node, str) else _words(node["isi"]) for node in nodes)


def _shows(text: str) -> bool:
    """Whether anything of `text` is seen on the page."""
    return bool(printable_text(text).strip())


def _flow(nodes: list[Node], run: int = 0) -> tuple[list[Node], int]:
    """Inline nodes as they can be set: endless words in pieces, a link that is none as its words.

    run: letters since the last place where a line may end, before the nodes and after them.
    """
    flowing: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            pieces, run = _broken(node, run)
            flowing += pieces
            continue
        inner, run = _flow(node["isi"], run)
        if node["t"] == "br":
            run = 0
        if node["t"] == "a" and (len(node["href"]) > _LONGEST_HREF or not _shows(_words(inner))):
            flowing += inner
        else:
            flowing.append({**node, "isi": inner})
            if node["t"] == "a" and (address := _on_paper(node["href"], _words(inner))):
                pieces, run = _broken(f" ({address})", run)
                flowing += pieces
    return flowing, run


def _on_paper(href: str, words: str) -> str:
    """The address to print after the words of a link, which paper cannot follow; "" where they are the address."""
    address = href.removeprefix("mailto:")
    return "" if words.strip() in (href, address, address.partition("://")[2].rstrip("/")) else address


def _broken(text: str, run: int) -> tuple[list[Node], int]:
    """`text` with a line break wherever a word would go on for more than `_LONGEST_WORD` letters."""
    pieces: list[Node] = []
    start = 0
    for word in _WORD.finditer(text):
        if word[0][0] == " ":
            run = 0
            continue
        at, end = word.span()
        while run + end - at > _LONGEST_WORD:
            at += _LONGEST_WORD - run
            pieces += [text[start:at]] * (at > start) + [{"t": "br", "isi": []}]
            start, run = at, 0
        run += end - at
    return pieces + [text[start:]] * (start < len(text)), run


def _cells(row: dict[str, Any]) -> dict[str, Any]:
    cells = _as(row["isi"], "td", "th")
    return {"t": "tr", "isi": [{"t": cell["t"], "isi": _blocks(cell["isi"])} for cell in cells]}


def _as(nodes: list[Node], wanted: str, other: str = "") -> list[dict[str, Any]]:
    """The nodes with these tags; what stands loosely between them gets a `wanted` of its own."""
    found: list[dict[str, Any]] = []
    loose: list[Node] = []
    for node in [*nodes, {"t": wanted, "isi": []}]:
        if isinstance(node, str) or node["t"] not in (wanted, other):
            loose.append(node)
            continue
        if any(not isinstance(part, str) or _shows(part) for part in loose):
            found.append({"t": wanted, "isi": loose})
        loose = []
        found.append(node)
    return found[:-1]
