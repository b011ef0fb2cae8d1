"""Reconcile the open tasks of a case with its state and facts, after every act.

Only lanes whose turn changed are touched: the others keep their owner, claim and due date. A turn whose own act
was done is finished through its activation; any other closed turn is cancelled, and what is due next enters
through *kendali*.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from viewflow.workflow import STATUS

from .actors import SYSTEM, Actor, holder_said
from .errors import E_GUARD, Reason, stale
from .flow import Turn
from .models import BaseProcess, BaseTask, Subject

CLOSED = (STATUS.DONE, STATUS.CANCELED, STATUS.REVIVED, STATUS.ERROR)


@dataclass
class Route:
    """The process of a case with its live tasks, loaded once per act."""

    process: BaseProcess
    live: list[BaseTask]
    answered: BaseTask | None = None
    performed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for task in self.live:
            task.process = self.process  # viewflow must see the very instance whose subject the gate changed

    @property
    def turns(self) -> dict[str, BaseTask]:
        return {task.lane: task for task in self.live if isinstance(task.flow_task, Turn)}

    def turn_of(self, name: str) -> BaseTask | None:
        """The open turn an act belongs to, if any."""
        return next((task for task in self.turns.values() if name in task.flow_task.acts), None)

    def check_task(self, name: str, task_id: Any) -> None:
        """A given task must be open in this case and ask for this act. Raises Refused(E-STALE)."""
        if task_id is None:
            return
        self.answered = next((t for t in self.live if t.pk == task_id and _asks_for(t, name)), None)
        if self.answered is None:
            raise stale()

    def check_holder(self, name: str, actor: Actor, subject: Subject) -> Reason | None:
        """A task that a colleague has taken refuses the act with the holder's name."""
        if actor is SYSTEM:
            return None
        # of several lanes that ask for the same act (two signers) one may be the actor's own; a turn of
        # somebody else in person is decided by permission, an act from outside interrupts it
        turns = [task for task in self.turns.values() if name in task.flow_task.acts]
        if any(getattr(t.flow_task.owner_of(subject), "pk", None) == actor.pk for t in turns):
            return None
        pools = [t for t in turns if t.flow_task.owner_of(subject) is None]
        task = next((t for t in pools if t.owner_id not in (None, actor.pk)), None)
        if task is None or any(t.owner_id in (None, actor.pk) for t in pools):
            return None
        return Reason(
            "tugas_dipegang",
            f"Tugas ini sedang dikerjakan oleh {holder_said(task.owner)}. Ambil alih tugasnya terlebih dahulu.",
            "SJ-136",
            E_GUARD,
        )

    def reconcile(self, subject: Subject, actor: Actor, *, at: dt.datetime, by: Actor = None) -> None:
        """Bring the lanes in line with the subject as it is now.

        actor: the person (or SYSTEM) whose right carries the press; finishes the turns whose acts were done;
        at: the moment of the act, from which the due dates of the turns it opens are counted; by: who pressed, where
        that was somebody else in his name.
        """
        process, flow_class = self.process, self.process.flow_class
        process.by = by if by is not None else None if actor is SYSTEM else actor
        process.subject, process.opening, process.at = subject, set(), at
        if self.answered is not None and self.answered.flow_task_type == "TIMER":
            _fired(self.answered)
        expected = flow_class.expected(subject)
        for lane, task in self.turns.items():
            if expected.get(lane) is task.flow_task:
                _follow_owner(task, subject)
            elif self._belongs(task, actor):
                self._finish(task, actor)
            else:
                self._cancel(task)
                process.opening.add(lane)
        process.opening |= set(expected) - set(self.turns)
        opens = any(lane in expected for lane in process.opening)
        if opens or (flow_class.ended(subject) and process.finished is None):
            self._enter()

    def _belongs(self, task: BaseTask, actor: Actor) -> bool:
        if not self.performed & set(task.flow_task.acts):
            return False
        return actor is SYSTEM or task.owner_id in (None, actor.pk)

    def _finish(self, task: BaseTask, actor: Actor) -> None:
        activation = task.flow_task.activation_class(task)
        by = self.process.by
        with task.held():
            if activation.assign.can_proceed():
                activation.assign(None if actor is SYSTEM else actor)
            task.done_by = by if by is not None and by.pk != task.owner_id else None
            activation.start(None)
        activation.execute()

    def _cancel(self, task: BaseTask) -> None:
        timers = [t for t in self.live if t.flow_task_type == "TIMER" and t.lane == task.lane]
        for closing in (task, *timers):
            activation = closing.flow_task.activation_class(closing)
            if activation.cancel.can_proceed():
                activation.cancel()

    def _enter(self) -> None:
        kendali = next(task for task in self.live if task.flow_task.name == "kendali")
        activation = kendali.flow_task.activation_class(kendali)
        activation.run(None)
        activation.execute()


def _fired(timer: BaseTask) -> None:
    """A timer whose act was done is over, whether or not its turn is: it must not fire again."""
    activation = timer.flow_task.activation_class(timer)
    activation.start()
    activation.execute()


def _asks_for(task: BaseTask, name: str) -> bool:
    node = task.flow_task
    return name in getattr(node, "acts", ()) or name == getattr(node, "act", None)


def _follow_owner(task: BaseTask, subject: Subject) -> None:
    """A personal turn moves with the person; a pool's claim stays."""
    owner = task.flow_task.holder_of(subject)
    if owner is None or owner.pk == task.owner_id:
        return
    task.pool = task.flow_task.pool_of(
        subject
    )  # it may have waited in another queue while nobody could hold it
    activation = task.flow_task.activation_class(task)
    if activation.assign.can_proceed():
        activation.assign(owner)
    else:
        activation.reassign(owner)


def live_tasks(task_class: type[BaseTask], **of_case: Any) -> models.QuerySet[Any]:
    """The live tasks of a case with their process."""
    rows = task_class._default_manager.filter(**of_case).exclude(status__in=CLOSED)
    found: models.QuerySet[Any] = rows.select_related("process", "owner").order_by("pk")
    return found


def route_of(tasks: Iterable[BaseTask]) -> Route | None:
    """Of the live tasks of a case; None where there are none."""
    live = list(tasks)
    return Route(live[0].process, live) if live else None


def check_can_route(route: Route | None, name: str, task: Any) -> None:
    if route is None and task is not None:
        raise stale()
    if route is not None:
        route.check_task(name, task)
