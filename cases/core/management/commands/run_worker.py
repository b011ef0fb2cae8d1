"""The worker: delivers the outbox, one message at a time, until it is told to stop."""

from __future__ import annotations

import signal
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections, connection

from workflows.context import Door, set_door
from workflows.outbox import deliver_next

IDLE = 0.5  # seconds between two looks at an empty outbox


class Command(BaseCommand):
    help = "Deliver outbox messages (notifications, e-mail). Any number of workers may run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Deliver what is due now and stop.")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        running = True

        def stop(*_: Any) -> None:
            nonlocal running
            running = False

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        set_door(Door("job"))
        while running:
            try:
                busy = deliver_next()
            except OperationalError:
                # the database restarts: drop the connection and go on when it is back
                connection.close()
                busy = False
            if not busy:
                if once:
                    return
                close_old_connections()
                time.sleep(IDLE)
