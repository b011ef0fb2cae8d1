"""Runs a command with the clock of Python and PostgreSQL moved: `make test CLOCK=…`.

    python -m tests.support.clock WHEN command …

WHEN, all in WIB: `+8d` or `+2y` from now, `12-31` the next such day at noon, `2028-02-29` that day at noon,
`00:30` the next time it is half past midnight (another day in UTC), or `commit`, one of CLOCKS chosen by the id of
the commit that is tested. Every process gets the same distance to true time from a copy of Debian's libfaketime
(`reading_only`). The S3 server, a Go program, keeps true time, and so must what signs requests to it
(`truetime/sitecustomize.py`).
"""

from __future__ import annotations

import datetime as dt
import glob
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

WIB = dt.timezone(dt.timedelta(hours=7))
NOON = dt.time(12, 0)
#: What `make deep` tries one after the other.
CLOCKS = ("+8d", "12-31", "2028-02-28", "2028-02-29", "+2y", "00:30")
LIBRARY = "/usr/lib/*/faketime/libfaketime.so.1"
#: Seconds to true time; what libfaketime itself reads.
OFFSET_VARIABLE = "FAKETIME"
#: What the copy leaves to the C library. None of them needs a moved clock (they wait for a length of time, or until a
#: moment of the monotonic clock, which is true), and some are wrong in 0.9.10: `clock_nanosleep`, Python's own sleep,
#: answers EINVAL; a signal that comes while `epoll_wait` waits sees true time, so that no time-out of PostgreSQL (lock,
#: deadlock, statement) ever fires; `pthread_cond_timedwait` comes back at once, and a browser does nothing else.
WAITS = (
    b"alarm", b"clock_nanosleep", b"epoll_pwait", b"epoll_wait", b"nanosleep", b"poll", b"ppoll", b"pselect", b"select",
    b"pthread_cond_destroy", b"pthread_cond_init", b"pthread_cond_timedwait", b"sleep", b"usleep",
)  # fmt: skip


class TrueTime(dt.datetime):
    """The clock of the S3 server, whatever ours shows: for what compares the two."""

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
        return dt.datetime.now(tz) - dt.timedelta(seconds=int(os.environ.get(OFFSET_VARIABLE, "0")))


def moment(when: str, now: dt.datetime) -> dt.datetime:
    """The moment that WHEN names, seen from now (both aware). Raises ValueError."""
    here = now.astimezone(WIB)
    if found := re.fullmatch(r"\+(\d{1,4})([dy])", when):
        number = int(found[1])
        if found[2] == "d":
            return here + dt.timedelta(days=number)
        leap = here.month == 2 and here.day == 29
        return here.replace(year=here.year + number, day=28 if leap else here.day)
    if re.fullmatch(r"\d{2}:\d{2}", when):
        then = dt.datetime.combine(here.date(), dt.time.fromisoformat(when), WIB)
        return then if then > here else then + dt.timedelta(days=1)
    if re.fullmatch(r"\d{2}-\d{2}", when):
        then = dt.datetime.combine(dt.date.fromisoformat(f"{here.year}-{when}"), NOON, WIB)
        return then if then > here else then.replace(year=here.year + 1)
    return dt.datetime.combine(dt.date.fromisoformat(when), NOON, WIB)


def of_commit(commit: str) -> str:
    """One of CLOCKS, another one for other commits."""
    return CLOCKS[int(commit[:8], 16) % len(CLOCKS)]


def head() -> str:
    return subprocess.run(
        ["git", "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    ).stdout.strip()


def reading_only(library: bytes) -> bytes:
    """libfaketime without WAITS: struck from its table of names, so that the loader goes on to the C library's."""
    start = library.index(b"clock_gettime\0")
    start, end = library.rindex(b"\0\0", 0, start) + 1, library.index(b"\0\0", start) + 1
    names = library[start:end]
    for name in WAITS:  # "poll" may be the end of "ppoll": the last letter strikes both
        names = re.sub(rb"(?<=[\0a-z])" + name + rb"(?=\0)", name[:-1] + b"X", names)
    return library[:start] + names + library[end:]


def moved_library() -> str:
    """Path of the copy, beside the Python that runs. Leaves with a sentence when Debian's is missing."""
    libraries = glob.glob(LIBRARY)
    if not libraries:
        sys.exit(
            "The clock cannot be moved: this machine lacks libfaketime (Debian: apt-get install faketime)."
        )
    copy = Path(sys.prefix) / "libfaketime-reading.so"
    with tempfile.NamedTemporaryFile(dir=copy.parent, delete=False) as new:
        new.write(reading_only(Path(libraries[0]).read_bytes()))
    os.chmod(new.name, 0o755)
    os.replace(new.name, copy)
    return str(copy)


def environment(when: str, now: dt.datetime, library: str) -> dict[str, str]:
    """The variables that move the clock of a process and of all that it starts."""
    offset = round((moment(when, now) - now).total_seconds())
    own = str(Path(__file__).parent / "truetime")
    path = os.environ.get("PYTHONPATH", "")
    return {
        **os.environ,
        "LD_PRELOAD": library,
        OFFSET_VARIABLE: f"{offset:+d}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # waiting and time-outs are not what is tried here
        "PYTHONPATH": f"{own}{os.pathsep}{path}" if path else own,
    }


def main(when: str, command: list[str]) -> None:
    library = moved_library()
    if when == "commit":
        when = of_commit(head())
    now = dt.datetime.now(dt.UTC)
    print(f"Clock: {when}, that is {moment(when, now):%d/%m/%Y %H.%M} WIB", flush=True)
    os.execvpe(command[0], command, environment(when, now, library))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
