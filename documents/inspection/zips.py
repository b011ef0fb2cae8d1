"""Zip archives read without trust: nothing is unpacked beyond a bound, and a size that lies is counted.

The archive must be exactly what its directory lists: entries one behind the other from the first byte on,
so that no two programs read two different files out of it.
"""

from __future__ import annotations

import re
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, cast

from .reading import WINDOW, ZIP, padded_zip_end, read_at, size_of
from .refusals import BOMB, BROKEN, ENCRYPTED, FOREIGN, Unacceptable

HEAD = 1024 * 1024  # bytes of an entry that are kept
_DIRECTORY_LIMIT = 4 * 1024 * 1024  # bytes; each entry takes at least 46
#: Markup packs 3 to 30 times. Blank sheets more, but never beyond this for long.
_RATIO, _RATIO_FROM = 200, 4 * 1024 * 1024
_GAP = 64  # bytes between two entries: a data descriptor is at most 24
#: Names that lead out of the folder in which somebody unpacks the archive.
_OUTSIDE = re.compile(r"(?:^|[\\/])\.\.(?:[\\/]|$)|^[\\/]|^[A-Za-z]:|[\x00-\x1f\x7f]")
_SPOOL = 1024 * 1024
_LITTLE_PADDING = 32 * 1024  # bytes


@dataclass
class Budget:
    """What one uploaded file may unfold to, archives inside it included; elements of markup that are looked at, pages
    of the web, each of which takes a program of its own."""

    bytes: int = 300 * 1024 * 1024
    entries: int = 10_000
    elements: int = 1_000_000
    pages: int = 20


@dataclass(frozen=True)
class Entry:
    """name: with folders; head: the first `HEAD` bytes; content: the whole, until the next entry is taken."""

    name: str
    head: bytes
    content: BinaryIO


def entries(content: BinaryIO, budget: Budget) -> Iterator[Entry]:
    """Every entry, each read to its end and checked against its sum.

    Raises Unacceptable: damaged, encrypted, unfolding beyond the budget, or with data that its directory
    does not list.
    """
    for info, start in _listed(content, budget):
        budget.entries -= 1
        if info.flag_bits & 0x1:
            raise Unacceptable(ENCRYPTED)
        if _OUTSIDE.search(info.orig_filename) or stat.S_ISLNK(info.external_attr >> 16):
            raise Unacceptable(FOREIGN)
        with tempfile.SpooledTemporaryFile(max_size=_SPOOL) as spool:
            head, checksum, size = b"", 0, 0
            for chunk in _unfolded(content, info, start, budget):
                size += len(chunk)
                checksum = zlib.crc32(chunk, checksum)
                head += chunk[: HEAD - len(head)]
                spool.write(chunk)
            if (size, checksum) != (info.file_size, info.CRC):
                raise Unacceptable(BROKEN)
            yield Entry(_slashed(info), head, cast(BinaryIO, spool))


def _listed(content: BinaryIO, budget: Budget) -> list[tuple[zipfile.ZipInfo, int]]:
    """(entry of the directory, position of its data) in the order of the file."""
    size = size_of(content)
    end = padded_zip_end(content, size)
    if end < 0:
        raise Unacceptable(FOREIGN if _goes_on_behind_end(content, size) else BROKEN)
    record = read_at(content, end, 22)
    comment = int.from_bytes(record[20:22], "little")
    if b"PK" in read_at(content, end + 22, comment):
        raise Unacceptable(FOREIGN)
    whole = end + 22 + comment
    count, length, start = (int.from_bytes(record[a:b], "little") for a, b in ((10, 12), (12, 16), (16, 20)))
    if 0xFFFF in (count,) or 0xFFFFFFFF in (length, start):
        end, count, length, start = _zip64(content, end)
    if count > budget.entries or length > _DIRECTORY_LIMIT:
        raise Unacceptable(BOMB)
    if start + length != end:
        raise Unacceptable(FOREIGN)
    try:
        with _unpadded(content, whole, size) as exact, zipfile.ZipFile(exact) as archive:
            listed = sorted(archive.infolist(), key=lambda info: info.header_offset)
    except Exception as error:  # a parser of hostile input may raise anything
        raise Unacceptable(BROKEN) from error
    if len(listed) != count or len({_slashed(info).lower() for info in listed}) != count:
        raise Unacceptable(BROKEN)
    found, position = [], 0
    for info in listed:
        if info.header_offset < position:
            raise Unacceptable(BOMB)  # entries that share their data
        if info.header_offset > position + (_GAP if position else 0):
            raise Unacceptable(FOREIGN)
        data = _data_of(content, info)
        found.append((info, data))
        position = data + info.compress_size
    if not position <= start <= position + _GAP:
        raise Unacceptable(FOREIGN if start > position else BROKEN)
    return found


