"""Whose turn it is: viewflow's nodes in the shape of our lanes.

The open tasks of a case are a function of its state and facts, at most one per lane. A flow is a page of
`Lane`s; a lane is an ordered list of `Turn`s, each with the condition under which it is due. A `Fork` (a
viewflow Split) opens what is due and always re-arms *kendali*, the Handle through which an act from outside a
turn enters. Lanes are reconciled by workflows.routing after every act.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.db import transaction
from viewflow import this
from viewflow.workflow import STATUS, flow
from viewflow.workflow.nodes.boundary import TimerBoundary
from viewflow.workflow.nodes.handle import HandleActivation
from viewflow.workflow.nodes.split import SplitActivation
from viewflow.workflow.nodes.start import StartHandleActivation
from viewflow.workflow.nodes.view import ViewActivation

from .models import Subject

#: Asked of a subject of the model the flow is declared for, which only the case type knows: hence Any.
Owner = Callable[[Any], Any]
When = Callable[[Any], bool]
Pool = Callable[[Any], str]
Due = Callable[[Any, dt.datetime], dt.datetime | None]


def nobody(subject: Subject) -> None:
    """Owner of a turn that a pool takes."""


def never(subject: Subject, now: dt.datetime) -> None:
    """Due date of a turn that is never late."""


def _always(pool: str) -> Pool:
    return lambda subject: pool


class GateLock:
    """viewflow's lock_impl: the gate already holds the boundary row, nothing is locked twice."""

    @contextmanager
    def __call__(self, flow_class: Any, process_pk: Any) -> Iterator[None]:
        with transaction.atomic(savepoint=False):
            yield


class OwnCreate:
    """How a task of our nodes comes into being. Which task came before it is not kept: lanes follow from the state, and
    nothing is undone by going back along links. (A timer keeps its turn; viewflow looks for it there.)"""

    @classmethod
    def create(
        cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None
    ) -> Any:
        task = flow_task.flow_class.task_class(
            process=prev_activation.process, flow_task=flow_task, token=token
        )
        task.data = data or {}
        activation: Any = cls(task)  # type: ignore[call-arg]
        activation.before_created()
        task.save()
        return activation

    def before_created(self) -> None:
        """What a node sets in its new task."""


class TurnActivation(OwnCreate, ViewActivation):  # type: ignore[misc]
    def before_created(self) -> None:
        owner = self.flow_task.holder_of(self.process.subject)
        if owner is not None:
            self.task.owner, self.task.status = owner, STATUS.ASSIGNED

    @ViewActivation.status.super()  # type: ignore[untyped-decorator]
    def create_next(self) -> Iterator[Any]:
        """The turn that is due in this lane now; the end when the machine has ended; else the lane rests."""
        turn = self.flow_task.lane.due(self.process.subject)
        if turn is not None:
            yield turn._create(self, self.task.token)
        elif self.flow_class.instance.ended(self.process.subject):
            yield self.flow_class.instance.selesai._create(self, self.task.token)


class BeginActivation(StartHandleActivation):  # type: ignore[misc]
    """viewflow opens a savepoint and a lock of its own around a start; the gate's transaction holds the boundary."""

    @StartHandleActivation.status.transition(source=STATUS.NEW)  # type: ignore[untyped-decorator]
    def execute(self) -> None:
        self.process.save()
        self.complete()
        self.activate_next()


class ForkActivation(OwnCreate, SplitActivation):  # type: ignore[misc]
    pass


class KendaliActivation(OwnCreate, HandleActivation):  # type: ignore[misc]
    pass


class Begin(flow.StartHandle):  # type: ignore[misc]
    activation_class = BeginActivation


class Kendali(flow.Handle):  # type: ignore[misc]
    activation_class = KendaliActivation


class Turn(flow.View):  # type: ignore[misc]
    """A human turn: the acts that finish it, when it is due, and who takes it.

    acts: names of acts; label: what the inbox says; when: condition on state and facts; owner: the person, or
    None for a pool; pool: who may take it while nobody owns it, by name or as the object says; due_at: when
    it becomes late, or None.
    """

    activation_class = TurnActivation
    lane: Lane

    def __init__(
        self,
        label: str,
        *acts: str,
        when: When,
        owner: Owner | None = None,
        pool: str | Pool = "",
        due_at: Due | None = None,
    ) -> None:
        super().__init__(None)
        self.label, self.acts, self.when = label, acts, when
        self.pool, self.pool_of = (pool, _always(pool)) if isinstance(pool, str) else ("", pool)
        self.owner_of = owner or nobody
        self.due_at = due_at or never
        self.task_title = label

    def holder_of(self, subject: Subject) -> Any:
        """The owner, unless that account is shut: then nobody, and the task waits in a queue."""
        owner = self.owner_of(subject)
        return owner if owner is not None and owner.is_active else None

    def __copy__(self) -> Turn:
        """viewflow copies the nodes of every flow class; what it appends to must not be shared."""
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__, _incoming_edges=[], _boundary_events=[])
        return twin

    def _resolve(self, instance: Any) -> None:
        """A turn has no fixed successor: its lane decides."""

    def _outgoing(self) -> Iterator[Any]:
        return iter(())


