"""Reading at any position of a seekable file without holding it."""

from __future__ import annotations

import os
import re
from typing import BinaryIO

WINDOW = 64 * 1024  # bytes
ZIP = b"PK\x03\x04"
CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_EOCD, _EOCD_SIZE, _LONGEST_COMMENT = b"PK\x05\x06", 22, 0xFFFF


def size_of(content: BinaryIO) -> int:
    """Length in bytes."""
    return content.seek(0, os.SEEK_END)


def read_at(content: BinaryIO, position: int, length: int) -> bytes:
    """`length` bytes from `position`, fewer at the end of the file."""
    content.seek(position)
    found = content.read(length)
    while len(found) < length and (more := content.read(length - len(found))):
        found += more
    return found


def find(content: BinaryIO, pattern: re.Pattern[bytes], start: int = 0, overlap: int = 256) -> int:
    """Position of the first match from `start` on, -1 for none; a match is at most `overlap` bytes long."""
    content.seek(start)
    position, tail = start, b""
    while chunk := content.read(WINDOW):
        window = tail + chunk
        if found := pattern.search(window):
            return position - len(tail) + found.start()
        position += len(chunk)
        tail = window[-overlap:]
    return -1


def zip_end(content: BinaryIO, size: int) -> int:
    """Position of the record that ends a zip archive exactly at the end of the file, -1 for none.

    An archive is read from its end: with such a record any file is an archive as well, whatever its head says.
    """
    start = max(0, size - _EOCD_SIZE - _LONGEST_COMMENT)
    tail = read_at(content, start, size - start)
    at = tail.rfind(_EOCD)
    while at >= 0:
        comment = int.from_bytes(tail[at + 20 : at + _EOCD_SIZE], "little")
        if start + at + _EOCD_SIZE + comment == size:
            return start + at
        at = tail.rfind(_EOCD, 0, at)
    return -1


def padded_zip_end(content: BinaryIO, size: int) -> int:
    """As `zip_end`; blanks, line ends and zeros may follow the archive, as downloads and old disks add them."""
    exact = zip_end(content, size)
    if exact >= 0:
        return exact
    position = size
    while position > 0:
        start = max(0, position - WINDOW)
        rest = read_at(content, start, position - start).rstrip(b"\0 \t\r\n\x1a")
        position = start + len(rest)
        if rest:
            break
    start = max(0, position - _EOCD_SIZE - _LONGEST_COMMENT)
    tail = read_at(content, start, position + _EOCD_SIZE - start)
    at = tail.rfind(_EOCD)
    if at < 0:
        return -1
    comment = int.from_bytes(tail[at + 20 : at + _EOCD_SIZE], "little")
    ends = start + at + _EOCD_SIZE + comment
    return start + at if position <= ends <= size else -1
