"""The round over all chains that nobody has to start: once a day, a piece whenever the timers are idle."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator

from django.db import connection

from cases.core.models import Case
from cases.organisations.models import Buku
from workflows.chains import Round
from workflows.models import LedgerCheck

#: Seconds between the beginnings of two rounds, and before the first of a process.
EVERY, FIRST = 24 * 3600.0, 600.0
#: Of several dispatchers one goes round.
_LOCK = 7_160_016

logger = logging.getLogger(__name__)


class Patrol:
    """`step` verifies the next piece, if a round is due or under way."""

    def __init__(self, *, first: float = FIRST) -> None:
        self.due = time.monotonic() + first
        self.round: Round | None = None
        self.pieces: Iterator[None] = iter(())

    def step(self) -> bool:
        """Whether there is more to do at once."""
        if self.round is None:
            if time.monotonic() < self.due:
                return False
            self.due = time.monotonic() + EVERY
            if not _taken():
                return False
            self.round = Round((Case, Buku), LedgerCheck.By.ROUND)
            self.pieces = iter(self.round)
        if next(self.pieces, self) is not self:
            return True
        self._over(self.round)
        self.round = None
        return False

    def _over(self, done: Round) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
        logger.info("%s chains with %s entries verified", done.chains, done.entries)
        for broken in done.broken:
            logger.error("chain %s is broken at entry %s: %s", broken.stream, broken.seq, broken.why)


def _taken() -> bool:
    """Held by this connection until the round is over; of one that breaks the database takes it back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])
