"""What the engine keeps of its own work: keys of jobs and presses, failures, and the outbox of the release before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from .ledger import LedgerEntry

if TYPE_CHECKING:
    import uuid


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
