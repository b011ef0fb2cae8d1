"""Recordings of up to 50 GB: judged by their head, the first boxes and the last 64 KB, never read whole."""

from __future__ import annotations

import re
from typing import BinaryIO

from .foreign import refuse_archive
from .reading import read_at, size_of
from .refusals import BROKEN, Unacceptable

MP4, MKV, AVI = "video/mp4", "video/x-matroska", "video/x-msvideo"

#: Brands of ISO base media files that hold video for MP4 players (QuickTime and still pictures have others).
_BRANDS = re.compile(
    rb"iso[m2-9]|mp4[12]|mp71|avc[1-4]|hvc1|hev1|dash|cmfc|msdh|MSNV|M4V[ HP]|mmp4|3g[pe2s]\w|XAVC|f4v "
)
#: DocType "matroska", its length written in one byte or in eight.
_MATROSKA = re.compile(rb"\x42\x82(?:\x88|\x40\x08|\x01\x00{6}\x08)matroska")
_BOXES = {
    b"moov",
    b"mdat",
    b"moof",
    b"free",
    b"skip",
    b"wide",
    b"uuid",
    b"sidx",
    b"styp",
    b"pdin",
    b"meta",
    b"udta",
}
_FIRST_BOXES = 8


def sniff(head: bytes) -> str:
    """The media type that the first bytes tell, empty for none of the three."""
    if head[4:8] == b"ftyp":
        length = min(int.from_bytes(head[:4], "big"), 512)
        brands = [head[8:12], *(head[at : at + 4] for at in range(16, length, 4))]
        return MP4 if any(map(_BRANDS.fullmatch, brands)) and head[8:12] != b"qt  " else ""
    if head.startswith(b"\x1aE\xdf\xa3") and _MATROSKA.search(head[:128]):
        return MKV
    if head.startswith(b"RIFF") and head[8:16] == b"AVI LIST":
        return AVI
    return ""


def inspect(content: BinaryIO, found: str) -> None:
    """Raise Unacceptable for a broken recording or one that is an archive too. A few short reads."""
    size = size_of(content)
    if found == MP4:
        _first_boxes(content, size)
    refuse_archive(content, size)


def _first_boxes(content: BinaryIO, size: int) -> None:
    """ISO/IEC 14496-12: boxes follow each other without gaps; a picture track or its data is among the first."""
    position = 0
    for number in range(_FIRST_BOXES):
        head = read_at(content, position, 16)
        length, kind = int.from_bytes(head[:4], "big"), head[4:8]
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        if len(head) < 8 or (number and kind not in _BOXES) or (length and length < 8):
            break
        if kind in (b"moov", b"moof", b"mdat") and position + length <= size:
            return
        if not length:  # up to the end of the file
            return
        position += length
    raise Unacceptable(BROKEN)
