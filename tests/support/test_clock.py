"""The moved clock: what WHEN means, that Python and PostgreSQL are moved together and the S3 server is not refused."""

import datetime as dt
import glob
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import missing

from . import clock

WIB = clock.WIB
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("when", "now", "then"),
    [
        ("+8d", dt.datetime(2026, 11, 29, 5, tzinfo=WIB), dt.datetime(2026, 12, 7, 5, tzinfo=WIB)),
        ("+2y", dt.datetime(2028, 2, 29, 5, tzinfo=WIB), dt.datetime(2030, 2, 28, 5, tzinfo=WIB)),
        ("00:30", dt.datetime(2026, 11, 29, 5, tzinfo=WIB), dt.datetime(2026, 11, 30, 0, 30, tzinfo=WIB)),
        ("00:30", dt.datetime(2026, 11, 29, 0, 10, tzinfo=WIB), dt.datetime(2026, 11, 29, 0, 30, tzinfo=WIB)),
        ("12-31", dt.datetime(2026, 12, 31, 13, tzinfo=WIB), dt.datetime(2027, 12, 31, 12, tzinfo=WIB)),
        ("2028-02-29", dt.datetime(2026, 11, 29, 5, tzinfo=WIB), dt.datetime(2028, 2, 29, 12, tzinfo=WIB)),
    ],
)
def test_when(when, now, then):
    assert clock.moment(when, now.astimezone(dt.UTC)) == then


@pytest.mark.parametrize("when", ["", "besok", "+8", "8d", "2027-02-29", "25:00"])
def test_what_is_no_moment_is_refused(when):
    with pytest.raises(ValueError):  # noqa: PT011  what the library says, it says
        clock.moment(when, dt.datetime(2026, 11, 29, tzinfo=WIB))


def test_every_clock_has_its_commits():
    assert {clock.of_commit(f"{n:08x}ffff") for n in range(6)} == set(clock.CLOCKS)


def test_python_and_postgresql_are_moved_and_the_store_is_not_refused():
    """A run within the run: asks all three, and whether waiting ends, eight days later."""
    if not glob.glob(clock.LIBRARY):
        missing("no libfaketime on this machine (Debian: apt-get install faketime)")
    before = clock.TrueTime.now(dt.UTC)
    command = [
        sys.executable,
        "-m",
        "tests.support.clock",
        "+8d",
        sys.executable,
        "-m",
        "pytest",
        "-n",
        "0",
        "-q",
    ]
    ours = ("PYTEST", "DATABASE", "ALUR_TEST", "FAKETIME", "LD_")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    asked = f"{Path(__file__).parent / 'clock_asked.py'}"
    done = subprocess.run(
        [*command, asked], cwd=ROOT, env=environment | {"ALUR_ASKED": before.isoformat()},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, "2 passed" in done.stdout) == (0, True), (
        done.stdout[-3000:] + done.stderr[-2000:]
    )