class Lane:
    """An ordered list of turns of which the first that is due is open. Written with `this.name`."""

    def __init__(self, *turns: Any) -> None:
        self.names = [turn.name for turn in turns]
        self.turns: list[Turn] = []
        self.name = ""

    def of(self, flow_class: Any, name: str) -> Lane:
        """A lane of this flow class: viewflow copies its nodes for every class, so lanes are copied too."""
        lane = Lane()
        lane.name, lane.names = name, self.names
        lane.turns = [flow_class._nodes_by_name[turn] for turn in self.names]
        for turn in lane.turns:
            turn.lane = lane
        return lane

    def due(self, subject: Subject) -> Turn | None:
        return next((turn for turn in self.turns if turn.when(subject)), None)


class Fork(flow.Split):  # type: ignore[misc]
    """Opens kendali and every lane that is shut and has a turn due; ends the process of an ended machine."""

    activation_class = ForkActivation

    def _resolve(self, instance: Any) -> None:
        flow_class = type(instance)
        flow_class.lanes = {name: lane.of(flow_class, name) for name, lane in _declared_lanes(flow_class)}
        self._activate_next: list[tuple[Any, Callable[[Any], bool], None]]
        self._activate_next = [(instance.kendali, _running, None)]
        for lane in flow_class.lanes.values():
            self._activate_next += [(turn, _opens(lane, turn), None) for turn in lane.turns]
        self._activate_next.append((instance.selesai, _ended, None))


def _running(activation: Any) -> bool:
    return not activation.flow_class.ended(activation.process.subject)


def _ended(activation: Any) -> bool:
    return not _running(activation)


def _opens(lane: Lane, turn: Turn) -> Callable[[Any], bool]:
    def condition(activation: Any) -> bool:
        process = activation.process
        if _ended(activation) or lane.name not in process.opening:
            return False
        return lane.due(process.subject) is turn

    return condition


def _declared_lanes(flow_class: type) -> Iterator[tuple[str, Lane]]:
    """In the order of declaration, base classes first."""
    found: dict[str, Lane] = {}
    for base in reversed(flow_class.__mro__):
        found |= {name: lane for name, lane in vars(base).items() if isinstance(lane, Lane)}
    yield from found.items()


class CaseFlow(flow.Flow):  # type: ignore[misc]
    """Base of a case type's flow. Subclasses declare turns and lanes, nothing else.

    Class attributes that are `Lane`s become `lanes` when viewflow resolves the flow.
    """

    lock_impl = GateLock()
    lanes: ClassVar[dict[str, Lane]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        # viewflow resolves the links of a node once; a class that inherited resolved nodes would route into
        # its base, so every flow class gets its own, and timers are made anew from their turns
        cls.mulai = Begin(this.begin).Next(this.belah)
        cls.belah = Fork()
        cls.kendali = Kendali().Next(this.belah)
        cls.selesai = flow.TerminateEnd()
        for name in dir(cls):
            if name not in vars(cls) and isinstance(getattr(cls, name, None), TimerBoundary):
                setattr(cls, name, None)
        super().__init_subclass__(**kwargs)

    def begin(self, activation: Any, subject: Subject, bind: Callable[[Any], None], at: dt.datetime) -> Any:
        """Start the process of a new case.

        bind: gives the process its keys before it is saved; at: the moment of the act that opens the case.
        """
        activation.process.subject = subject
        activation.process.at = at
        activation.process.opening = set(self.lanes)
        bind(activation.process)
        return activation.process

    @staticmethod
    def ended(subject: Subject) -> bool:
        return subject.state in subject.machine.terminal

    @classmethod
    def expected(cls, subject: Subject) -> dict[str, Turn]:
        """Lane -> turn due: what must be open, and nothing else."""
        if cls.ended(subject):
            return {}
        due = {name: lane.due(subject) for name, lane in cls.lanes.items()}
        return {name: turn for name, turn in due.items() if turn is not None}
