"""Received files and bound documents. Facts of a file are written once; triggers of the database hold it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from .kinds import kinds, readable_size


class StoredFile(models.Model):
    """What is known of a file in the store (catalogue §0.4). size in bytes; sha256 in lower-case hex."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    original_name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    detected_type = models.CharField(max_length=100)
    storage_key = models.CharField(max_length=100)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.original_name

    @property
    def readable_size(self) -> str:
        return readable_size(self.size)


class Upload(StoredFile):
    """A received file that no act has used yet. Unused ones are swept (`sweeping`)."""

    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    field = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    keep_until = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["storage_key"], name="upload_one_object")]
        indexes = [
            models.Index(fields=["created_at"], condition=models.Q(used_at=None), name="upload_unused"),
        ]


class ScanState(models.TextChoices):
    NOT_SCANNED = "not_scanned", "Belum dipindai"
    PENDING = "pending", "Menunggu pemindaian"
    CLEAN = "clean", "Bersih"
    QUARANTINED = "quarantined", "Dikarantina"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def current(self) -> AttachmentQuerySet:
        """The newest version of each document that is not withdrawn, oldest document first.

        Withdrawing a version therefore brings the one before it back.
        """
        return self.filter(withdrawn_at=None).order_by("document", "-version").distinct("document")


class Attachment(StoredFile):
    """One version of one document of a case; never overwritten or deleted, a replacement is a new version.

    boundary: the case (ledger stream) it belongs to; owner_type, owner_id: the case or child object it
    hangs on; document: groups the versions; retention: whole years, None = for good (SJ-140).
    """

    boundary = models.UUIDField()
    owner_type = models.CharField(max_length=100)
    owner_id = models.UUIDField()
    kind = models.CharField(max_length=100)
    document = models.UUIDField(default=uuid7)
    version = models.PositiveIntegerField(default=1)
    deskripsi = models.CharField(max_length=255, blank=True)
    state_at_upload = models.CharField(max_length=100, blank=True)
    act = models.CharField(max_length=100)
    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    uploaded_at = models.DateTimeField(db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    withdraw_reason = models.TextField(blank=True)
    scan_state = models.CharField(max_length=20, choices=ScanState, default=ScanState.NOT_SCANNED)
    retention = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "version"], name="attachment_version_once"),
            models.UniqueConstraint(
                fields=["storage_key", "owner_id"], name="attachment_object_once_per_owner"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by=None, withdraw_reason="")
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~models.Q(withdraw_reason=""),
                name="attachment_withdrawal_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["boundary", "kind"], name="attachment_boundary_kind"),
            models.Index(fields=["owner_id", "kind"], name="attachment_owner_kind"),
            models.Index(fields=["storage_key"], name="attachment_object"),
        ]

    @property
    def kind_label(self) -> str:
        """Indonesian label of the kind, as declared today."""
        return kinds.get(self.kind).label

    @property
    def withdrawn(self) -> bool:
        return self.withdrawn_at is not None
