"""What has a machine, and what locks it: abstract, the project gives them keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django_fsm import FSMField
from uuid_utils.compat import uuid7
from viewflow.workflow.models import AbstractProcess, AbstractTask

from workflows.actors import Actor
from workflows.errors import Reason
from workflows.machine import inside_gate

if TYPE_CHECKING:
    from workflows.context import Move
    from workflows.machine import Machine
    from workflows.routing import Route

    from .across import Ask

GENESIS = bytes(32)


class Boundary(models.Model):
    """Lock, ledger stream and unit of consistency. Its row holds the head of its chain."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    head = models.BinaryField(default=GENESIS, max_length=32, editable=False)
    seq = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


class SubjectQuerySet(models.QuerySet[Any]):
    """Nobody writes a state but a transition."""

    def update(self, **values: Any) -> int:
        if "state" in values:
            raise AttributeError("state is written by transitions only")
        return super().update(**values)

    def bulk_update(self, objs: Any, fields: Any, *args: Any, **kwargs: Any) -> int:
        if "state" in fields:
            raise AttributeError("state is written by transitions only")
        return super().bulk_update(objs, fields, *args, **kwargs)


class Subject(models.Model):
    """An object with a machine: a case's detail, or a child inside its boundary.

    `version` counts acts and answers If-Match; `state` is django-fsm's. Saved by the gate only.
    """

    state = FSMField(default="", protected=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = SubjectQuerySet.as_manager()
    machine: ClassVar[Machine]
    #: Whose rows are its boundaries.
    boundary_model: ClassVar[type[Boundary]]
    #: Unique constraints that back a guard: constraint name -> the guard's refusal when somebody was quicker.
    constraint_reasons: ClassVar[Mapping[str, Reason]] = {}
    #: Class of personal data of what `called` says, "" for none.
    called_class: ClassVar[str] = ""
    #: What asks for the act under way; None while nothing does (workflows.asks).
    asked: Ask | None = None
    #: Labels of what the ledger keeps beside the data of a form (`move.notes`), where the name does not say it.
    note_labels: ClassVar[Mapping[str, str]] = {}

    class Meta:
        abstract = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("state"):
            raise AttributeError("state is written by transitions only")
        super().__init__(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not inside_gate():
            raise RuntimeError(f"{type(self).__name__} is saved by the gate only (workflows.gate.perform)")
        super().save(*args, **kwargs)

    def refresh_from_db(
        self, using: str | None = None, fields: Any = None, from_queryset: Any = None
    ) -> None:
        """Reload. The protected state is taken out first and put back if the row is gone."""
        if fields is None:
            # named, because Django takes an attribute that is not there for one it should not load
            away = self.get_deferred_fields()
            fields = [f.attname for f in self._meta.concrete_fields if f.attname not in away]
        state = self.__dict__.pop("state", None) if "state" in fields else None
        try:
            super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
        finally:
            if state is not None:
                self.__dict__.setdefault("state", state)

    @property
    def state_label(self) -> str:
        return self.machine.label_of(self.state)

    def called(self) -> str:
        """One line that names the object, kept with each of its acts; "" where its boundary names it already."""
        return ""

    def zone(self) -> dt.tzinfo | None:
        """Of the place it is about: the clock on which its forms are filled in; None where it names no place."""
        return None

    # What a concrete subject answers the gate

    @classmethod
    def locate(cls, pk: Any, actor: Actor) -> tuple[Any, int] | None:
        """(boundary id, machine version) of an object this actor may see, else None. Locks nothing."""
        raise TypeError(f"{cls.__name__} does not say who sees it")

    @classmethod
    def lock_boundary(cls, boundary_id: Any) -> Boundary:
        """SELECT … FOR NO KEY UPDATE of the boundary row. Called in the order of all presses (workflows.locks)."""
        rows = cls.boundary_model._default_manager.select_for_update(no_key=True)
        return rows.get(pk=boundary_id)

    def sees(self, actor: Actor) -> bool:
        """The rule of `locate` on the loaded object, asked again under the lock."""
        raise TypeError(f"{type(self).__name__} does not say who sees it")

    def capacities(self, actor: Actor) -> Sequence[Actor]:
        """The actor once in each role that he holds and acts in, one at a time; `role` names it."""
        return (actor,)

    def stood_in_for(self, actor: Actor) -> Sequence[Actor]:
        """The people for whom this actor acts now beside himself, read afresh; nobody where nothing says so."""
        return ()

    def get_boundary(self) -> Boundary:
        """The boundary row; a new, unsaved one for an object that is being created at the root."""
        raise TypeError(f"{type(self).__name__} does not say what locks it")

    def adopt(self, boundary: Boundary) -> None:
        """Take the locked boundary row as the one this object sees."""
        raise TypeError(f"{type(self).__name__} does not say what locks it")

    def root(self) -> Subject:
        """The object that owns the boundary; itself for a case."""
        return self

    def machine_version(self) -> int:
        """Version of the machine it is pinned to."""
        return self.machine.latest

    def store(self, move: Move) -> None:
        """Write the row of an act (and, for a creation, its boundary before it)."""
        self.save()

    def attach(self, move: Move) -> list[dict[str, Any]]:
        """Bind the documents of the act before it is done; returns their digests for the ledger."""
        return []

    def hold_files(self, move: Move, key: Any) -> None:
        """Keep the files of an act that waits for its second person, under the key of the first one's consent."""

    def let_go(self, keys: Sequence[Any]) -> None:
        """These consents have ended unused: their files are their sender's again."""

    def open_route(self) -> Route | None:
        """The live tasks of its case; None for a machine without tasks."""
        return None

    def start_route(self, move: Move) -> None:
        """Start the process of a new case."""

    def settle(self, move: Move) -> None:
        """Last word before the commit: save the boundary with its head and the mirrors for lists."""
        move.boundary.save()

    def watchers(self, done: Sequence[Move]) -> Iterable[tuple[Machine, Any]]:
        """Whose conditions depend on what these acts changed, as (machine, key of its boundary); itself where some of
        its own are `across`. Each is settled by a job (workflows.settling). Without acts: who waits for what was asked
        of it and no longer applies."""
        return ()

    @classmethod
    def asked_for(cls, key: Any, under: Any) -> Self:
        """A new, unsaved object that an ask brings into being. under: key of the case it will stand under."""
        raise TypeError(f"{cls.__name__} is not asked for")

    def forget(self) -> None:
        """Drop what was computed from facts that an act has changed."""

    @classmethod
    def inside(cls, root: Subject, key: Any = None) -> Self:
        """A new, unsaved object inside the boundary of `root`, before its creating act. key: a new one where none is
        given."""
        raise TypeError(f"{cls.__name__} does not say where it stands")

    @classmethod
    def gather(cls, rows: models.QuerySet[Any], root: Subject) -> Iterable[Self]:
        """The objects of a set-wise act inside the boundary of `root`, whose lock is held, with what facts and guards
        read of them; in the order of the queryset, else of their keys."""
        return rows if rows.ordered else rows.order_by("pk")

    @classmethod
    def fetch(cls, pk: Any, *, lock: bool = False) -> Self | None:
        rows = cls._default_manager.filter(pk=pk)
        if lock:
            rows = rows.select_for_update(no_key=True, of=("self",))
        return rows.first()


class BaseProcess(AbstractProcess):  # type: ignore[misc]
    """viewflow's process without generic keys; the attributes are those viewflow assigns.

    at: the moment of the act under way, from which turns that it opens count their due dates (not stored); by: the
    person at whose press something happens to its tasks (not stored), None for SYSTEM.
    """

    parent_task = None
    seed = None
    artifact = None
    at: dt.datetime
    by: Actor = None
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True


class BaseTask(AbstractTask):  # type: ignore[misc]
    """viewflow's task with a lane and a due date.

    lane: name of the lane it stands in; pool: who may take it while nobody owns it; due_at: when it is late;
    done_by: who finished it in the name of its owner, None where that was the owner.
    """

    seed = None
    artifact = None
    data = models.JSONField(default=dict, blank=True)
    lane = models.CharField(max_length=40, blank=True)
    pool = models.CharField(max_length=40, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.__dict__.get("_held"):
            super().save(*args, **kwargs)

    @contextmanager
    def held(self) -> Iterator[None]:
        """What changes inside is written by the next step, which always follows and saves the whole row."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
