"""Sixteen people read and act at once, against real web processes and the database of a million tasks.

Ten reviewers read their boxes, open cases, ask for corrections; two supervisors and two people of an institution take
tasks out of their queue and give them back; two auditors read lists and search. By the API, with a pause of a tenth
of a second between two calls, as long as is asked for.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from typing import Any

import httpx
import psutil

from project.services.postgres import APP, OWNER
from tests.support.recording import GUNICORN
from tests.support.world import PASSWORD

from .size import Two

PAUSE = 0.1  # seconds
REVIEWERS = ("asisten1", "asisten2", *(f"asisten{n:03}" for n in range(10, 18)))
TAKERS = ("komisioner", "admin", "jaksel", "jaksel2")
READERS = ("auditor", "auditor")


class Person:
    """One of the sixteen, with what was answered: (kind of call, seconds, status)."""

    def __init__(self, base: str, name: str, seed: int) -> None:
        self.name, self.random = name, random.Random(seed)
        self.api = httpx.Client(
            base_url=base,
            timeout=60,
            trust_env=False,
            limits=httpx.Limits(max_keepalive_connections=0),  # a front server keeps them, not gunicorn
        )
        self.calls: list[tuple[str, float, int]] = []
        self.until = 0.0
        token = self.api.post("/auth/token", json={"username": name, "password": PASSWORD})
        self.api.headers["Authorization"] = f"Bearer {token.raise_for_status().json()['token']}"

    def work(self) -> None:
        step = self.review if self.name in REVIEWERS else self.take if self.name in TAKERS else self.read
        while time.monotonic() < self.until:
            step()

    def review(self) -> None:
        rows = self.get("/tasks?box=mine&type=nomenklatur&state=baru").get("items", [])
        self.get("/tasks?box=waiting")
        if rows:
            case = self.random.choice(rows)["case"]["id"]
            self.get(f"/cases/{case}")
            self.post(
                f"/cases/{case}/transitions/perbaikan", {"data": {"alasan": "<p>Lengkapi kompetensi.</p>"}}
            )

    def take(self) -> None:
        rows = self.get(f"/tasks?box=queue&limit={self.random.randint(20, 50)}").get("items", [])
        if rows:
            task = self.random.choice(rows)["id"]
            if self.post(f"/tasks/{task}/claim", None) == 200:
                self.post(f"/tasks/{task}/release", None)

    def read(self) -> None:
        self.get("/cases?type=nomenklatur")
        self.get(f"/cases?type=nomenklatur&q={self.random.randint(1500, 3500):06}")
        self.get("/tasks?box=mine")

    def get(self, path: str) -> dict[str, Any]:
        answer = self._timed("read", lambda: self.api.get(path))
        return dict(answer.json()) if answer.status_code == 200 else {}

    def post(self, path: str, body: Any) -> int:
        """Two may reach for one task: who comes second is told so, which is no error."""
        answer = self._timed("act", lambda: self.api.post(path, json=body))
        return int(answer.status_code)

    def _timed(self, kind: str, call: Any) -> Any:
        time.sleep(PAUSE)
        begun = time.perf_counter()
        try:
            answer = call()
        except httpx.TransportError:
            answer = httpx.Response(599)  # nothing was answered
        self.calls.append((kind, time.perf_counter() - begun, answer.status_code))
        return answer


def sixteen(two: Two, minutes: float) -> None:
    two.use("big")
    postgres = two.servers.postgres
    environment = os.environ | {
        "DATABASE_URL": postgres.url(APP, "bench_big"),
        "DATABASE_OWNER_URL": postgres.url(OWNER, "bench_big"),
    }
    port = 8765 + os.getpid() % 1000
    command = [sys.executable, "-m", "gunicorn", "project.wsgi", *GUNICORN, f"--bind=127.0.0.1:{port}"]
    web = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        base = f"http://127.0.0.1:{port}/api/v1"
        _answers(base)
        people = [Person(base, name, seed) for seed, name in enumerate((*REVIEWERS, *TAKERS, *READERS))]
        before = _processor(web.pid, postgres.pid())
        until = time.monotonic() + 60 * minutes
        threads = [threading.Thread(target=person.work) for person in people]
        for person, thread in zip(people, threads, strict=True):
            person.until = until
            thread.start()
        for thread in threads:
            thread.join()
        used = _processor(web.pid, postgres.pid()) - before
    finally:
        web.terminate()
        web.wait(20)
    _tell([call for person in people for call in person.calls], used, minutes)


def _tell(calls: list[tuple[str, float, int]], used: float, minutes: float) -> None:
    statuses = Counter(status for _, _, status in calls)
    wrong = {status: number for status, number in statuses.items() if status not in (200, 201, 409)}
    print(f"\nsixteen people, {minutes:g} minutes: {len(calls)} calls, statuses {dict(statuses)}")
    print(f"errors: {wrong or 'none'}")
    for kind in ("read", "act"):
        times = sorted(seconds for name, seconds, _ in calls if name == kind)
        if len(times) > 1:
            p95 = statistics.quantiles(times, n=20)[-1]
            print(
                f"{kind}: {len(times)}, median {statistics.median(times) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms"
            )
    acts = sum(kind == "act" and status in (200, 201) for kind, _, status in calls)
    print(f"{acts} acts beside {len(calls) - acts} other calls in {used:.0f} s of the processor")
    print(f"{acts / used:.1f} acts, with what is read around them, per core and second")


def _processor(web: int, database: Any) -> float:
    """Seconds of the processor of all web and database processes; of those that ended, what their parents know."""
    total = 0.0
    for pid in (web, database):
        process = psutil.Process(pid)
        for one in (process, *process.children(recursive=True)):
            times = one.cpu_times()
            total += times.user + times.system
        times = process.cpu_times()
        total += times.children_user + times.children_system
    return total


def _answers(base: str) -> None:
    for _ in range(120):
        try:
            httpx.get(f"{base}/case-types", timeout=5, trust_env=False)
            return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise RuntimeError("The web processes do not answer.")
