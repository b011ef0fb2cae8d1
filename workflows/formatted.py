"""Formatted text: what makes a value markup, and how it is kept (docs/text-numbers-time.md).

Marks are the tags of MARKS, properly closed. Everything else is text and stays: `<minimal`, `<a@b.id>`, a lone
`<b>`, `<script>`. A value without any mark is plain text; its lines are lines. Kept is always HTML that nh3 would
not change, so that page, letter and API read one thing. Linear in the length: size and depth come first.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

import nh3

from .text import browser_length, is_blank

#: Marks that are closed by themselves, or by what follows them in HTML.
_OPEN_ENDED = {"p", "li", "tr", "td", "th", "thead", "tbody"}
_INLINE = {"strong", "em", "b", "i", "u", "a", "sup", "sub"}
_BLOCKS = {"p", "ol", "ul", "li", "h3", "h4", "blockquote", "table", "thead", "tbody", "tr", "th", "td"}
MARKS = _INLINE | _BLOCKS | {"br"}
#: What editors and word processors write for the same marks.
_SAME = {"div": "p", "h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}
_NAMES = "|".join(sorted(MARKS | set(_SAME), key=len, reverse=True))
_TAG = re.compile(
    rf"<(/?)({_NAMES})((?:\s+[a-zA-Z][-\w:]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>=]+))?)*)\s*/?>",
    re.IGNORECASE | re.ASCII,
)
_HREF = re.compile(r"\bhref\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'<>=]+)", re.IGNORECASE)
_START = re.compile(r"\bstart\s*=\s*[\"']?([0-9]{1,4})[\"']?(?=\s|$)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
SCHEMES = frozenset({"http", "https", "mailto"})
DEEPEST = 8  # lists, quotations and tables within each other
_LONGEST_MARKUP = 4  # times the visible letters: marks, entities and links come on top

TOO_DEEP = f"Susunan bersarang lebih dari {DEEPEST} tingkat."
BAD_LINK = "Tautan harus diawali https://, http://, atau mailto:."


class Unformattable(ValueError):
    """message: the sentence for the person; too_long: the length in the browser's units, 0 for another fault."""

    def __init__(self, message: str, too_long: int = 0) -> None:
        super().__init__(message)
        self.message, self.too_long = message, too_long


@dataclass
class _Piece:
    """A tag, or the text between tags. tag: "" for text."""

    source: str
    tag: str = ""
    closing: bool = False
    attributes: str = ""


