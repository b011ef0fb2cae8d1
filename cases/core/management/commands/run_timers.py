"""The timer dispatcher: fires timers and clocks that are due, scans files that wait for the virus scanner, indexes
cases whose words were forgotten, sweeps uploads nobody used and drafts that ended, settles what waits for other cases,
and goes round the ledger once a day, until it is told to stop."""

from __future__ import annotations

import datetime as dt
import logging
import signal
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections, connection

from cases.core.doing.chains import Patrol
from cases.core.doing.draft_ending import sweep_drafts
from cases.core.doing.indexing import index_some
from cases.core.doing.joint import end_expired_consents
from cases.core.doing.notices import tell_outcome
from cases.core.doing.rounds import settle_waiting
from cases.core.doing.totals import add_up
from cases.core.models import CaseTask
from cases.core.reading.selectors import subject_of
from cases.organisations.auth.sweeping import forget_logins
from documents.errors import StorageUnavailable
from documents.examining import examine_waiting
from documents.scanning import rescan_pending
from documents.sweeping import sweep
from workflows.context import Door, set_door
from workflows.firing import fire_next_clock
from workflows.timers import fire_next

IDLE = 1.0  # seconds between two looks when nothing is due
SWEEP_EVERY = 3600.0  # seconds
RESCAN_EVERY = 30.0  # seconds
UNUSED_FOR = dt.timedelta(hours=24)

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Fire due timers, scan pending files and sweep unused uploads. Several dispatchers may run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Do what is due now and stop.")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        running = True

        def stop(*_: Any) -> None:
            nonlocal running
            running = False

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        set_door(Door("job"))
        patrol = Patrol()
        swept, scanned = time.monotonic(), float("-inf")
        while running:
            try:
                busy = fire_next(CaseTask, lambda task: subject_of(task.case))
                busy = fire_next_clock() or busy
                if not once and time.monotonic() - swept > SWEEP_EVERY:
                    swept = time.monotonic()
                    _sweep()
                busy = index_some() > 0 or busy
                if time.monotonic() - scanned > RESCAN_EVERY:
                    examine_waiting(told=tell_outcome)
                    rescan_pending(told=tell_outcome)
                    scanned = time.monotonic()
                busy = busy or (not once and patrol.step())
            except OperationalError:
                connection.close()
                patrol, busy = Patrol(), False
            if not busy:
                if once:
                    return
                close_old_connections()
                time.sleep(IDLE)


def _sweep() -> None:
    forget_logins()
    sweep_drafts()
    add_up()
    settle_waiting()
    end_expired_consents()
    try:
        sweep(UNUSED_FOR)
    except StorageUnavailable:
        logger.warning("object store does not answer; unused uploads are swept later")
