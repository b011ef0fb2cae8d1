"""What the engine keeps. Boundary, Subject, process and task are abstract: the project gives them keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django_fsm import FSMField
from uuid_utils.compat import uuid7
from viewflow.workflow.models import AbstractProcess, AbstractTask

from .actors import Actor
from .errors import Reason
from .machine import inside_gate

if TYPE_CHECKING:
    import uuid

    from .context import Move
    from .machine import Machine
    from .routing import Route

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

    def open_route(self) -> Route | None:
        """The live tasks of its case; None for a machine without tasks."""
        return None

    def start_route(self, move: Move) -> None:
        """Start the process of a new case."""

    def settle(self, move: Move) -> None:
        """Last word before the commit: save the boundary with its head and the mirrors for lists."""
        move.boundary.save()

    def forget(self) -> None:
        """Drop what was computed from facts that an act has changed."""

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


class LedgerEntry(models.Model):
    """One act, chained to the one before it in its stream. Never changed, never deleted.

    `body` is the canonical record the hash is taken over (workflows.ledger); the columns repeat what lists
    need. Readable values are in LedgerPayload; here are only their keyed digests.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    stream = models.UUIDField()
    seq = models.PositiveBigIntegerField()
    object_type = models.CharField(max_length=40)
    object_id = models.UUIDField()
    act = models.CharField(max_length=60)
    ref = models.CharField(max_length=12, blank=True)
    source = models.CharField(max_length=40, blank=True)
    target = models.CharField(max_length=40, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    role = models.CharField(max_length=40)
    at = models.DateTimeField()
    body = models.JSONField()
    prev = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="ledger_one_chain")]
        indexes = [
            models.Index(fields=["object_id", "seq"], name="ledger_object"),
            models.Index(fields=["-at", "-id"], name="ledger_recent"),
            models.Index(fields=["hash"], name="ledger_hash"),  # a search by what is printed on paper
            models.Index(fields=["actor", "-at", "-id"], name="ledger_person"),
            # of a case with very many entries: which objects it names, when its state moved, when a child began
            models.Index(fields=["stream", "object_id"], name="ledger_named"),
            models.Index(
                fields=["object_id", "seq"],
                name="ledger_moved",
                condition=~models.Q(source=models.F("target")) & ~models.Q(target=""),
            ),
            models.Index(
                fields=["stream", "object_type", "seq"], name="ledger_begun", condition=models.Q(source="")
            ),
        ]


class LedgerCheck(models.Model):
    """How far a chain has been verified (workflows.chains). A row of its own: to look at a history locks no case.

    seq, head: the entry up to which it was followed, step by step, from the first; at: when the last step was.
    whole_seq, whole_at, whole_by: the last time that all of it was verified at once, up to which entry, and by what.
    broken_seq, broken_why: what that found, if it does not hold.
    """

    class By(models.TextChoices):
        COMMAND = "perintah", "perintah"
        ROUND = "berkala", "pemeriksaan berkala"

    stream = models.UUIDField(primary_key=True)
    seq = models.PositiveBigIntegerField(default=0)
    head = models.BinaryField(default=GENESIS, max_length=32)
    at = models.DateTimeField(db_default=Now())
    whole_seq = models.PositiveBigIntegerField(default=0)
    whole_at = models.DateTimeField(null=True)
    whole_by = models.CharField(max_length=10, blank=True, choices=By.choices)
    broken_seq = models.PositiveBigIntegerField(null=True)
    broken_why = models.TextField(blank=True)


class LedgerPayload(models.Model):
    """The readable values of an entry, with the salts of their digests. May be nulled, nothing else.

    values: {field: {"v": value, "salt": hex, "class": personal-data class}}.
    """

    entry = models.OneToOneField(
        LedgerEntry, primary_key=True, on_delete=models.PROTECT, related_name="payload"
    )
    values = models.JSONField(null=True)


class AccessLog(models.Model):
    """Logins, refused attempts, reads of documents, exports: what happened around the cases, not in them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(db_default=Now())
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    role = models.CharField(max_length=40, blank=True)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.UUIDField(null=True)
    outcome = models.CharField(max_length=10)
    door = models.CharField(max_length=10, blank=True)
    ip = models.GenericIPAddressField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="access_recent"),
            models.Index(fields=["object_id", "-at"], name="access_object"),
            models.Index(fields=["actor", "-at", "-id"], name="access_person"),
        ]


class OutboxMessage(models.Model):
    """What was to be done after a commit before there were jobs. Nobody writes here any more; what an older process
    still puts here is moved (workflows.leaving). The table goes with the next release."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    topic = models.CharField(max_length=60)
    body = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at", "id"], name="outbox_due", condition=models.Q(delivered_at__isnull=True)
            )
        ]


class Done(models.Model):
    """The natural key of a job whose effect is in the database: written in the transaction of the effect."""

    key = models.CharField(primary_key=True, max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["at"], name="done_at")]


class Failure(models.Model):
    """A job or a timer that did not succeed: one row while it is tried, and from then on what became of it.

    source: "job" or "timer"; number: id of procrastinate's row, or of the task; name: of the job, or the act;
    boundary: the case it is about; error: why, in words for people; technical: class and place, never its text, which
    could hold personal data; parked_at: since when nothing tries it any more; outcome with ended_at: `berhasil` (a
    later attempt succeeded), `diulang` and `disisihkan` (by a person, with a reason).
    """

    BERHASIL, DIULANG, DISISIHKAN = "berhasil", "diulang", "disisihkan"

    source = models.CharField(max_length=10)
    number = models.BigIntegerField()
    name = models.CharField(max_length=60)
    queue = models.CharField(max_length=20)
    key = models.CharField(max_length=200, blank=True)
    boundary = models.UUIDField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500)
    technical = models.CharField(max_length=200, blank=True)
    first_at = models.DateTimeField(db_default=Now())
    last_at = models.DateTimeField(db_default=Now())
    parked_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "number"], condition=models.Q(ended_at=None), name="failure_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["-parked_at", "-id"],
                name="failure_parked",
                condition=models.Q(parked_at__isnull=False, ended_at=None),
            ),
            models.Index(fields=["source", "number"], name="failure_of"),
            models.Index(fields=["key"], name="failure_key", condition=models.Q(ended_at=None)),
            models.Index(fields=["-ended_at", "-id"], name="failure_ended"),
        ]


class IdempotencyKey(models.Model):
    """A key for one press; the row lives in the transaction of what was pressed, so that a repeat finds its result.

    entry: of an act; answer: of any other writing, as JSON (workflows.repeats).
    """

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.UUIDField(null=True)
    entry_id: uuid.UUID | None
    entry = models.ForeignKey(
        LedgerEntry, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answer: Any = models.JSONField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="idempotency_once")]

    @property
    def answered(self) -> bool:
        return self.entry_id is not None or self.answer is not None