def _slashed(info: zipfile.ZipInfo) -> str:
    """The name; some programs of Windows write its folders with the other slash, and Office reads them so."""
    return info.filename.replace("\\", "/")


@contextmanager
def _unpadded(content: BinaryIO, whole: int, size: int) -> Iterator[BinaryIO]:
    """The archive without the padding behind it, which Python's reader takes only a little of."""
    if size - whole < _LITTLE_PADDING:
        yield content
        return
    with tempfile.TemporaryFile() as copy:
        for at in range(0, whole, WINDOW):
            copy.write(read_at(content, at, min(WINDOW, whole - at)))
        yield cast(BinaryIO, copy)


def _goes_on_behind_end(content: BinaryIO, size: int) -> bool:
    """Whether there is an end record with more behind it than its comment; otherwise the file is cut off."""
    start = max(0, size - 0x20000)
    tail = read_at(content, start, size - start)
    at = tail.rfind(b"PK\x05\x06")
    return at >= 0 and at + 22 + int.from_bytes(tail[at + 20 : at + 22], "little") < len(tail)


def _zip64(content: BinaryIO, end: int) -> tuple[int, int, int, int]:
    """(position of the end record, entries, length and start of the directory) of the 64-bit format."""
    locator = read_at(content, max(0, end - 20), 20)
    at = int.from_bytes(locator[8:16], "little")
    record = read_at(content, at, 56) if locator.startswith(b"PK\x06\x07") and at < end else b""
    if not record.startswith(b"PK\x06\x06") or len(record) < 56:
        raise Unacceptable(BROKEN)
    count, length, start = (int.from_bytes(record[a : a + 8], "little") for a in (32, 40, 48))
    return at, count, length, start


def _data_of(content: BinaryIO, info: zipfile.ZipInfo) -> int:
    """Where the data of an entry begins; its own header must name it as the directory does."""
    local = read_at(content, info.header_offset, 30)
    if len(local) < 30 or not local.startswith(ZIP):
        raise Unacceptable(BROKEN)
    name, extra = int.from_bytes(local[26:28], "little"), int.from_bytes(local[28:30], "little")
    listed = info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437")
    if read_at(content, info.header_offset + 30, name) != listed:
        raise Unacceptable(BROKEN)
    return info.header_offset + 30 + name + extra


def _unfolded(content: BinaryIO, info: zipfile.ZipInfo, start: int, budget: Budget) -> Iterator[bytes]:
    """The data of an entry in pieces of at most `WINDOW` bytes, counted against the budget as they come."""
    if info.compress_type == zipfile.ZIP_STORED:
        pieces = _packed(content, start, info.compress_size)
    elif info.compress_type == zipfile.ZIP_DEFLATED and not (info.compress_size or info.file_size):
        return  # nothing, packed into nothing: an empty preview, as Excel 2010 leaves it
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        pieces = _inflated(content, start, info.compress_size)
    else:
        raise Unacceptable(BROKEN)  # office files know no other
    size = 0
    for piece in pieces:
        size += len(piece)
        budget.bytes -= len(piece)
        if budget.bytes < 0 or (size > _RATIO_FROM and size > _RATIO * info.compress_size):
            raise Unacceptable(BOMB)
        yield piece


def _packed(content: BinaryIO, start: int, length: int) -> Iterator[bytes]:
    for at in range(start, start + length, WINDOW):
        yield read_at(content, at, min(WINDOW, start + length - at))


def _inflated(content: BinaryIO, start: int, length: int) -> Iterator[bytes]:
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for packed in _packed(content, start, length):
            rest = packed
            while rest:
                if stream.eof:
                    raise Unacceptable(FOREIGN)  # data behind the end of the stream
                if piece := stream.decompress(rest, WINDOW):
                    yield piece
                rest = stream.unconsumed_tail or (stream.unused_data if stream.eof else b"")
        while not stream.eof and (piece := stream.decompress(stream.unconsumed_tail, WINDOW)):
            yield piece
    except zlib.error as error:
        raise Unacceptable(BROKEN) from error
    if not stream.eof:
        raise Unacceptable(BROKEN)
