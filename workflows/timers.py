"""The timer dispatcher: every due timer is an act of SYSTEM through the gate.

viewflow's own firing swallows what fails downstream, marks the timer done and dumps local variables into the
task; it does not know our tables either. Here a timer that fails stays due and is tried again.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django.db import OperationalError, transaction
from django.db.models.functions import Now
from viewflow.workflow import STATUS
from viewflow.workflow.nodes.boundary import TimerBoundary, TimerBoundaryActivation

from .actors import SYSTEM
from .errors import Refused
from .flow import Turn
from .gate import perform
from .models import BaseTask, Subject

logger = logging.getLogger(__name__)
#: A timer whose act fails is tried again after this many seconds.
RETRY = 60


class DeadlineActivation(TimerBoundaryActivation):  # type: ignore[misc]
    """Firing closes the timer's own row; what becomes of its turn the gate has decided already."""

    @TimerBoundaryActivation.status.transition(source=STATUS.STARTED)  # type: ignore[untyped-decorator]
    def execute(self) -> None:
        self.complete()


class DeadlineBoundary(TimerBoundary):  # type: ignore[misc]
    """A boundary timer of a turn that names the act SYSTEM does when it is due."""

    activation_class = DeadlineActivation
    act: str = ""


def deadline(turn: Turn, delay: dt.timedelta | Callable[[Any], dt.datetime], *, act: str) -> Turn:
    """Give a turn a deadline: when `delay` has passed before it is finished, SYSTEM does `act`."""
    boundary = DeadlineBoundary(None, delay=delay, interrupting=True)
    boundary.act = act
    turn._boundary_specs.append(("timeout", boundary))
    return turn


def fire_next(task_class: type[BaseTask], subject_of: Callable[[BaseTask], Subject]) -> bool:
    """Fire one due timer; False when none is due. SKIP LOCKED lets several dispatchers run."""
    with transaction.atomic():
        task = (
            task_class._default_manager.select_for_update(skip_locked=True, of=("self",), no_key=True)
            .filter(flow_task_type="TIMER", status=STATUS.SCHEDULED, scheduled__lte=Now())
            .select_related("process")
            .order_by("scheduled", "pk")
            .first()
        )
        if task is None:
            return False
        # claimed by moving it on: a kill in between leaves it due again, nothing is lost
        task_class._default_manager.filter(pk=task.pk).update(scheduled=Now() + dt.timedelta(seconds=RETRY))
    act = task.flow_task.act
    try:
        perform(subject_of(task), act, actor=SYSTEM, task=task.pk)
    except Refused as refused:
        logger.warning("timer %s (%s) refused: %s", task.pk, act, refused)
    except OperationalError:
        raise  # the database is gone: the caller connects anew
    except Exception:
        # one that fails must not hold up the others
        logger.exception("timer %s (%s) failed", task.pk, act)
    return True


def fire_all(task_class: type[BaseTask], subject_of: Callable[[BaseTask], Subject], limit: int = 1000) -> int:
    return next((n for n in range(limit) if not fire_next(task_class, subject_of)), limit)
