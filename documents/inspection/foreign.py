"""Files that are two things at once: what one program shows as a picture another one runs (polyglots)."""

from __future__ import annotations

import re
from typing import BinaryIO

from .reading import CFB, WINDOW, find, read_at, zip_end
from .refusals import FOREIGN, Unacceptable

#: Beginnings of other formats, long enough not to turn up in compressed picture data by chance.
_INSIDE = re.compile(
    rb"PK\x03\x04[\x0a-\x3f]\x00|%PDF-\d|7z\xbc\xaf\x27\x1c|Rar!\x1a\x07[\x00\x01]|\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    rb"|\x7fELF[\x01\x02][\x01\x02]\x01|MSCF\x00\x00\x00\x00|\xfd7zXZ\x00\x00|\{\\rtf1\\"
    rb"|\xca\xfe\xba\xbe\x00\x00\x00[\x2d-\x50]\x00|L\x00\x00\x00\x01\x14\x02\x00\x00\x00\x00\x00\xc0"
    rb"|(?i:<script[\s>]|<html[\s>]|<!doctype\s+html|<iframe[\s>]|<svg\s[^>]{0,200}xmlns|<\?php\s)"
)
#: Shorter ones count at the very beginning of what follows a whole document.
_AT_START = (
    *(
        b"PK",
        b"%PDF",
        b"MZ",
        b"\x7fELF",
        b"Rar!",
        b"7z\xbc\xaf",
        b"\x1f\x8b",
        b"GIF8",
        b"#!",
        b"{\\rtf",
        b"BZh",
    ),
    *(b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", CFB),
)
_NO_PADDING = re.compile(rb"[^\x00\xff \t\r\n\f\x1a]")
#: Markup that a browser would run, in what should only be a remark about a picture.
_ACTIVE = re.compile(
    rb"<\s*/?(?:script|html|head|body|iframe|frame|frameset|object|embed|applet|form|svg|math|base|marquee|style"
    rb"|meta\s+http-equiv)[\s/>]|<\?php\s|<%@\s|javascript:|vbscript:"
    rb"|[\s\"'/]on(?:load|error|click|focus|blur|mouse\w{2,8}|key\w{2,6}|begin|toggle|start|pointer\w{2,8}"
    rb"|animation\w{3,10}|submit|input|change)\s{0,8}=",
    re.IGNORECASE,
)
_PE_AT = 0x3C
_DISC = 0x8001
_FARTHEST_PE = 0x1000


def refuse_inside(content: BinaryIO) -> None:
    """Raise Unacceptable where a picture holds the beginning of an archive, a PDF, a program or a web page."""
    if find(content, _INSIDE) >= 0 or holds_program(content):
        raise Unacceptable(FOREIGN)


def refuse_behind(content: BinaryIO, end: int) -> None:
    """Raise Unacceptable where another file follows the document, which ends at `end`.

    What no known format begins may stay: padding, what cameras of telephones and memory cards put behind a
    picture, and the banners of print servers and web servers behind a PDF.
    """
    start = find(content, _NO_PADDING, end)
    if start < 0:
        return
    if read_at(content, start, 16).startswith(_AT_START) or holds_another(content, start):
        raise Unacceptable(FOREIGN)


def holds_another(content: BinaryIO, start: int = 0, end: int | None = None) -> bool:
    """Whether the beginning of another format stands anywhere from `start` to `end`."""
    at = find(content, _INSIDE, start)
    return (at >= 0 and (end is None or at < end)) or holds_program(content, start, end)


def holds_program(content: BinaryIO, start: int = 0, end: int | None = None) -> bool:
    """Whether a program of Windows stands there: its two letters are common, its second head is not."""
    content.seek(start)
    position, tail = start, b""
    while (end is None or position < end) and (chunk := content.read(WINDOW)):
        window = tail + chunk
        base = position - len(tail)
        at = window.find(b"MZ")
        while at >= 0:
            offset = int.from_bytes(window[at + _PE_AT : at + _PE_AT + 4], "little")
            if 0x40 <= offset < _FARTHEST_PE and window[at + offset : at + offset + 4] == b"PE\0\0":
                return end is None or base + at < end
            at = window.find(b"MZ", at + 1)
        position += len(chunk)
        tail = window[-2 * _FARTHEST_PE :]
    return False


def refuse_active_text(remark: bytes) -> None:
    """Raise Unacceptable where a remark in a picture is a script or a web page, in UTF-8 or UTF-16."""
    if _ACTIVE.search(remark) or _ACTIVE.search(remark.replace(b"\0", b"")):
        raise Unacceptable(FOREIGN)


def refuse_archive(content: BinaryIO, size: int) -> None:
    """Raise Unacceptable where a file that is no archive can be opened as one: zip, an image of a disc."""
    if zip_end(content, size) >= 0 or read_at(content, _DISC, 5) == b"CD001":
        raise Unacceptable(FOREIGN)


_MARKUP = re.compile(
    rb"<(?:!doctype|!--|html|head|body|script|svg|iframe|\?xml|\?php|img|a |div|meta|title)|#!|javascript:",
    re.IGNORECASE,
)


def is_markup(head: bytes) -> bool:
    """Whether a file begins as a web page, SVG or script, in UTF-8 or UTF-16."""
    text = head[:1024].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe").lstrip()
    return _MARKUP.match(text) is not None
