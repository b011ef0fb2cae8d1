"""The virus scanner: files go to clamd over its own protocol, and what it says decides who may have them.

A scanner that is down means pending, never clean; an answer that is not "OK" means quarantined. The client is
our own: `clamd` on the package index has been without a release since 2014 (LGPL), and `clamav-client` is
GPL-2.0 only, which AGPL-3.0 code may not link to. One command of the protocol is all that is needed.
"""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from typing import TYPE_CHECKING, BinaryIO, cast

from django.conf import settings

from . import storage
from .errors import StorageUnavailable
from .inspection import TYPES, Unacceptable, Unexamined, attachments
from .models import Attachment, ScanState, StoredFile, Upload
from .outcomes import Told, write_down

if TYPE_CHECKING:
    from collections.abc import Iterator

CONNECT_SECONDS, ANSWER_SECONDS = 2.0, 60.0
SILENCE_SECONDS = 15.0  # after one that did not answer in time: nobody else waits as long for nothing
_CHUNK = 128 * 1024  # bytes
_LONGEST_ANSWER = 4096  # bytes
_TOO_LARGE = "INSTREAM size limit exceeded"
#: What clamd says when it gave up waiting for us: nothing about the file.
_TIMED_OUT = "COMMAND READ TIMED OUT"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Verdict:
    """state: of the file from now on; answer: the scanner's own words; signature: what it found, if a virus."""

    state: ScanState
    answer: str = ""
    signature: str = ""

    @property
    def reason(self) -> str:
        """Completes "Berkas … ditolak: …" for a file in quarantine."""
        if self.signature:
            return f"pemindai virus menemukan {self.signature}"
        return "pemindai virus tidak dapat memeriksanya"


@dataclass
class _Silence:
    """Of this process only, and only for seconds. until: on the monotonic clock."""

    until: float = 0.0


_silence = _Silence()


class Unreachable(Exception):
    """The scanner does not answer, or not about the file."""


def configured() -> bool:
    return bool(settings.CLAMD_ADDRESS)


def before_scan(size: int) -> ScanState:
    """State of a file of `size` bytes that is written down now and scanned later (`rescan_pending`)."""
    if not configured():
        return ScanState.NOT_SCANNED
    return ScanState.TOO_LARGE if size > settings.CLAMD_MAX_BYTES else ScanState.PENDING


def scan(content: BinaryIO, media_type: str = "") -> Verdict:
    """What the scanner says of the whole of `content`, read from its beginning. media_type: as inspected.

    NOT_SCANNED without a scanner, PENDING while it does not answer, TOO_LARGE beyond CLAMD_MAX_BYTES or the
    scanner's own limit, CLEAN only for its plain "OK", QUARANTINED for every other answer. Attachments of a PDF
    are scanned on their own as well: clamd does not unpack all of them. Raises Unexamined where their reader
    gives no answer.
    """
    if not configured():
        return Verdict(ScanState.NOT_SCANNED)
    verdict = _scan_stream(content)
    if verdict.state == ScanState.CLEAN and media_type == TYPES["pdf"]:
        try:
            with attachments(content) as inside:
                return _scan_inside(inside) if inside is not None else verdict
        except Unacceptable:
            return Verdict(ScanState.QUARANTINED, "attachments cannot be unpacked")
    return verdict


def _scan_inside(archive: BinaryIO) -> Verdict:
    verdict = _scan_stream(archive)
    if verdict.state == ScanState.TOO_LARGE:  # more than the whole may have: nobody has looked at it
        return Verdict(ScanState.QUARANTINED, verdict.answer)
    return verdict


def _scan_stream(content: BinaryIO) -> Verdict:
    if time.monotonic() < _silence.until:
        return Verdict(ScanState.PENDING, "no answer a moment ago")
    content.seek(0)
    try:
        with _connection() as line:
            answer = _instream(line, content)
    except (Unreachable, OSError) as error:
        if isinstance(error, TimeoutError):
            _silence.until = time.monotonic() + SILENCE_SECONDS
        logger.warning("virus scanner does not answer: %s", error)
        return Verdict(ScanState.PENDING, str(error))
    return _verdict(answer)


def ping() -> bool:
    """Whether the scanner answers at all."""
    if not configured():
        return False
    try:
        with _connection() as line:
            line.settimeout(CONNECT_SECONDS)
            line.sendall(b"zPING\0")
            alive = _answer(line) == "PONG"
    except (Unreachable, OSError):
        return False
    if alive:
        _silence.until = 0.0
    return alive


