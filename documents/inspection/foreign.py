"""Files that are two things at once: what one program shows as a picture another one runs (polyglots)."""

from __future__ import annotations

import re
from typing import BinaryIO

from .reading import CFB, find, read_at, zip_end
from .refusals import FOREIGN, Unacceptable

#: Beginnings of other formats, long enough not to turn up in compressed picture data by chance.
_INSIDE = re.compile(
    rb"PK\x03\x04[\x0a-\x3f]\x00|%PDF-\d|<script[\s>]|<html[\s>]|<!doctype\s+html|<iframe[\s>]"
    rb"|<svg\s[^>]{0,200}xmlns|<\?php\s",
    re.IGNORECASE,
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
        b"<",
    ),
    *(b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", CFB),
)
_NO_PADDING = re.compile(rb"[^\x00\xff \t\r\n\f\x1a]")


def refuse_inside(content: BinaryIO) -> None:
    """Raise Unacceptable where a picture holds the beginning of an archive, a PDF or a web page."""
    if find(content, _INSIDE) >= 0:
        raise Unacceptable(FOREIGN)


def refuse_behind(content: BinaryIO, end: int) -> None:
    """Raise Unacceptable where another file follows the document, which ends at `end`.

    What no known format begins may stay: padding, and what cameras of telephones put behind a picture.
    """
    start = find(content, _NO_PADDING, end)
    if start < 0:
        return
    if read_at(content, start, 16).startswith(_AT_START) or find(content, _INSIDE, start) >= 0:
        raise Unacceptable(FOREIGN)


def refuse_archive(content: BinaryIO, size: int) -> None:
    """Raise Unacceptable where a file that is no zip archive can be opened as one."""
    if zip_end(content, size) >= 0:
        raise Unacceptable(FOREIGN)


_MARKUP = re.compile(
    rb"<(?:!doctype|!--|html|head|body|script|svg|iframe|\?xml|\?php|img|a |div|meta|title)|#!|javascript:",
    re.IGNORECASE,
)


def is_markup(head: bytes) -> bool:
    """Whether a file begins as a web page, SVG or script, in UTF-8 or UTF-16."""
    text = head[:1024].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe").lstrip()
    return _MARKUP.match(text) is not None
