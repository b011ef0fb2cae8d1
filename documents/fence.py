"""The fence around a program that reads hostile files: so much memory, time and output, and no core.

Programs call it before they load anything that reads. It knows nothing of Django.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

#: Readers that no page waits for at once yield to pages.
YIELDS = 10


def fence(memory: int, cpu: int, output: int | None = None, nice: int = YIELDS) -> None:
    """Bound this process for good. memory: bytes of address space, the interpreter included; cpu: seconds of processor
    time; output: bytes of the largest file it may write."""
    try:
        import resource
    except ImportError:  # not on Windows; the time limit of the caller remains
        return
    limits = {resource.RLIMIT_AS: memory, resource.RLIMIT_CPU: cpu, resource.RLIMIT_CORE: 0}
    if output is not None:
        limits[resource.RLIMIT_FSIZE] = output
    for kind, most in limits.items():
        with suppress(
            *((ValueError, OSError) if sys.platform == "darwin" else ())
        ):  # knows no limit of address space
            resource.setrlimit(kind, (most, most))
    os.nice(nice)
