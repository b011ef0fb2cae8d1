"""PDF: opened by qpdf in a process of its own, bounded in memory and time.

A parser of hostile files is not trusted with the web server's memory: a stream of 4 MB unfolded to 4 GB.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from .foreign import refuse_archive, refuse_behind
from .reading import find, read_at, size_of
from .refusals import ACTIONS, BROKEN, ENCRYPTED, FOREIGN, PROGRAMS, Unacceptable

SECONDS = 45.0  # by the clock; the reader bounds its own processor time
_READER = Path(__file__).with_name("pdf_reader.py")
_ANSWERS = {"encrypted": ENCRYPTED, "actions": ACTIONS, "programs": PROGRAMS}
_END = re.compile(rb"%%EOF")
#: Behind an end comes a further revision, which begins with an object or a table: never another file.
_SECOND = re.compile(
    rb"%%EOF[\s\0]{0,64}(?:%PDF-\d|PK\x03\x04|MZ\x90|\x7fELF|Rar!|7z\xbc\xaf|<(?:!doctype|html|script|svg|\?))",
    re.IGNORECASE,
)


def inspect(content: BinaryIO) -> None:
    """Raise Unacceptable for a PDF that is broken, encrypted, active, carries programs or hides another file.

    Revisions behind the first end, as signatures make them, and attachments (PDF/A-3) are in order.
    """
    size = size_of(content)
    refuse_archive(content, size)
    if find(content, _SECOND) >= 0:
        raise Unacceptable(FOREIGN)
    end = _last_end(content, size)
    refuse_behind(content, end)
    answer = _ask_reader(content)
    if answer != "ok":
        raise Unacceptable(_ANSWERS.get(answer, BROKEN))


def _last_end(content: BinaryIO, size: int) -> int:
    """Position behind the last end marker; a file without one did not arrive whole."""
    step, start = 1024 * 1024, size
    while start > 0:
        start = max(0, start - step)
        found = [match.end() for match in _END.finditer(read_at(content, start, step + 8))]
        if found:
            return start + found[-1]
    raise Unacceptable(BROKEN)


@contextmanager
def attachments(content: BinaryIO) -> Iterator[BinaryIO | None]:
    """The attachments of a PDF, unpacked, as a zip archive without compression; None where there are none.

    Raises Unacceptable where they cannot be unpacked within the bounds.
    """
    with tempfile.TemporaryFile() as target:
        if _run_reader("unpack", content, cast(BinaryIO, target)) != 0:
            raise Unacceptable(BROKEN)
        yield cast(BinaryIO, target) if target.seek(0, os.SEEK_END) else None


def _ask_reader(content: BinaryIO) -> str:
    """One word: ok, encrypted, actions, programs; anything else for a file that cannot be read."""
    with tempfile.TemporaryFile() as answer:
        ended = _run_reader("judge", content, cast(BinaryIO, answer))
        answer.seek(0)
        return answer.read(100).decode("ascii", "replace") if ended == 0 else "crashed"


def _run_reader(task: str, content: BinaryIO, output: BinaryIO) -> int:
    """The exit code of the reader; not 0 as well when its time was up."""
    with tempfile.TemporaryFile() as copy:
        try:
            content.fileno()
        except (OSError, io.UnsupportedOperation):
            content.seek(0)
            shutil.copyfileobj(content, copy)
            content = cast(BinaryIO, copy)
        content.flush()
        content.seek(0)
        try:
            ended = subprocess.run(
                [sys.executable, "-I", str(_READER), task],
                stdin=content.fileno(),
                stdout=output.fileno(),
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return -1
    return ended.returncode
