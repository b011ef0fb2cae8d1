"""One worker: a process that watches, and under it one process for each queue.

Apart, because Python cannot end a job that hangs: its process is killed at the job's limit and another one begins
where it stood, while the other queues go on. They are forked from a process that has loaded everything, so that one
costs little memory and starts at once. The one that watches has no database connection and no thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import mmap
import multiprocessing
import os
import signal
import struct
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections
from procrastinate import JobContext
from procrastinate.contrib.django import app, connector_params
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.worker import Worker

from . import failures
from .jobs import Queue, registered
from .working import SILENT, UPKEEP, end_attempt

logger = logging.getLogger(__name__)
_fork = multiprocessing.get_context("fork")

POLL = 5.0  # seconds between two looks when nobody called: LISTEN/NOTIFY does at once
LOOK = 0.25  # seconds between two looks of the one that watches
HEARTBEAT = 10.0  # seconds between two signs of life
PATIENCE = 15.0  # seconds a job may go on after the worker was told to end
#: Seconds before a process that died is followed by another; only one that does nothing else waits.
PAUSES = (0.0, 0.0, 0.5, 1.0, 2.0, 5.0)
STEADY = 30.0
LIMIT = 60  # seconds, of what is no job of ours


class Slot:
    """What a process is at, in memory that it shares with the one that watches: it survives the process."""

    FORM = struct.Struct("qqd")

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, self.FORM.size)

    def begin(self, job: int, worker: int, limit: float) -> None:
        self._memory[:] = self.FORM.pack(job, worker, time.monotonic() + limit)

    def end(self) -> None:
        self._memory[:] = self.FORM.pack(0, 0, 0.0)

    def read(self) -> tuple[int, int, float]:
        """(job, procrastinate's worker, time of the monotonic clock at which it is over); (0, 0, 0) for none."""
        return self.FORM.unpack(self._memory[:])


class Lane:
    """A process that is kept running. work: what it does, given its slot and what its predecessor died at."""

    def __init__(self, name: str, work: Callable[[Lane], None]) -> None:
        self.name, self.work = name, work
        self.slot = Slot()
        self.process: Any = None
        self.left: tuple[int, int, str] | None = None  # (job, worker, why) of the one before
        self.parent = 0
        self.failures, self.started, self.start_at = 0, 0.0, 0.0

    def tend(self) -> None:
        """Start it when that is due, end it when its job is over its limit, notice when it has ended."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
            return
        job, worker, over = self.slot.read()
        if self.process.is_alive():
            if job and now > over:
                self.process.kill()
                self.process.join()
                self.left = (job, worker, failures.TOO_LONG)
            else:
                return
        elif job:
            self.left = (job, worker, failures.KILLED)
        logger.error("worker of %s ended (%s)", self.name, self.process.exitcode)
        if now - self.started > STEADY:
            self.failures = 0
        self.start_at = now + PAUSES[min(self.failures, len(PAUSES) - 1)]
        self.failures += 1
        self.process = None

    def start(self) -> None:
        self.slot.end()
        self.process = _fork.Process(target=self._child, args=(os.getpid(),))
        self.started = time.monotonic()
        self.process.start()
        self.left = None

    def is_watched(self) -> bool:
        """In the process itself: whether the one that watches it is still there."""
        return os.getppid() == self.parent

    def _child(self, parent: int) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        self.parent = parent
        self.work(self)


def tend_all(lanes: Sequence[Lane]) -> None:
    """Keep them running until SIGTERM or SIGINT; then let each end its job, for `PATIENCE` seconds."""
    ending = False

    def end(*_: Any) -> None:
        nonlocal ending
        ending = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    connections.close_all()
    gc.collect()
    gc.freeze()  # what is loaded stays shared
    while not ending:
        for lane in lanes:
            lane.tend()
        time.sleep(LOOK)
    living = [lane.process for lane in lanes if lane.process is not None and lane.process.is_alive()]
    for process in living:
        process.terminate()
    until = time.monotonic() + PATIENCE
    for process in living:
        process.join(max(0.0, until - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()


def queue_lane(queue: Queue) -> Lane:
    return Lane(str(queue), lambda lane: _serve_until_ended(lane, queue))


def _serve_until_ended(lane: Lane, queue: Queue) -> None:
    """A process of one queue."""
    if lane.left is not None:
        job, worker, why = lane.left
        end_attempt(job, worker, why)
    asyncio.run(serve([str(queue), UPKEEP], lane.slot, parent=lane.parent))


async def serve(
    queues: list[str] | None, slot: Slot | None = None, *, parent: int = 0, wait: bool = True
) -> None:
    """Be a worker of these queues (None: all), one job after the other; wait: until SIGTERM, else until none is due."""
    # one thread, so that there is one connection of Django's for all jobs of this process
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))

    async def timed(call_next: Any, context: JobContext, worker: Worker) -> Any:
        if slot is None:
            return await call_next()
        known = registered.get(str(context.job.task_kwargs.get("job", "")))
        slot.begin(context.job.id or 0, worker.worker_id or 0, known.limit if known else LIMIT)
        try:
            return await call_next()
        finally:
            slot.end()

    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=2)
    with app.replace_connector(connector):
        async with app.open_async():
            orphaned = asyncio.create_task(_end_with(parent)) if parent else None
            await app.run_worker_async(
                queues=queues,  # type: ignore[arg-type]  # None: every queue
                name="+".join(queues or ["all"]),
                wait=wait,
                concurrency=1,
                delete_jobs="successful",
                fetch_job_polling_interval=POLL,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=SILENT,
                shutdown_graceful_timeout=PATIENCE,
                listen_notify=wait,
                worker_middleware=[timed],
            )
            await asyncio.get_running_loop().run_in_executor(None, connections.close_all)
            if orphaned is not None:
                orphaned.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await orphaned


async def _end_with(parent: int) -> None:
    """Nobody would end what hangs once the one that watches is gone."""
    while os.getppid() == parent:
        await asyncio.sleep(1)
    logger.error("the process that watches this worker is gone; ending")
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.sleep(PATIENCE)
    sys.stderr.flush()
    os._exit(1)
