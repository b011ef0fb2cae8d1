"""What was done: the chains of acts, their readable values, and what happened around the cases."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from .subjects import GENESIS


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


class LedgerRow(models.Model):
    """One object of an entry that moved many (workflows.batches): its line in its own history.

    n: its place in the entry, from 0; source, target, version: as in an entry of a single act; digest: HMAC-SHA256 of
    `values`, null where nothing was kept; leaf: its leaf under the entry's Merkle root (workflows.merkle).
    values: {"salt": hex, "v": {name: value}}; may be nulled, nothing else of the row changes.
    """

    pk = models.CompositePrimaryKey("entry", "n")
    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="rows", db_index=False)
    n = models.PositiveIntegerField()
    object_id = models.UUIDField()
    source = models.CharField(max_length=40, blank=True)
    target = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32, null=True)
    leaf = models.BinaryField(max_length=32)
    values = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["object_id"], name="ledger_row_object")]


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
