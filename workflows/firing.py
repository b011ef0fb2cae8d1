"""Clocks that are due are acts of SYSTEM through the gate; what fails comes again, later each time, and in the end is
parked for a person, as a timer of a turn is (workflows.timers)."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import OperationalError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from . import failures, machines
from .actors import SYSTEM
from .errors import Refused
from .gate import perform
from .models import Clock, Failure
from .timers import WAITS

logger = logging.getLogger(__name__)


def fire_next_clock() -> bool:
    """Fire one due clock; False when none is due. SKIP LOCKED lets several dispatchers run."""
    with transaction.atomic():
        clock = _due().first()
        if clock is None:
            return False
        attempt = _claim(clock)
    try:
        machine = machines.named(clock.object_type)
        found = machine.model(machine.latest).fetch(clock.object_id)
        if found is not None:
            perform(found, clock.act, actor=SYSTEM, clock=clock)
    except OperationalError:
        raise  # the database is gone: the caller connects anew
    except Exception as error:
        if isinstance(error, Refused):
            logger.warning("clock %s (%s) refused: %s", clock.pk, clock.act, error)
        else:
            logger.exception("clock %s (%s) failed", clock.pk, clock.act)
        _note(clock, attempt, failures.in_words(error), failures.technically(error))
    else:
        if attempt == 1:
            failures.forget(failures.CLOCK, clock.pk)
        else:
            failures.note_success(failures.CLOCK, clock.pk)
    return True


def fire_clocks(limit: int = 1000) -> int:
    return next((n for n in range(limit) if not fire_next_clock()), limit)


def _due() -> QuerySet[Clock]:
    parked = Failure.objects.filter(source=failures.CLOCK, number=OuterRef("pk"), parked_at__isnull=False)
    return (
        Clock.objects.select_for_update(skip_locked=True, no_key=True)
        .filter(fired=None, next_try__lte=Now())
        .exclude(Exists(parked.filter(Q(ended_at=None) | Q(outcome=Failure.DISISIHKAN))))
        .order_by("next_try", "pk")
    )


def _claim(clock: Clock) -> int:
    """Move it on, so that it is due again by itself should this process die; the attempt is counted already."""
    before = Failure.objects.filter(source=failures.CLOCK, number=clock.pk, ended_at=None)
    attempt = (before.values_list("attempts", flat=True).first() or 0) + 1
    wait = WAITS[min(attempt, len(WAITS)) - 1]
    Clock.objects.filter(pk=clock.pk).update(next_try=Now() + dt.timedelta(seconds=wait))
    _note(clock, attempt, failures.KILLED, "")
    return attempt


def _note(clock: Clock, attempt: int, error: str, technical: str) -> None:
    failures.note(
        failures.CLOCK,
        clock.pk,
        name=clock.act,
        queue=failures.TIMERS,
        key=f"{clock.object_type}.{clock.act}",
        boundary=clock.boundary,
        attempts=attempt,
        error=error,
        technical=technical,
        parked=attempt > len(WAITS),
    )
