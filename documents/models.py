"""Received files and bound documents. Facts of a file are written once; triggers of the database hold it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from .kinds import kinds, readable_size


class ScanState(models.TextChoices):
    """What the virus scanner said of a file. Only `is_readable` files are handed out."""

    NOT_SCANNED = "not_scanned", "Belum dipindai"  # no scanner is configured
    OWN = "own", "Dibuat sistem"  # rendered or signed here, from our own data
    PENDING = "pending", "Menunggu pemindaian"
    UNEXAMINED = "unexamined", "Belum dapat diperiksa"  # its reader gave no answer (`examining`)
    CLEAN = "clean", "Bersih"
    QUARANTINED = "quarantined", "Dikarantina"
    TOO_LARGE = "too_large", "Terlalu besar untuk dipindai"

    @property
    def is_readable(self) -> bool:
        return self not in (ScanState.PENDING, ScanState.UNEXAMINED, ScanState.QUARANTINED)


class StoredFile(models.Model):
    """What is known of a file in the store (catalogue §0.4). size in bytes; sha256 in lower-case hex.

    scan_state: of the object; rows that share an object are changed together (`scanning`).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    original_name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    detected_type = models.CharField(max_length=100)
    storage_key = models.CharField(max_length=100)
    scan_state = models.CharField(max_length=20, choices=ScanState, default=ScanState.NOT_SCANNED)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.original_name

    @property
    def readable_size(self) -> str:
        return readable_size(self.size)

    @property
    def is_readable(self) -> bool:
        """Whether the file may be handed out: not while a scan is pending, never from quarantine."""
        return ScanState(self.scan_state).is_readable


class Upload(StoredFile):
    """A received file that no act has used yet. Unused ones are swept (`sweeping`), but those that are held for
    somebody's word (`holding`): under which key, `held_by` says."""

    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    field = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    keep_until = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    held_by = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["storage_key"], name="upload_one_object")]
        indexes = [
            models.Index(fields=["created_at"], condition=models.Q(used_at=None), name="upload_unused"),
            models.Index(fields=["uploader", "created_at"], name="upload_of_person"),
            models.Index(
                fields=["uploader"], condition=models.Q(used_at=None), name="upload_unused_of_person"
            ),
            models.Index(fields=["id"], condition=models.Q(scan_state="pending"), name="upload_unscanned"),
            models.Index(fields=["held_by"], condition=models.Q(held_by__isnull=False), name="upload_held"),
        ]


class WaitingFile(models.Model):
    """An object that could not be examined yet: how often it was tried, and when it is due again (`examining`)."""

    storage_key = models.CharField(max_length=100, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.storage_key


class LargeUpload(models.Model):
    """A file on its way straight to the store, in parts: resumable until `expires_at` (`large`).

    size, part_size in bytes; sha256: of the whole, where the sender told it; multipart: the store's id;
    digests: part number -> SHA-256 that its address was signed for;
    checking_until: lease of the worker that reads it back; upload: the received file once it was verified.
    """

    class State(models.TextChoices):
        SENDING = "sending", "Sedang dikirim"
        CHECKING = "checking", "Sedang diperiksa"
        DONE = "done", "Diterima"
        REFUSED = "refused", "Ditolak"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=100)
    original_name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    part_size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    storage_key = models.CharField(max_length=100, unique=True)
    multipart = models.CharField(max_length=500)
    digests = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.SENDING)
    refusal = models.TextField(blank=True)
    checking_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    upload = models.OneToOneField(Upload, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["uploader", "state", "-id"], name="large_upload_own"),
            models.Index(fields=["id"], condition=models.Q(state="checking"), name="large_upload_to_check"),
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def part_count(self) -> int:
        return -(-self.size // self.part_size)

    def size_of_part(self, number: int) -> int:
        """Bytes of a part (from 1 on); the last one holds what is left."""
        return min(self.part_size, self.size - (number - 1) * self.part_size)


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def current(self) -> AttachmentQuerySet:
        """The newest standing version of each document, oldest document first.

        Withdrawing a version, or its quarantine, therefore brings the one before it back.
        """
        standing = self.filter(withdrawn_at=None).exclude(scan_state=ScanState.QUARANTINED)
        return standing.order_by("document", "-version").distinct("document")


class Attachment(StoredFile):
    """One version of one document of a case; never overwritten or deleted, a replacement is a new version.

    boundary: the case (ledger stream) it belongs to; owner_type, owner_id: the case or child object it
    hangs on; document: groups the versions; retention: whole years, None = for good (SJ-140);
    lock_mode, locked_until: the object lock the store has confirmed, empty until then (`locking`).
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
    retention = models.PositiveSmallIntegerField(null=True, blank=True)
    lock_mode = models.CharField(max_length=20, blank=True)
    locked_until = models.DateTimeField(null=True, blank=True)

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
            models.Index(fields=["sha256"], name="attachment_digest"),
            models.Index(
                fields=["id"], condition=models.Q(scan_state="pending"), name="attachment_unscanned"
            ),
        ]

    @property
    def kind_label(self) -> str:
        """Indonesian label of the kind, as declared today."""
        return kinds[self.kind].label

    @property
    def withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def can_stand(self) -> bool:
        """Neither withdrawn nor quarantined, as in `AttachmentQuerySet.current`."""
        return not self.withdrawn and self.scan_state != ScanState.QUARANTINED
