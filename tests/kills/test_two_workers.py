"""Worker processes as on two machines: one is lost under load, one meets what kills it and what hangs."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.db import transaction

from tests.support.jobs import attempts, registering, rows
from workflows import failures
from workflows.jobs import Queue, defer
from workflows.models import AccessLog, Failure

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def worker(*options):
    """`manage.py run_worker` with its children in a session of its own; killed at the end whatever became of it."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run_worker", *options],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.kills.load.settings"},
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def wait_for(condition, seconds):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.05)


@pytest.fixture
def names(committed_db, monkeypatch):
    """The names of the processes' jobs, so that they can be deferred here."""
    register = registering(monkeypatch)
    for name in ("hitung", "gantung", "bunuh"):
        register(lambda order: None, name)
    register(lambda order: None, "hitung_lain", Queue.NOTICES)


def counted():
    return Counter(
        detail["n"] for detail in AccessLog.objects.filter(action="hitung").values_list("detail", flat=True)
    )


def test_one_of_two_is_killed_under_load_and_nothing_is_lost_or_done_twice(names):
    with transaction.atomic():
        for n in range(400):
            defer("hitung", n, n=n)
    with worker("--queues", "acts", "--each", "2") as lost, worker("--queues", "acts") as left:
        wait_for(lambda: len(counted()) > 60, 120)
        os.killpg(lost.pid, signal.SIGKILL)  # as if its machine were gone
        wait_for(lambda: rows() == [], 120)
        assert left.poll() is None
    assert counted() == dict.fromkeys(range(400), 1)
    assert rows(status=("failed",)) == []
    assert {(f.error, f.outcome) for f in Failure.objects.all()} <= {(failures.KILLED, Failure.BERHASIL)}


def test_what_hangs_and_what_kills_hold_nobody_up(names):
    with worker("--queues", "acts", "notices") as process:
        with transaction.atomic():
            defer("gantung", 1)
        wait_for(lambda: any(row.status == "doing" for row in rows("gantung")), 120)
        began = time.monotonic()
        with transaction.atomic():
            defer("bunuh", 1)
            for n in range(20):
                defer("hitung", n, n=n)
            for n in range(100, 105):
                defer("hitung_lain", n, n=n)
        wait_for(lambda: set(range(100, 105)) <= set(counted()), 60)
        assert attempts("gantung") == [0], "the other queue did not wait for its limit"
        wait_for(lambda: rows() == [], 120)
        print(f"all over {time.monotonic() - began:.1f} s after two attempts that hang and three that kill")
        assert process.poll() is None
    assert counted() == dict.fromkeys([*range(20), *range(100, 105)], 1)
    assert AccessLog.objects.filter(action="gantung").count() == 0, "what it did was undone each time"
    parked = {f.name: (f.attempts, f.error) for f in failures.parked()}
    assert parked == {"gantung": (2, failures.TOO_LONG), "bunuh": (3, failures.KILLED)}


def test_asked_to_end_it_ends_its_job_first(names):
    with transaction.atomic():
        for n in range(100):
            defer("hitung", n, n=n)
    with worker("--queues", "acts") as process:
        wait_for(lambda: len(counted()) > 5, 120)
        process.terminate()
        assert process.wait(30) == 0
    assert [row.status for row in rows() if row.status != "todo"] == []
    assert set(counted().values()) == {1}
    assert Failure.objects.count() == 0
