"""What a page asks of a file: how many pages it has, and the picture of one of them."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import BoundedSemaphore

from documents import storage
from documents.downloads import assert_readable
from documents.errors import DocumentError
from documents.inspection import TYPES
from documents.models import Attachment

from .reader import LOCKED, MOST_PAGES

LARGEST = 32 * 1024 * 1024  # bytes of a file that is opened for this
SECONDS = 20.0  # by the clock; the reader bounds its own processor time
#: Readers at once in one process of the web server, and how long one more waits for its turn.
AT_ONCE, PATIENCE = 2, 10.0
_READER = Path(__file__).with_name("reader.py")
_KINDS = {TYPES["pdf"]: "pdf", TYPES["jpg"]: "image", TYPES["png"]: "image"}
_turns = BoundedSemaphore(AT_ONCE)

NO_PICTURE = "Jenis berkas ini tidak dapat ditampilkan di halaman; unduh berkasnya untuk membacanya."
TOO_LARGE = "Berkas ini terlalu besar untuk ditampilkan di halaman; unduh berkasnya untuk membacanya."
PASSWORD = "Berkas ini dikunci dengan kata sandi, sehingga tidak dapat ditampilkan di halaman."  # noqa: S105
UNREADABLE = "Berkas ini tidak dapat ditampilkan di halaman; unduh berkasnya untuk membacanya."
BUSY = "Penampil berkas sedang sibuk; coba lagi sebentar lagi."


class Unshowable(DocumentError):
    """No picture of this file, or of this page of it; the download remains."""

    code = "E-GUARD"


class Busy(Unshowable):
    """All readers are at work: try again (HTTP 503)."""


@dataclass(frozen=True)
class Contents:
    """pages: of the file; sizes: width and height in pixels of the pictures of the first MOST_PAGES of them."""

    pages: int
    sizes: tuple[tuple[int, int], ...]


def can_show(file: Attachment) -> bool:
    """Whether a picture can be tried: by the type and size that were found when it was received."""
    return file.detected_type in _KINDS and file.size <= LARGEST


def contents_of(file: Attachment) -> Contents:
    """Raises NotReadable (not scanned yet, in quarantine), Unshowable, StorageUnavailable."""
    _refuse(file)
    return _contents(file.storage_key, _KINDS[file.detected_type])


def picture_of(file: Attachment, number: int) -> bytes:
    """Page `number` (from 1 on) as WebP. Raises as `contents_of`; IndexError for a page that is not shown."""
    found = contents_of(file)
    if not 1 <= number <= len(found.sizes):
        raise IndexError(number)
    return _read("draw", file.storage_key, _KINDS[file.detected_type], number)


def _refuse(file: Attachment) -> None:
    assert_readable(file)
    if file.detected_type not in _KINDS:
        raise Unshowable(NO_PICTURE)
    if file.size > LARGEST:
        raise Unshowable(TOO_LARGE)


@lru_cache(maxsize=1000)  # numbers only; an object never changes
def _contents(key: str, kind: str) -> Contents:
    found = json.loads(_read("count", key, kind, 1))
    return Contents(int(found["pages"]), tuple((int(w), int(h)) for w, h in found["sizes"]))


def _read(task: str, key: str, kind: str, number: int) -> bytes:
    if not _turns.acquire(timeout=PATIENCE):
        raise Busy(BUSY)
    try:
        return _run(task, storage.read(key, LARGEST), kind, number)
    finally:
        _turns.release()


def _run(task: str, content: bytes, kind: str, number: int) -> bytes:
    with tempfile.TemporaryFile() as source:  # nameless, gone with the reader
        source.write(content)
        source.seek(0)
        try:
            ended = subprocess.run(
                [sys.executable, "-I", str(_READER), task, kind, str(number)],
                stdin=source.fileno(),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={},
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Unshowable(UNREADABLE) from error
    if ended.returncode:
        raise Unshowable(PASSWORD if ended.returncode == LOCKED else UNREADABLE)
    return ended.stdout


__all__ = ["MOST_PAGES", "Busy", "Contents", "Unshowable", "can_show", "contents_of", "picture_of"]
