"""Recordings are judged by a few reads at their head and end (E-FILE, CB-117)."""

from __future__ import annotations

import io
import struct

import pytest

from documents.inspection import inspect
from documents.inspection.refusals import BROKEN, FOREIGN, MARKUP

from . import material as m
from .inspecting import MISMATCH, ZIP, verdict

pytestmark = pytest.mark.req("SJ-143")


def box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content


def mp4(brand: bytes = b"isom", *brands: bytes) -> bytes:
    return box(b"ftyp", brand + b"\0\0\2\0" + b"".join(brands)) + box(b"free") + box(b"mdat", b"\0" * 64)


MKV = bytes.fromhex("1a45dfa3a3428681014282886d6174726f736b61") + b"\0" * 64
MKV_LONG = bytes.fromhex("1a45dfa3010000000000002342868101428201000000000000086d6174726f736b61") + b"\0" * 64
WEBM = bytes.fromhex("1a45dfa39f42868101428284") + b"webm" + b"\0" * 64
AVI = b"RIFF\0\0\0\0AVI LIST" + b"\0" * 64
HUGE = box(b"ftyp", b"isom\0\0\2\0") + struct.pack(">I4sQ", 1, b"mdat", 50 * 1024**3)


@pytest.mark.parametrize(
    ("content", "extension", "answer"),
    [
        (mp4(), "mp4", "video/mp4"),
        (mp4(b"avc1", b"isom"), "mp4", "video/mp4"),
        (mp4(b"iso5", b"dash"), "mp4", "video/mp4"),
        (mp4(b"3gp4"), "mp4", "video/mp4"),
        (mp4(b"HKMI", b"mp42"), "mp4", "video/mp4"),
        (box(b"ftyp", b"isom\0\0\0\0") + struct.pack(">I4s", 0, b"mdat") + b"x" * 50, "mp4", "video/mp4"),
        (MKV, "mkv", "video/x-matroska"),
        (MKV_LONG, "mkv", "video/x-matroska"),
        (AVI, "avi", "video/x-msvideo"),
        (mp4(b"qt  ", b"isom"), "mp4", "video/mp4"),
        (mp4(b"heic", b"mif1"), "mp4", MISMATCH),
        (WEBM, "mkv", MISMATCH),
        (MKV, "mp4", MISMATCH),
        (mp4(), "mkv", MISMATCH),
        (mp4(), "jpg", MISMATCH),
        (m.jpeg(), "mp4", MISMATCH),
        (b"RIFF\0\0\0\0WAVEfmt ", "avi", MISMATCH),
        (m.HTML, "mp4", MARKUP),
        (mp4()[:30], "mp4", BROKEN),
        (box(b"ftyp", b"isom\0\0\2\0") + box(b"html", m.HTML), "mp4", BROKEN),
        (HUGE, "mp4", BROKEN),
        (mp4() + ZIP, "mp4", FOREIGN),
        (MKV + ZIP, "mkv", FOREIGN),
        (AVI + ZIP, "avi", FOREIGN),
    ],
)
def test_recordings(content, extension, answer):
    assert verdict(content, extension) == answer


class Sparse(io.RawIOBase):
    """A recording of 50 GB that exists only where it is read; counts what is read."""

    def __init__(self, head: bytes, size: int) -> None:
        self.head, self.size, self.at, self.given = head, size, 0, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.size}[whence]
        return self.at

    def tell(self) -> int:
        return self.at

    def readinto(self, buffer) -> int:
        count = max(0, min(len(buffer), self.size - self.at))
        buffer[:count] = self.head[self.at : self.at + count].ljust(count, b"\0")
        self.at += count
        self.given += count
        return count


@pytest.mark.req("SJ-140")
def test_fifty_gigabytes_are_judged_by_a_few_reads():
    content = Sparse(HUGE, len(HUGE) + 50 * 1024**3 - 16)
    assert inspect(io.BufferedReader(content, 256 * 1024), "mp4") == "video/mp4"
    assert content.given < 2_000_000


@pytest.mark.parametrize("extension", ["svg", "html", "exe", "zip", ""])
def test_extensions_that_nothing_promises(extension):
    for content in (m.SVG, m.HTML, m.EXE, m.zipped("a", b"a"), m.PDF):
        assert verdict(content, extension) in (MARKUP, MISMATCH)