def formatted(text: str, longest: int = 10_000) -> str:
    """The HTML to keep for a normalised text, "" when nothing of it is seen.

    longest: visible letters as the browser counts. Raises Unformattable: too long, too deep, a link to
    something else than a page or an address.
    """
    length = browser_length(text)
    if length > _LONGEST_MARKUP * longest + 1000:
        raise Unformattable("", too_long=length)
    pieces = _matched(list(_pieces(text)))
    if any(piece.tag for piece in pieces):
        kept = sanitised(_markup(pieces))
    else:
        kept = sanitised(_paragraphs(html.escape(text, quote=False)))
    shown = visible_text(kept)
    if is_blank(shown):
        return ""
    length = max(browser_length(shown), len(kept) // (2 * _LONGEST_MARKUP) - 1000)
    if length > longest:
        raise Unformattable("", too_long=length)
    return _settled(kept)


def _settled(kept: str) -> str:
    """Read again until nothing changes: what an unclosed mark seemed to hold may stand at the top level now."""
    for _ in range(4):
        before, kept = kept, sanitised(_markup(_matched(list(_pieces(kept)))))
        if kept == before:
            break
    return kept


def sanitised(text: str) -> str:
    """HTML with the known marks only. For what came through `formatted` it changes nothing."""
    return nh3.clean(text, tags=MARKS, attributes={"a": {"href"}, "ol": {"start"}}, url_schemes=set(SCHEMES))


def visible_text(markup: str) -> str:
    """What is read of kept HTML, line by line; blocks and `<br>` end a line."""
    lines = re.sub(r"\s+", " ", markup)
    lines = re.sub(r"<br>|</(?:p|li|h3|h4|tr|blockquote)>", "\n", lines)
    lines = re.sub(r"</t[dh]>", " ", lines)
    text = re.sub(r"[^\S\n]+", " ", html.unescape(nh3.clean(lines, tags=set())))
    return re.sub(r" ?\n[ \n]*", "\n", text).strip()


def source_text(markup: str) -> str:
    """What a plain text area shows of kept HTML: the lines as typed where it has no other marks, else the HTML."""
    if re.search(r"<(?!/?p>|br>)", markup) or not markup.startswith("<p>"):
        return markup
    plain = markup.removeprefix("<p>").removesuffix("</p>").replace("</p><p>", "\n\n").replace("<br>", "\n")
    text = html.unescape(plain)
    try:
        return text if formatted(text, len(markup) + 1) == markup else markup
    except Unformattable:
        return markup


def editable(text: str) -> str:
    """The HTML that an editor begins with, for what a text area shows; also of what could not be kept as it stands."""
    try:
        return formatted(text, 4 * len(text) + 1)
    except Unformattable:
        return _paragraphs(html.escape(text, quote=False))


def _pieces(text: str) -> Iterator[_Piece]:
    at = 0
    for found in _TAG.finditer(text):
        if found.start() > at:
            yield _Piece(text[at : found.start()])
        name = found[2].lower()
        yield _Piece(found[0], _SAME.get(name, name), bool(found[1]), found[3])
        at = found.end()
    if at < len(text):
        yield _Piece(text[at:])


def _matched(pieces: list[_Piece]) -> list[_Piece]:
    """The same pieces, tags without their partner turned into text. Raises Unformattable for too deep a nesting."""
    waiting: dict[str, list[_Piece]] = {}
    closed = False
    depth = deepest = lines = 0
    for piece in pieces:
        if not piece.tag or piece.tag == "br":
            closed = closed or piece.tag == "br"
            continue
        opened = waiting.setdefault(piece.tag, [])
        nesting = piece.tag in ("ol", "ul", "blockquote", "table")
        if not piece.closing:
            opened.append(piece)
            depth += nesting
            lines += piece.tag in _INLINE
            deepest = max(deepest, depth, lines - DEEPEST)  # sixteen inline marks in each other
        elif opened:
            opened.pop()
            closed = True
            depth -= nesting
            lines -= piece.tag in _INLINE
        else:
            piece.tag = ""
    for tag, left in waiting.items():
        for piece in left:
            if tag not in _OPEN_ENDED or not closed:
                piece.tag = ""
    if deepest > DEEPEST and closed:
        raise Unformattable(TOO_DEEP)
    return pieces


def _markup(pieces: list[_Piece]) -> str:
    """HTML of the pieces: bare text at the top level keeps its lines."""
    parts: list[str] = []
    inside = 0
    loose: list[str] = []
    for piece in pieces:
        block = piece.tag in _BLOCKS
        if block and not inside and loose:
            parts.append(_paragraphs("".join(loose)))
            loose = []
        written = _tag(piece) if piece.tag else _escaped(piece.source)
        if block:
            inside = max(0, inside - 1) if piece.closing else inside + 1
        (parts if block or inside else loose).append(written)
    return "".join(parts) + _paragraphs("".join(loose))


def _tag(piece: _Piece) -> str:
    if piece.closing:
        return f"</{piece.tag}>"
    if piece.tag == "a":
        found = _HREF.search(piece.attributes)
        address = html.unescape(found[1].strip("\"'")).strip() if found else ""
        if address.partition(":")[0].lower() not in SCHEMES:
            raise Unformattable(BAD_LINK)
        return f'<a href="{html.escape(address)}">'
    if piece.tag == "ol" and (start := _START.search(piece.attributes)) and int(start[1]) != 1:
        return f'<ol start="{int(start[1])}">'
    return f"<{piece.tag}>"


def _escaped(text: str) -> str:
    """Text between marks: entities are read as HTML reads them, a lone & or < is itself."""
    parts, at = [], 0
    for entity in _ENTITY.finditer(text):
        parts += [html.escape(text[at : entity.start()], quote=False), entity[0]]
        at = entity.end()
    return "".join([*parts, html.escape(text[at:], quote=False)])


def _paragraphs(escaped: str) -> str:
    """Escaped text with inline marks: a blank line ends a paragraph, every other line end is a `<br>`."""
    blocks: list[list[str]] = [[]]
    for line in escaped.split("\n"):
        if line := line.strip():
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return "".join(f"<p>{'<br>'.join(lines)}</p>" for lines in blocks if lines)
