"""The worker: delivers the outbox, one message at a time, and checks files, until it is told to stop.

Files are checked in a thread of their own: one of 50 GB is read for minutes, and notices do not wait for it.
"""

from __future__ import annotations

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
from workflows.outbox import deliver_next

IDLE = 0.5  # seconds between two looks when nothing is due
#: Each does one piece of work on a file and tells whether there was any.
FILE_JOBS: tuple[Callable[[], bool], ...] = (partial(check_next, tell_outcome),)


class Command(BaseCommand):
    help = "Deliver outbox messages (notifications, e-mail) and check large files. Any number may run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Deliver what is due now and stop.")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        ended = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: ended.set())
        signal.signal(signal.SIGINT, lambda *_: ended.set())
        if not once:
            # A daemon: what it is about when the process ends is taken up by another worker.
            threading.Thread(target=_aside, args=(ended,), daemon=True).start()
        _work(deliver_next, ended, once=once)
        if once:
            _work(_check_files, ended, once=True)


def _aside(ended: threading.Event) -> None:
    try:
        _work(_check_files, ended)
    finally:
        ended.set()  # an error nobody foresaw ends the process, so that it is seen and started again


def _check_files() -> bool:
    busy = [job() for job in FILE_JOBS]  # each has its turn
    return any(busy)


def _work(job: Callable[[], bool], ended: threading.Event, *, once: bool = False) -> None:
    """Do the job again and again, resting when there is nothing to do; once: until then."""
    set_door(Door("job"))
    while not ended.is_set():
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
