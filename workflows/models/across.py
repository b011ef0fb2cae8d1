"""What reaches over one press: what is asked of other boundaries, clocks, and the first half of an act of two people
(docs/decisions/023-across-boundaries.md)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from .ledger import LedgerEntry


class Ask(models.Model):
    """An act of SYSTEM that a press asks of an object in another boundary, done by a job.

    cause: the entry of that press, ref: its row; asker: its stream; at: the moment of the cause, from which what is
    left is counted. object_id: what is asked, boundary: what locks it; of what does not exist yet the key it will
    have, with the case it will stand `under`. answered_at, answer: what came of it, `why` it no longer applied; entry:
    what the answer wrote; `data` is empty then.
    """

    class Answer(models.TextChoices):
        DONE = "dilakukan", "dilakukan"
        PAST = "tidak_berlaku", "tidak berlaku lagi"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cause_id: uuid.UUID
    cause = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="asks", db_index=False)
    ref = models.CharField(max_length=12)
    at = models.DateTimeField()
    asker = models.UUIDField()
    object_type = models.CharField(max_length=40)
    object_id = models.UUIDField()
    boundary = models.UUIDField()
    under = models.UUIDField(null=True)
    act = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=14, blank=True, choices=Answer.choices)
    why = models.CharField(max_length=300, blank=True)
    entry = models.ForeignKey(
        LedgerEntry, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cause", "object_id", "act"], name="ask_once")]
        indexes = [
            models.Index(fields=["boundary"], name="ask_open_of", condition=Q(answered_at=None)),
            models.Index(fields=["asker"], name="ask_open_by", condition=Q(answered_at=None)),
            models.Index(fields=["object_id", "id"], name="ask_of_object"),
        ]


class Clock(models.Model):
    """When SYSTEM does an act of an object: kept by the press that made it due, by object and act, never by position.

    due: the instant by the facts as they are; next_try: later than that after an attempt that failed; fired: the
    instant for which it was done, so that facts that stay as they are do not do it again.
    """

    object_type = models.CharField(max_length=40)
    object_id = models.UUIDField()
    boundary = models.UUIDField()
    act = models.CharField(max_length=60)
    due = models.DateTimeField()
    next_try = models.DateTimeField()
    fired = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["object_id", "act"], name="clock_once")]
        indexes = [models.Index(fields=["next_try"], name="clock_due", condition=Q(fired=None))]


class Consent(models.Model):
    """The first of two people has said yes to an act that takes both.

    side: which of the act's two roles it was given in; data: what was entered, for the second to see and to say yes to;
    entry: of the consent; version: of the object then; digest: of act, data and that version. Over when used,
    withdrawn, at `until`, or when the object has moved on; then `data` is empty.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    object_type = models.CharField(max_length=40)
    object_id = models.UUIDField()
    boundary = models.UUIDField()
    act = models.CharField(max_length=60)
    side = models.CharField(max_length=40)
    person_id: uuid.UUID
    entry_id: uuid.UUID
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    data = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    at = models.DateTimeField(db_default=Now())
    until = models.DateTimeField()
    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True)
    used = models.ForeignKey(
        LedgerEntry, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["object_id", "act", "side"], name="consent_one_a_side", condition=Q(ended_at=None)
            )
        ]
        indexes = [models.Index(fields=["boundary"], name="consent_open_in", condition=Q(ended_at=None))]

    @property
    def sender(self) -> Sender:
        """Whose the files are that were entered: the first one's, held for this act."""
        return Sender(self.person_id, self.pk)


@dataclass(frozen=True)
class Sender:
    """Stands for a person in fields that ask whose files they may take: pk of the person, key they are held under."""

    pk: uuid.UUID
    held_by: uuid.UUID
