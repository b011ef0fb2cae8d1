"""`make run` as a process: it serves, restarts what dies, refuses a second one, leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

from project.services.supervisor import Child, Server

COMMAND = [sys.executable, "-m", "project.services.supervisor"]
ROOT = Path(__file__).resolve().parents[3]


def wait_for(condition, seconds):
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.05)
    return result


def quietly(condition):
    """False where the site answers 503 or not at all."""
    try:
        return condition()
    except OSError:
        return False


def test_a_server_that_dies_is_started_again_later_and_later():
    tries = []

    def fails():
        tries.append(time.monotonic())
        raise RuntimeError("the port is taken")

    server = Server("toko", lambda: None, fails)
    pauses = []
    for number in range(1, 7):
        server.start_at = 0
        server.tend()
        pauses.append(round(server.start_at - time.monotonic()))
        server.tend()
        assert len(tries) == number
    assert pauses == [1, 2, 5, 10, 30, 30]
    running = Server("toko", lambda: 4711, fails)
    running.tend()
    assert len(tries) == 6


def test_a_child_that_dies_is_started_again_later_and_later():
    child = Child("anak", [sys.executable, "-c", "raise SystemExit(3)"])
    pauses = []
    for _ in range(6):
        child.start_at = 0
        child.tend()
        child.process.wait()
        before = time.monotonic()
        child.tend()
        assert child.process is None
        pauses.append(round(child.start_at - before))
    assert pauses == [1, 2, 5, 10, 30, 30]


def test_a_child_is_not_started_before_its_time():
    child = Child("anak", [sys.executable, "-c", ""])
    child.start_at = time.monotonic() + 60
    child.tend()
    assert child.process is None


@pytest.fixture
def environment(service_folder):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "ALUR_", "AWS_"))}
    return inherited | {
        "ALUR_DATA_DIR": str(service_folder / "var"),
        "ALUR_PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "project.settings.dev",
    }


@pytest.mark.slow
def test_a_whole_life(environment, service_folder):  # noqa: PLR0915  one life
    """Start, kill the worker, kill the supervisor, start again, stop."""
    folder = service_folder / "var"

    def named(name):
        found = []
        for process in psutil.process_iter(["cmdline", "environ"]):
            environ = process.info["environ"] or {}
            if name in (process.info["cmdline"] or []) and environ.get("ALUR_DATA_DIR") == str(folder):
                found.append(process.pid)
        return found

    def start():
        process = subprocess.Popen(COMMAND, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        lines = iter(process.stdout.readline, "")
        assert any("Alur runs at" in line for line in lines)
        assert str(folder / "email") in process.stdout.readline()  # and no e-mail in between
        return process

    def answers():
        address = f"http://127.0.0.1:{environment['ALUR_PORT']}/"
        with urllib.request.urlopen(address, timeout=10) as response:
            return response.status == 200

    first = start()
    try:
        assert wait_for(lambda: quietly(answers), 60)
        assert wait_for(lambda: list((folder / "email").glob("*.log")), 60)
        second = subprocess.run(
            COMMAND, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert second.returncode == 1
        assert f"already running with {folder} (process {first.pid})" in second.stderr

        def watching():
            """The worker itself; the processes of its queues are forked from it and are called like it."""
            return [pid for pid in named("run_worker") if psutil.Process(pid).ppid() == first.pid]

        (worker,) = wait_for(watching, 20)
        lanes = wait_for(lambda: len(named("run_worker")) == 6 and named("run_worker"), 20)
        os.kill(worker, signal.SIGKILL)
        (replacement,) = wait_for(lambda: [pid for pid in watching() if pid != worker], 20)
        wait_for(lambda: not set(named("run_worker")) & set(lanes), 30)  # nobody would end what hangs there

        postgres = int((folder / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
        store = int((folder / "s3" / "weed.pid").read_text())
        for server in (postgres, store):
            os.kill(server, signal.SIGKILL)

        def other(path, before):
            found = path.exists() and path.read_text().split()
            return found and int(found[0]) != before

        assert wait_for(lambda: other(folder / "postgres" / "data" / "postmaster.pid", postgres), 60)
        assert wait_for(lambda: other(folder / "s3" / "weed.pid", store), 60)
        assert wait_for(lambda: quietly(answers), 60)

        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        first.stdout.close()
        first = start()
        assert wait_for(lambda: quietly(answers), 60)
        assert replacement not in named("run_worker")
    finally:
        first.send_signal(signal.SIGTERM)
        code = first.wait(60)
        first.stdout.close()
    assert code == 0
    assert [named(name) for name in ("run_worker", "run_timers", "gunicorn")] == [[], [], []]
    assert not (folder / "postgres" / "data" / "postmaster.pid").exists()
    assert not (folder / "s3" / "weed.pid").exists()
