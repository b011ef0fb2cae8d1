"""Two sessions at once, many times: threads with connections of their own, let go together."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from workflows.errors import E_BUSY, Refused

#: `make deep` asks more often and longer than every run of the suite.
DEEP = os.environ.get("ALUR_DEEP") == "1"
#: Trials of each race, of one whose trials are long, and of one that must have been seen to end in every way it can.
TRIALS = 200 if DEEP else 25
FEWER = 40 if DEEP else 10
EVERY_WAY = 200 if DEEP else 50
DONE = "ok"
#: How often somebody who is told that the object is busy tries again.
PATIENCE = 20
Attempt = Callable[[Any], Any]


@dataclass
class Race:
    """What came out: per trial the answers of the runners, in their order ("ok" or a code)."""

    answers: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def counted(self) -> Counter[tuple[str, ...]]:
        return Counter(self.answers)

    @property
    def regardless(self) -> set[tuple[str, ...]]:
        """The answers seen, whoever gave which."""
        return {tuple(sorted(answer)) for answer in self.answers}


def run(tracks: Sequence[Any], *runners: Attempt) -> Race:
    """Every runner does its attempt on every track; for each track all start together.

    A runner's error that is not a refusal ends the race and is raised.
    """
    start = threading.Barrier(len(runners), timeout=60)
    answers: list[list[str]] = [[] for _ in runners]
    errors: list[BaseException] = []

    def go(number: int, attempt: Attempt) -> None:
        try:
            connection.ensure_connection()
            for track in tracks:
                start.wait()
                answers[number].append(_answer(attempt, track))
        except threading.BrokenBarrierError:
            pass
        except BaseException as error:
            errors.append(error)
            start.abort()
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=pair) for pair in enumerate(runners)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return Race(list(zip(*answers, strict=True)))


def patient(attempt: Callable[[], Any]) -> None:
    """As a client is told to: who finds the object busy tries the same again. On a machine that has no time the wait
    for a lock runs out; what comes out in the end is what a race is about."""
    for _ in range(PATIENCE):
        try:
            attempt()
        except Refused as refusal:
            if refusal.code != E_BUSY:
                raise
        else:
            return
    attempt()


def _answer(attempt: Attempt, track: Any) -> str:
    try:
        attempt(track)
    except Refused as refusal:
        return refusal.code
    return DONE