def rescan_pending(limit: int = 20, told: Told | None = None) -> dict[ScanState, int]:
    """Scan up to `limit` objects that are pending; returns how many got which state.

    Rows sharing an object change together. May run in several processes: the same object scanned twice gets
    the same state. Ends at the first one without an answer; the order is random, so that a file which the
    scanner does not survive does not stand before all others for ever. told: called for each outcome.
    """
    counted: dict[ScanState, int] = {}
    if not ping():
        return counted
    for key, size, media_type in _pending(limit):
        try:
            verdict = _scan_object(key, size, media_type)
        except StorageUnavailable:
            logger.warning("object %s cannot be read; it is scanned later", key)
            continue
        except Unexamined as unknown:
            logger.warning("attachments of object %s cannot be unpacked now: %s", key, unknown)
            continue
        if verdict.state in (ScanState.PENDING, ScanState.NOT_SCANNED):
            break
        reason = verdict.reason if verdict.state == ScanState.QUARANTINED else ""
        write_down(key, ScanState.PENDING, verdict.state, reason=reason, answer=verdict.answer, told=told)
        counted[verdict.state] = counted.get(verdict.state, 0) + 1
    return counted


# --- pending objects --------------------------------------------------------------------------------------


def _pending(limit: int) -> list[tuple[str, int, str]]:
    """(storage key, size, media type) of pending objects."""
    found: set[tuple[str, int, str]] = set()
    models: Iterable[type[StoredFile]] = (Upload, Attachment)
    for model in models:
        rows = model._default_manager.filter(scan_state=ScanState.PENDING).order_by("?")
        found.update(rows.values_list("storage_key", "size", "detected_type")[:limit])
    return list(found)[:limit]


def _scan_object(key: str, size: int, media_type: str) -> Verdict:
    if size > settings.CLAMD_MAX_BYTES:
        return Verdict(ScanState.TOO_LARGE)
    with BufferedReader(storage.ObjectReader(key, size), 1024 * 1024) as content:
        return scan(cast(BinaryIO, content), media_type)


# --- the protocol of clamd --------------------------------------------------------------------------------


@contextmanager
def _connection() -> Iterator[socket.socket]:
    """To settings.CLAMD_ADDRESS: the path of a unix socket, or (host, port)."""
    address = settings.CLAMD_ADDRESS
    if isinstance(address, tuple):
        line = socket.create_connection(address, CONNECT_SECONDS)
    else:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with line:
        line.settimeout(CONNECT_SECONDS)
        if isinstance(address, str):
            line.connect(address)
        line.settimeout(ANSWER_SECONDS)
        yield line


def _instream(line: socket.socket, content: BinaryIO) -> str:
    """Send `content` in chunks, each after its length (4 bytes, big-endian); a length of 0 ends it."""
    sent = 0
    try:
        line.sendall(b"zINSTREAM\0")
        while chunk := content.read(_CHUNK):
            sent += len(chunk)
            if sent > settings.CLAMD_MAX_BYTES:
                return f"{_TOO_LARGE}."
            line.sendall(len(chunk).to_bytes(4, "big") + chunk)
        line.sendall(b"\0\0\0\0")
    except ConnectionError:
        pass  # it closes as soon as its limit is reached, with the answer waiting to be read
    return _answer(line)


def _answer(line: socket.socket) -> str:
    """The answer up to its NUL; one that is cut off is none."""
    found = b""
    while not found.endswith(b"\0"):
        piece = line.recv(_LONGEST_ANSWER)
        if not piece or len(found) > _LONGEST_ANSWER:
            raise Unreachable(f"connection closed after {found!r}" if found else "connection closed")
        found += piece
    return found[:-1].decode("utf-8", "replace").strip()


def _verdict(answer: str) -> Verdict:
    if answer == "stream: OK":
        return Verdict(ScanState.CLEAN, answer)
    if _TOO_LARGE in answer:
        return Verdict(ScanState.TOO_LARGE, answer)
    if _TIMED_OUT in answer:
        return Verdict(ScanState.PENDING, answer)
    signature = answer.removeprefix("stream: ").removesuffix(" FOUND") if answer.endswith(" FOUND") else ""
    if signature.startswith("Heuristics.Limits."):
        signature = ""  # nothing was found, it could not be looked through
    return Verdict(ScanState.QUARANTINED, answer, signature)
