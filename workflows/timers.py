"""The timer dispatcher: every due timer is an act of SYSTEM through the gate.

viewflow's own firing swallows what fails downstream, marks the timer done and dumps local variables into the
task; it does not know our tables either. Here a timer that fails stays due and is tried again, later each time, and in
the end by a person's decision.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast, Now
from viewflow.workflow import STATUS
from viewflow.workflow.nodes.boundary import TimerBoundary, TimerBoundaryActivation

from . import failures
from .actors import SYSTEM
from .errors import Refused
from .flow import Turn
from .gate import perform
from .models import BaseTask, Failure, Subject

logger = logging.getLogger(__name__)
#: Seconds after which a timer whose act fails is tried again, by attempt; then it waits for a person (nearly two days).
WAITS = (60, 120, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600)
RETRY = WAITS[0]


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
        due = _due(task_class).first()
        if due is None:
            return False
        attempt = _claim(task_class, due)
    try:
        # a node or an act that was renamed is a fault of this timer and holds up no other
        task = task_class._default_manager.select_related("process").get(pk=due["pk"])
        act = task.flow_task.act
        perform(subject_of(task), act, actor=SYSTEM, task=task.pk)
    except OperationalError:
        raise  # the database is gone: the caller connects anew
    except Exception as error:
        if isinstance(error, Refused):
            logger.warning("timer %s (%s) refused: %s", due["pk"], due["node"], error)
        else:
            logger.exception("timer %s (%s) failed", due["pk"], due["node"])
        _note(due, attempt, failures.in_words(error), failures.technically(error))
    else:
        if attempt == 1:
            failures.forget(failures.TIMER, due["pk"])
        else:
            failures.note_success(failures.TIMER, due["pk"])
    return True


def _due(task_class: type[BaseTask]) -> Any:
    """Timers that are due, the oldest first, but for those that people have to answer for: as {pk, node, case_id}.

    Not as rows: one whose node is gone cannot be loaded.
    """
    parked = Failure.objects.filter(source=failures.TIMER, number=OuterRef("pk"), parked_at__isnull=False)
    return (
        task_class._default_manager.select_for_update(skip_locked=True, no_key=True)
        .filter(flow_task_type="TIMER", status=STATUS.SCHEDULED, scheduled__lte=Now())
        .exclude(Exists(parked.filter(Q(ended_at=None) | Q(outcome=Failure.DISISIHKAN))))
        .order_by("scheduled", "pk")
        .annotate(node=Cast("flow_task", TextField()))
        .values("pk", "node", "case_id")
    )


def _claim(task_class: type[BaseTask], due: dict[str, Any]) -> int:
    """Move it on, so that it is due again by itself should this process die; the attempt is counted already."""
    before = Failure.objects.filter(source=failures.TIMER, number=due["pk"], ended_at=None)
    attempt = (before.values_list("attempts", flat=True).first() or 0) + 1
    wait = WAITS[min(attempt, len(WAITS)) - 1]
    task_class._default_manager.filter(pk=due["pk"]).update(scheduled=Now() + dt.timedelta(seconds=wait))
    _note(due, attempt, failures.KILLED, "")
    return attempt


def _note(due: dict[str, Any], attempt: int, error: str, technical: str) -> None:
    failures.note(
        failures.TIMER,
        due["pk"],
        name=due["node"].rsplit(".", 1)[-1],
        queue=failures.TIMERS,
        key=due["node"],
        boundary=due["case_id"],
        attempts=attempt,
        error=error,
        technical=technical,
        parked=attempt > len(WAITS),
    )


def fire_all(task_class: type[BaseTask], subject_of: Callable[[BaseTask], Subject], limit: int = 1000) -> int:
    return next((n for n in range(limit) if not fire_next(task_class, subject_of)), limit)
