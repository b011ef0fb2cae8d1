"""Readers of hostile files: programs of their own, bounded in time, and few at once on one machine.

Whatever keeps a reader from answering says nothing about the file: Unexamined, never a refusal.
"""

from __future__ import annotations

import fcntl
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

from .refusals import Unexamined

SECONDS = 45.0  # by the clock; the reader bounds its own processor time
WAIT_SECONDS = 6.0  # for a place; whoever gets none is told so
_PAUSE = 0.05


def places() -> int:
    """Readers at once on this machine: as many as processors; they yield to everything else (`nice`)."""
    return int(os.environ.get("ALUR_READERS") or max(2, os.cpu_count() or 2))


REFUSED = 4  # what a reader ends with that did its work and will not answer


def run(program: Path, task: str, content: BinaryIO, output: BinaryIO) -> bool:
    """Run a reader on `content`; what it says goes to `output`. False where it refused to answer.

    Raises Unexamined unless it ended by itself.
    """
    with tempfile.TemporaryFile() as copy, place():
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
                [sys.executable, "-I", str(program), task],
                stdin=content.fileno(),
                stdout=output.fileno(),
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise Unexamined("slow") from late
        except OSError as error:  # no process, no memory: the machine's fault
            raise Unexamined(str(error)) from error
    if ended.returncode not in (0, REFUSED):
        raise Unexamined(f"ended with {ended.returncode}")
    return ended.returncode == 0


@contextmanager
def place(kind: str = "pembaca", most: int | None = None, wait: float | None = None) -> Iterator[None]:
    """One of the few places of this machine for a kind of work (readers by default), held by a lock that ends with
    the process. Raises Unexamined where none is free within `wait` seconds."""
    folder = Path(os.environ.get("ALUR_READERS_DIR") or tempfile.gettempdir()) / f"alur-{kind}-{os.getuid()}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    deadline = time.monotonic() + (WAIT_SECONDS if wait is None else wait)
    while True:
        for number in range(most or places()):
            if (held := _hold(folder / str(number))) is not None:
                with held:
                    yield
                return
        if time.monotonic() >= deadline:
            raise Unexamined("busy")
        time.sleep(_PAUSE)


def _hold(path: Path) -> IO[bytes] | None:
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
