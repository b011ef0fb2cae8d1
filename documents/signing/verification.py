"""Is this PDF signed by somebody we trust, and unchanged since?

Trusted is only pyHanko's `bottom_line` with our own authorities, at the time of a trusted timestamp; and
the last signature must cover the whole file. `intact` alone would miss a page edited afterwards. Nothing
is fetched from the network: revocation counts when its proof is in the file.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from . import examination
from .facts import UNEXAMINED, UNREADABLE, Verification
from .trust import roots

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
MAX_BYTES = 20 * 1024 * 1024
SECONDS = 30.0  # the processor time, 5 seconds, ends first unless the machine is overloaded


def verify(pdf: bytes, *, existed_at: datetime | None = None, ours: bool = False) -> Verification:
    """Judge `pdf`, which may be hostile: never an exception, and an end after 30 seconds at most.

    `existed_at`: when our own records prove that these very bytes existed. The certificates of the
    timestamp authority are judged at that time, so that an archived file outlives them.
    `ours`: the bytes are known from our records; they are judged in this process (0.05 s), anything else
    in one of its own (0.8 s) that knows no secret and can be ended.
    """
    if len(pdf) > MAX_BYTES:
        return Verification(False, problem=UNREADABLE)
    trusted, moment = roots(), existed_at or datetime.now(UTC)
    if not ours:
        return _apart(examination.instructions(trusted, moment) + pdf)
    try:
        return examination.examine(pdf, trusted, moment)
    except Exception:  # whatever the parser stumbled over: such a file is not genuine
        return Verification(False, problem=UNREADABLE)


def _apart(message: bytes) -> Verification:
    try:
        program = subprocess.run(
            [sys.executable, "-m", examination.__name__], input=message, capture_output=True,
            timeout=SECONDS, check=True, cwd=ROOT, env={"PATH": os.environ.get("PATH", "")},
        )  # fmt: skip
        return examination.parse_answer(program.stdout)
    except (OSError, subprocess.SubprocessError, ValueError, TypeError, KeyError) as error:
        log.warning("A signed file could not be examined: %s", type(error).__name__)
        return Verification(False, problem=UNEXAMINED)
