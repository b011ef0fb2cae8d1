"""The worker: does what follows the commits, and checks large files, until it is told to stop.

A process for each queue and one that looks after them (workflows.lanes); large files have one of their own: one of
50 GB is read for minutes, and no time limit of a job is meant for it (it holds a lease of its own).
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections, connection

from cases.core.doing.notices import tell_outcome
from documents.large import check_next
from workflows.context import Door, set_door
from workflows.jobs import Queue
from workflows.lanes import Lane, queue_lane, serve, tend_all

IDLE = 0.5  # seconds between two looks when no file waits
#: Each does one piece of work on a file and tells whether there was any.
FILE_JOBS: tuple[Callable[[], bool], ...] = (partial(check_next, tell_outcome),)
LARGE = "large"


class Command(BaseCommand):
    help = "Do deferred jobs (acts, notices, e-mail, files) and check large files. Any number may run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Do what is due now and stop.")
        parser.add_argument(
            "--queues",
            nargs="+",
            choices=[*map(str, Queue), LARGE],
            default=[*map(str, Queue), LARGE],
            help="Only these queues; `large` is the check of large files. Default: all.",
        )
        parser.add_argument("--each", type=int, default=1, help="Processes for each queue. Default: 1.")

    def handle(self, *args: Any, once: bool, queues: list[str], each: int, **options: Any) -> None:
        if once:
            asyncio.run(serve(None, wait=False))
            _work(_check_files, threading.Event(), once=True)
            return
        lanes = [queue_lane(Queue(name)) for name in queues if name != LARGE for _ in range(each)]
        if LARGE in queues:
            lanes.append(Lane(LARGE, _check_until_ended))
        tend_all(lanes)


def _check_until_ended(lane: Lane) -> None:
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _work(_check_files, ended, parent=lane)


def _check_files() -> bool:
    busy = [job() for job in FILE_JOBS]  # each has its turn
    return any(busy)


def _work(
    job: Callable[[], bool], ended: threading.Event, *, once: bool = False, parent: Lane | None = None
) -> None:
    """Do the job again and again, resting when there is nothing to do; once: until then."""
    set_door(Door("job"))
    while not ended.is_set() and (parent is None or parent.is_watched()):
        try:
            busy = job()
        except OperationalError:
            # the database restarts: drop the connection and go on when it is back
            connection.close()
            busy = False
        if not busy:
            if once:
                return
            close_old_connections()
            ended.wait(IDLE)
