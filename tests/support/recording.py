"""A recording sent over the API to real processes, while their memory is watched.

`measure` starts gunicorn and a worker beside the database and the store that the environment names, sends a file
that is never in memory as a whole, and returns the figures.
"""

from __future__ import annotations

import hashlib
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import psutil

from tests.support.sending import FTYP

MEGABYTE = 1024 * 1024
KIND = "rekaman_ruang"
#: Two workers of four threads, as `make run` starts them.
GUNICORN = [
    "--worker-class=gthread",
    "--workers=2",
    "--threads=4",
    "--log-level=warning",
    "--no-control-socket",
]


@dataclass(frozen=True)
class Figures:
    """Peaks in MB: of the largest web process, of all web processes together, of the worker; seconds."""

    size: int
    web_before: float
    web: float
    web_all: float
    worker_before: float
    worker: float
    sending: float
    checking: float

    def __str__(self) -> str:
        return (
            f"{self.size / MEGABYTE:.0f} MB sent in {self.sending:.0f} s, checked in {self.checking:.0f} s; "
            f"peak memory: largest web process {self.web:.0f} MB (before {self.web_before:.0f}), all web "
            f"processes {self.web_all:.0f} MB, worker {self.worker:.0f} MB (before {self.worker_before:.0f})"
        )


class Recording:
    """An mp4 of `size` bytes as far as its boxes tell, made part by part."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._noise = random.Random(7).randbytes(MEGABYTE)
        data = size - len(FTYP)
        self._head = FTYP + b"\0\0\0\1mdat" + data.to_bytes(8, "big")

    def part(self, start: int, length: int) -> bytes:
        end = min(start + length, self.size)
        shift = start % MEGABYTE
        blocks = -(-(end - start + shift) // MEGABYTE)
        content = bytearray((self._noise * blocks)[shift : shift + end - start])
        content[:8] = start.to_bytes(8, "big")  # no two parts are the same
        if start == 0:
            content[: len(self._head)] = self._head
        return bytes(content)


class Watch:
    """Samples the memory of processes and their children until it is stopped."""

    def __init__(self, **processes: int) -> None:
        self.processes = {name: psutil.Process(pid) for name, pid in processes.items()}
        self.largest: dict[str, float] = dict.fromkeys(processes, 0.0)
        self.together: dict[str, float] = dict.fromkeys(processes, 0.0)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Watch:
        self.sample()
        self.before = dict(self.largest)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(0.05):
            self.sample()

    def sample(self) -> None:
        for name, process in self.processes.items():
            family = [process, *process.children(recursive=True)]
            sizes = [one.memory_info().rss / MEGABYTE for one in family if one.is_running()]
            self.largest[name] = max(self.largest[name], *sizes)
            self.together[name] = max(self.together[name], sum(sizes))


def measure(size: int, username: str, password: str) -> Figures:
    """Send `size` bytes as this person and wait until they are verified."""
    port = _free_port()
    gunicorn = [sys.executable, "-m", "gunicorn", "project.wsgi", *GUNICORN, f"--bind=127.0.0.1:{port}"]
    worker = [sys.executable, "manage.py", "run_worker"]
    with _running(gunicorn) as web, _running(worker) as checker:
        api = httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=60, trust_env=False)
        with api, httpx.Client(timeout=120, trust_env=False) as store:
            _wait_for(api)
            token = _post(api, "/auth/token", {"username": username, "password": password})["token"]
            api.headers["Authorization"] = f"Bearer {token}"
            for _ in range(20):  # every worker has served something
                api.get("/case-types")
            with Watch(web=web.pid, worker=checker.pid) as watch:
                began = time.monotonic()
                path, sha256 = _send(api, store, Recording(size))
                sent = time.monotonic()
                _post(api, f"{path}/finish", {})
                found = _checked(api, path)
                done = time.monotonic()
            assert (found["state"], found["sha256"]) == ("done", sha256), found
    return Figures(
        size=size,
        web_before=watch.before["web"],
        web=watch.largest["web"],
        web_all=watch.together["web"],
        worker_before=watch.before["worker"],
        worker=watch.largest["worker"],
        sending=sent - began,
        checking=done - sent,
    )


def _send(api: httpx.Client, store: httpx.Client, recording: Recording) -> tuple[str, str]:
    """Address of the upload and SHA-256 of the whole."""
    whole = hashlib.sha256()
    begun = _post(api, "/uploads/large", {"name": "rekaman.mp4", "size": recording.size, "kind": KIND})
    path = f"/uploads/large/{begun['id']}"
    for number in range(1, begun["parts"] + 1):
        content = recording.part((number - 1) * begun["part_size"], begun["part_size"])
        whole.update(content)
        wanted = {"parts": [{"number": number, "sha256": hashlib.sha256(content).hexdigest()}]}
        (part,) = _post(api, f"{path}/parts", wanted)["parts"]
        store.put(part["url"], content=content, headers=part["headers"]).raise_for_status()
    return path, whole.hexdigest()


def _checked(api: httpx.Client, path: str) -> dict[str, object]:
    while True:
        found: dict[str, object] = api.get(path).json()
        if found["state"] != "checking":
            return found
        time.sleep(0.2)


def _post(api: httpx.Client, path: str, body: object) -> dict[str, object]:
    answer = api.post(path, json=body)
    assert answer.is_success, answer.text
    found: dict[str, object] = answer.json()
    return found


def _wait_for(api: httpx.Client) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            api.get("/openapi.json").raise_for_status()
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the web server does not answer")


@contextmanager
def _running(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    settings = os.environ.get("DJANGO_SETTINGS_MODULE", "project.settings.test")
    process = subprocess.Popen(command, env={**os.environ, "DJANGO_SETTINGS_MODULE": settings})
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
