"""PDF: opened by qpdf in a process of its own, bounded in memory and time.

A parser of hostile files is not trusted with the web server's memory: a stream of 4 MB unfolded to 4 GB.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from . import readers
from .foreign import holds_another, refuse_archive, refuse_behind
from .inside import Carried
from .reading import WINDOW, find, read_at, size_of
from .refusals import ACTIONS, BOMB, BROKEN, ENCRYPTED, FOREIGN, LINKS, UNUSUAL, Unacceptable, Unexamined

HEADER_WITHIN = 1024  # bytes, as every reader of PDF looks for it
_READER = Path(__file__).with_name("pdf_reader.py")
_ANSWERS = {
    "encrypted": ENCRYPTED,
    "actions": ACTIONS,
    "links": LINKS,
    "bomb": BOMB,
    "unusual": UNUSUAL,
    "broken": BROKEN,
}
_END = re.compile(rb"%%EOF")
_LAST_TABLE = re.compile(rb"startxref\s+\d{1,20}\s*\Z")
#: What begins a further revision behind an end.
_REVISION = re.compile(rb"\d{1,10}\s{1,8}\d{1,5}\s{1,8}obj|xref|trailer|%PDF-")
_OBJECT = re.compile(rb"[\r\n ]\d{1,10}\s{1,8}\d{1,5}\s{1,8}obj\b")
_LINEARIZED = re.compile(rb"obj\s{0,8}<<[^>]{0,200}/Linearized\b[^>]{0,300}")
_LENGTH = re.compile(rb"/L\s{1,8}(\d{1,12})\b")
_BANNER = re.compile(rb"[\t\r\n\f\x1b\x20-\x7e\x80-\xff\0\x04\x1a]*\Z")
#: What no harmless banner begins with.
_OTHER_HEAD = re.compile(
    rb"MZ|PK|\x7fELF|#!|\xff\xd8|\x89PNG|GIF8|Rar!|7z|\{\\rtf|\xd0\xcf|RIFF|BM", re.DOTALL
)
_TAR = 257
_MARKUP = re.compile(rb"<[a-z!?/%]|javascript:", re.IGNORECASE)


def header_at(head: bytes) -> int:
    """Where a PDF begins in these first bytes, -1 for none: print servers and byte order marks come before it."""
    at = head.find(b"%PDF-", 0, HEADER_WITHIN + 5)
    before = head[: max(at, 0)]
    if at > 0 and (
        before[_TAR : _TAR + 5] == b"ustar"
        or _OTHER_HEAD.match(before)
        or _MARKUP.search(before)
        or not _BANNER.match(before)
    ):
        return -1
    return at


def inspect(content: BinaryIO, carried: Carried) -> None:
    """Raise Unacceptable for a PDF that is broken, locked, active, carries what the intake does not take or
    hides another file. Raises Unexamined where its reader could not tell.

    Revisions behind the first end, as signatures make them, and attachments (PDF/A-3) are in order.
    """
    size = size_of(content)
    end = _last_end(content, size)
    refuse_archive(content, size)
    refuse_behind(content, end)
    _refuse_cut(content, end, size)
    _refuse_between(content, size)
    with tempfile.TemporaryFile() as output:
        answer = cast(BinaryIO, output)
        readers.run(_READER, "judge", content, answer)
        said, start = _heading(answer)
        if said["word"] != "ok":
            raise Unacceptable(_ANSWERS[said["word"]])
        for attached in said["files"]:
            with tempfile.TemporaryFile() as file:
                _copy(answer, start, attached["size"], cast(BinaryIO, file))
                carried.take(cast(BinaryIO, file), attached["names"])
            start += attached["size"]


@contextmanager
def attachments(content: BinaryIO) -> Iterator[BinaryIO | None]:
    """The attachments of a PDF, unpacked, as a zip archive without compression; None where there are none.

    Raises Unacceptable where they cannot be unpacked within the bounds.
    """
    with tempfile.TemporaryFile() as target:
        if not readers.run(_READER, "unpack", content, cast(BinaryIO, target)):
            raise Unacceptable(UNUSUAL)
        yield cast(BinaryIO, target) if target.seek(0, os.SEEK_END) else None


def _heading(answer: BinaryIO) -> tuple[dict[str, Any], int]:
    """(what the reader said, where the attachments begin). Raises Unexamined for anything else."""
    answer.seek(0)
    line = answer.readline()
    try:
        said = json.loads(line)
        if said["word"] != "ok" and said["word"] not in _ANSWERS:
            raise ValueError(said["word"])
    except (ValueError, TypeError, KeyError) as error:
        raise Unexamined("said nothing") from error
    return said, len(line)


def _copy(source: BinaryIO, start: int, size: int, target: BinaryIO) -> None:
    for at in range(start, start + size, WINDOW):
        target.write(read_at(source, at, min(WINDOW, start + size - at)))


def _last_end(content: BinaryIO, size: int) -> int:
    """Position behind the last end marker, or behind the place of the last table; a file with neither did not
    arrive whole."""
    step, start = 1024 * 1024, size
    while start > 0:
        start = max(0, start - step)
        found = [match.end() for match in _END.finditer(read_at(content, start, step + 8))]
        if found:
            return start + found[-1]
    tail = read_at(content, max(0, size - 1024), 1024)
    if _LAST_TABLE.search(tail):
        return size
    raise Unacceptable(BROKEN)


def _refuse_cut(content: BinaryIO, end: int, size: int) -> None:
    """Raise Unacceptable where the last revision has begun and not ended, or where the file is shorter than its head
    says (prepared for the web): it shows less than was sent, often without a word."""
    if end < size and find(content, _OBJECT, end) >= 0:
        raise Unacceptable(BROKEN)
    head = _LINEARIZED.search(read_at(content, 0, 2 * HEADER_WITHIN))
    told = _LENGTH.search(head[0]) if head else None
    if told and int(told[1]) > size:
        raise Unacceptable(BROKEN)


def _refuse_between(content: BinaryIO, size: int) -> None:
    """Behind each end comes a further revision, which begins with an object or a table: never another file."""
    start = 0
    for _ in range(200):
        end = find(content, _END, start)
        if end < 0:
            return
        start = end + 5
        following = find(content, _REVISION, start)
        if following < 0:
            following = size
        if following > start + 64 and holds_another(content, start, following):
            raise Unacceptable(FOREIGN)
        if _starts_other(read_at(content, start, 512)):
            raise Unacceptable(FOREIGN)


def _starts_other(behind: bytes) -> bool:
    rest = behind.lstrip(b"\0 \t\r\n\f\x1a")
    other = rb"PK\x03\x04|MZ\x90|\x7fELF|Rar!|7z\xbc\xaf|<(?:!doctype|html|script|svg|\?php)"
    return re.match(other, rest, re.IGNORECASE) is not None
