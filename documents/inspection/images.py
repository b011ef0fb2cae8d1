"""JPEG and PNG: whole, of a size that can be opened, and nothing else beside the picture.

Only structure is read. Pixels are decoded, by a program of their own, of a JPEG without an end marker alone.
"""

from __future__ import annotations

import re
import tempfile
import zlib
from pathlib import Path
from typing import BinaryIO, cast

from . import readers
from .foreign import refuse_active_text, refuse_behind, refuse_inside
from .reading import WINDOW, find, read_at, size_of
from .refusals import BOMB, BROKEN, PIXELS, Unacceptable

MAX_PIXELS = 250_000_000  # telephones take up to 200 million; decoded that is 1 GB at most
_MAX_SEGMENTS = 10_000
_MAX_PICTURES = 64

_PNG_HEAD = 8
_SOI, _EOI, _SOS, _COM = 0xD8, 0xD9, 0xDA, 0xFE
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_ALONE = {0x01, *range(0xD0, 0xD8)}
#: A marker that ends the data of a scan: neither a stuffed byte nor a restart.
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_NOT_FILL = re.compile(rb"[^\xff]")
_NOT_PADDING = re.compile(rb"[^\x00]")
_MARKER = re.compile(rb"\xff[\xc0-\xfe]")
_STRAY = 64 * 1024  # bytes between two segments that some cameras leave
_DATA_CHUNKS = {b"IHDR", b"PLTE", b"IDAT", b"fdAT", b"fcTL"}
_REMARK = 8 * 1024 * 1024  # bytes of one remark, unpacked; what shows pictures takes no more (libpng)
_REMARKS = 12 * 1024 * 1024  # bytes of all of them
_READER = Path(__file__).with_name("jpeg_reader.py")


def inspect_png(content: BinaryIO) -> None:
    """Raise Unacceptable for a broken, gigantic or double PNG."""
    position, remarks = _PNG_HEAD, 0
    for number in range(_MAX_SEGMENTS):
        head = read_at(content, position, 16)
        length, kind = int.from_bytes(head[:4], "big"), head[4:8]
        if number == 0:
            rest = read_at(content, position + 8, 8)
            if kind != b"IHDR" or length != 13 or len(rest) < 8:
                raise Unacceptable(BROKEN)
            _bound(int.from_bytes(rest[:4], "big"), int.from_bytes(rest[4:], "big"))
        if kind not in _DATA_CHUNKS:
            remarks += _remark(read_at(content, position + 8, min(length, _REMARK)), kind)
            if remarks > _REMARKS:
                raise Unacceptable(BOMB)
        position += 12 + length
        if len(read_at(content, position - 1, 1)) != 1:
            raise Unacceptable(BROKEN)
        if kind == b"IEND":
            break
    else:
        raise Unacceptable(BROKEN)
    refuse_inside(content)
    refuse_behind(content, position)


def _remark(chunk: bytes, kind: bytes) -> int:
    """What accompanies a picture: texts, packed ones too, profiles, facts of the camera. Bytes it unfolds to."""
    refuse_active_text(chunk)
    most = len(chunk)
    _, _, packed = chunk.partition(b"\0")
    for start in (1, 2):  # zTXt, iCCP: the method before the data; iTXt: flag and method, two more texts
        body = packed[start:] if start == 1 else packed[2:].partition(b"\0")[2].partition(b"\0")[2]
        stream = zlib.decompressobj()
        try:
            unpacked = stream.decompress(body, _REMARK)
        except zlib.error:
            continue
        if stream.unconsumed_tail and not stream.eof:
            raise Unacceptable(BOMB)
        most = max(most, len(unpacked))
        if kind != b"iCCP":
            refuse_active_text(unpacked)
    return most


def inspect_jpeg(content: BinaryIO) -> None:
    """Raise Unacceptable for a broken, gigantic or double JPEG.

    Further pictures may follow the first one: previews and gain maps of telephones (CIPA DC-007).
    """
    end = _jpeg_end(content, 0)
    for _ in range(_MAX_PICTURES):
        following = find(content, _NOT_PADDING, end)
        if following < 0 or read_at(content, following, 3) != b"\xff\xd8\xff":
            break
        end = _jpeg_end(content, following)
    refuse_inside(content)
    refuse_behind(content, end)


def _jpeg_end(content: BinaryIO, start: int) -> int:
    """Position behind the end marker of the picture that begins at `start`."""
    position, framed = start + 2, False
    for _ in range(_MAX_SEGMENTS):
        head = read_at(content, position, 9) if position >= 0 else b""
        if len(head) < 2:
            break
        marker = head[1]
        if head[0] != 0xFF or marker == 0xFF:
            position = _next_marker(content, position, head[0])
            if position <= 2 + start:
                break
            continue
        if marker == _EOI and framed:
            return position + 2
        if marker in _ALONE:
            position += 2
            continue
        length = int.from_bytes(head[2:4], "big")
        if len(head) < 4 or length < 2 or marker in (0x00, _SOI, _EOI):
            break
        if marker in _FRAMES:
            _bound(int.from_bytes(head[7:9], "big"), int.from_bytes(head[5:7], "big"))
            framed = True
        if marker == _COM or 0xE0 <= marker <= 0xEF:
            refuse_active_text(read_at(content, position + 4, length - 2))
        position += 2 + length
        if marker == _SOS:
            end = find(content, _AFTER_SCAN, position)
            if end < 0 and framed and _is_whole(content, start):
                return size_of(content)  # some cameras leave the end marker away
            position = end
    raise Unacceptable(BROKEN)


def _is_whole(content: BinaryIO, start: int) -> bool:
    """Whether a picture without an end marker has all its data. Raises Unexamined where its reader did not answer."""
    with tempfile.TemporaryFile() as picture, tempfile.TemporaryFile() as said:
        for at in range(start, size_of(content), WINDOW):
            picture.write(read_at(content, at, WINDOW))
        readers.run(_READER, "whole", cast(BinaryIO, picture), cast(BinaryIO, said))
        return read_at(cast(BinaryIO, said), 0, 16) == b"whole"


def _next_marker(content: BinaryIO, position: int, first: int) -> int:
    """Behind fill bytes, or stray ones that every viewer passes over; -1 for none near."""
    if first == 0xFF:
        return find(content, _NOT_FILL, position) - 1
    following = find(content, _MARKER, position)
    return following if following - position <= _STRAY else -1


def _bound(width: int, height: int) -> None:
    if not width or not height:
        raise Unacceptable(BROKEN)
    if width * height > MAX_PIXELS:
        raise Unacceptable(PIXELS)
