"""Recordings of up to 50 GB: judged by the heads of their boxes and by their end, never read whole."""

from __future__ import annotations

import io
import re
from typing import BinaryIO

from .foreign import holds_another, refuse_archive
from .packages import ARCHIVE_HEADS, PROGRAM_HEADS
from .reading import CFB, ZIP, read_at, size_of
from .refusals import BROKEN, FOREIGN, Unacceptable

MP4, MKV, AVI = "video/mp4", "video/x-matroska", "video/x-msvideo"

#: Brands of ISO base media files that hold video; QuickTime, as telephones write it, is the same container.
_BRANDS = re.compile(
    rb"iso[m2-9]|mp4[12]|mp71|avc[1-4]|hvc1|hev1|dash|cmfc|msdh|MSNV|M4V[ HP]|mmp4|3g[pe2s]\w|XAVC|f4v |qt  "
)
_STILL = re.compile(rb"hei[cxms]|hev[cx]|mif1|msf1|avi[fs]|M4A |M4B ")
#: DocType "matroska", its length written in one byte or in eight.
_MATROSKA = re.compile(rb"\x42\x82(?:\x88|\x40\x08|\x01\x00{6}\x08)matroska")
_BOXES = {
    *(
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
    ),
    *(b"mfra", b"emsg", b"prft", b"ssix", b"ftyp", b"pnot", b"PICT", b"junk", b"meco", b"beam", b"thum"),
}
_PADDING = {b"free", b"skip", b"wide", b"uuid", b"junk"}
_FIRST_BOXES = 8
#: What may stand beside each other in a Matroska file: head, segment, void, checksum.
_ELEMENTS = (b"\x1aE\xdf\xa3", b"\x18S\x80g", b"\xec", b"\xbf")
_MOST_BOXES = 400  # then only the end is looked at: a recording in pieces has thousands
_END = 64 * 1024  # bytes
_HEADS = (*PROGRAM_HEADS, *ARCHIVE_HEADS, ZIP, CFB, b"%PDF-", b"MZ", b"<")


def sniff(head: bytes) -> str:
    """The media type that the first bytes tell, empty for none of the three."""
    if head[4:8] == b"ftyp":
        length = min(int.from_bytes(head[:4], "big"), 512)
        brands = [head[8:12], *(head[at : at + 4] for at in range(16, length, 4))]
        return MP4 if any(map(_BRANDS.fullmatch, brands)) and not _STILL.fullmatch(head[8:12]) else ""
    if head.startswith(b"\x1aE\xdf\xa3") and _MATROSKA.search(head[:128]):
        return MKV
    if head.startswith(b"RIFF") and head[8:16] == b"AVI LIST":
        return AVI
    return ""


def inspect(content: BinaryIO, found: str) -> None:
    """Raise Unacceptable for a broken recording or one that is something else too. Some short reads."""
    size = size_of(content)
    end = {MP4: _boxes, AVI: _chunks, MKV: _segment}[found](content, size)
    refuse_archive(content, size)
    if end < size:
        _refuse_rest(content, end, size)


def _boxes(content: BinaryIO, size: int) -> int:
    """ISO/IEC 14496-12: boxes follow each other without gaps; a picture track or its data is among the first.

    Returns where they end.
    """
    position, playable = 0, False
    for number in range(_MOST_BOXES):
        head = read_at(content, position, 32)
        length, kind, inner = int.from_bytes(head[:4], "big"), head[4:8], 8
        if length == 1:
            length, inner = int.from_bytes(head[8:16], "big"), 16
        if len(head) < 8 or (number and kind not in _BOXES) or (length and length < inner):
            break
        if kind in _PADDING and head[inner : min(inner + 8, length or size)].startswith(_HEADS):
            raise Unacceptable(FOREIGN)
        playable = playable or (kind in (b"moov", b"moof", b"mdat") and position + length <= size)
        if not playable and number >= _FIRST_BOXES:
            break
        if not length:  # up to the end of the file
            return size
        if position + length > size:
            break
        position += length
        if position == size:
            break
    else:
        return max(position, size - _END)
    if not playable:
        raise Unacceptable(BROKEN)
    return position


def _chunks(content: BinaryIO, size: int) -> int:
    """Behind the last RIFF chunk of an AVI; a recorder that was cut off wrote no size."""
    position = 0
    for _ in range(_MOST_BOXES):
        head = read_at(content, position, 12)
        if not head.startswith(b"RIFF") or head[8:12] not in (b"AVI ", b"AVIX"):
            return position
        length = int.from_bytes(head[4:8], "little")
        if not length or position + 8 + length > size:
            return max(position, size - _END)
        position += 8 + length + length % 2
        if position >= size:
            return size
    return max(0, size - _END)


def _segment(content: BinaryIO, size: int) -> int:
    """Behind the segment of a Matroska file, where it tells its size."""
    position = 0
    for _ in range(_FIRST_BOXES):
        head = read_at(content, position, 12)
        if not head.startswith(_ELEMENTS):
            return position
        first = head[0]
        wide = 9 - first.bit_length()
        mark = head[wide] if len(head) > wide else 0
        length_wide = 9 - mark.bit_length()
        if not mark or length_wide > 8 or len(head) < wide + length_wide:
            return position or max(0, size - _END)
        length = int.from_bytes(head[wide : wide + length_wide], "big") & ((1 << 7 * length_wide) - 1)
        if length == (1 << 7 * length_wide) - 1:  # unknown: up to the end
            return max(position, size - _END)
        position += wide + length_wide + length
        if position >= size:
            return size
    return position


def _refuse_rest(content: BinaryIO, end: int, size: int) -> None:
    """What follows may be padding and what cameras append; of a long rest both ends are looked at."""
    for start in {end, max(end, size - _END)}:
        stop = min(size, start + _END)
        rest = read_at(content, start, min(stop - start, 4096)).lstrip(b"\0 \t\r\n\xff")
        if rest.startswith(_HEADS) or holds_another(io.BytesIO(read_at(content, start, stop - start))):
            raise Unacceptable(FOREIGN)
