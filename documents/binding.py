"""Binding: an act makes received files evidence of a case, in the act's own transaction.

The caller holds the boundary's lock and has made the access and state checks (SJ-140).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from .errors import AlreadyWithdrawn, FileRefused, UploadUnknown
from .inspection import TYPES
from .kinds import Kind, kinds
from .models import Attachment, ScanState, Upload
from .receiving import as_id

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def bind(
    uploads: Iterable[Upload],
    *,
    kind: str,
    boundary: UUID,
    owner_type: str,
    owner_id: UUID,
    act: str,
    state: str,
    uploader: AbstractBaseUser,
    on_behalf_of: AbstractBaseUser | None = None,
    deskripsi: str = "",
    replaces: Attachment | None = None,
) -> list[Attachment]:
    """Attach `uploads` to their owner as documents of `kind`, in the order given.

    boundary: the case; owner_type, owner_id: the case or child object; act, state: the act that binds
    and the state it found; replaces: the document of which the one upload is the next version.

    Raises UploadUnknown (E-REF) for an upload that is not the uploader's or was used before, and for a
    `replaces` of another owner or kind; FileRefused (E-FILE) for one that the kind does not accept.
    Binds all or none: the transaction is the caller's and must be given up on an error.
    """
    _assert_atomic()
    definition = kinds[kind]
    chosen = _lock([upload.pk for upload in uploads], uploader)
    for upload in chosen:
        check(upload, definition)
    document, version = _next_version(replaces, kind, owner_id, len(chosen))
    attachments = [
        Attachment(
            boundary=boundary,
            owner_type=owner_type,
            owner_id=owner_id,
            kind=kind,
            document=document or uuid7(),
            version=version,
            deskripsi=deskripsi,
            state_at_upload=state,
            act=act,
            uploader_id=uploader.pk,
            on_behalf_of_id=on_behalf_of.pk if on_behalf_of else None,
            retention=definition.retention,
            **_facts(upload),
        )
        for upload in chosen
    ]
    Upload.objects.filter(pk__in=[upload.pk for upload in chosen]).update(used_at=Now())
    return Attachment.objects.bulk_create(attachments)


def share(
    attachments: Iterable[Attachment], *, boundary: UUID, owner_type: str, owner_id: UUID
) -> list[Attachment]:
    """The same files for another owner: one act creates several cases from one form (SJ-61).

    Each becomes a document of its own, version 1, with the same object; facts of the binding are kept.
    """
    _assert_atomic()
    kept = (
        "kind",
        "deskripsi",
        "state_at_upload",
        "act",
        "uploader_id",
        "on_behalf_of_id",
        "retention",
    )
    return Attachment.objects.bulk_create(
        Attachment(
            boundary=boundary,
            owner_type=owner_type,
            owner_id=owner_id,
            **{name: getattr(attachment, name) for name in kept},
            **_facts(attachment),
        )
        for attachment in attachments
    )


def check(upload: Upload, kind: Kind) -> None:
    """Raise FileRefused unless a received file is of a type and size that `kind` accepts.

    One that waits for its examination or the virus scanner may be used, one in quarantine may not.
    """
    if upload.scan_state == ScanState.QUARANTINED:
        raise FileRefused(
            f"Berkas “{upload.original_name}” ditolak: pemeriksaan berkas menolaknya. Unggah berkas lain."
        )
    if upload.detected_type not in {TYPES[extension] for extension in kind.types.extensions}:
        reason = "jenis berkas ini tidak diterima"
    elif upload.size > kind.limit:
        reason = "ukurannya melampaui batas"
    else:
        return
    raise FileRefused(
        f"Berkas “{upload.original_name}” ditolak untuk {kind.label}: {reason}. "
        f"Yang diterima: {kind.describe()}."
    )


def withdraw(attachment: Attachment, by: AbstractBaseUser, reason: str) -> Attachment:
    """Mark one version as withdrawn, for good; the file stays. Whether the state allows it the caller checks.

    Raises AlreadyWithdrawn (E-STATE); ValueError for an empty reason.
    """
    _assert_atomic()
    if not reason.strip():
        raise ValueError("a withdrawal needs a reason")
    marked = Attachment.objects.filter(pk=attachment.pk, withdrawn_at=None).update(
        withdrawn_at=Now(), withdrawn_by=by, withdraw_reason=reason.strip()
    )
    if not marked:
        raise AlreadyWithdrawn(f"Berkas “{attachment.original_name}” sudah ditarik sebelumnya.")
    attachment.refresh_from_db()
    return attachment


def current(owner_type: str, owner_id: UUID, kind: str | None = None) -> models.QuerySet[Attachment]:
    """The owner's documents: of each the newest version neither withdrawn nor quarantined, oldest first."""
    found = Attachment.objects.filter(owner_type=owner_type, owner_id=owner_id)
    return (found.filter(kind=kind) if kind else found).current()


def current_in(boundary: UUID) -> models.QuerySet[Attachment]:
    """As `current`, of a case with all its children."""
    return Attachment.objects.filter(boundary=boundary).current()


def standing(ids: Iterable[UUID | str]) -> dict[str, Attachment]:
    """Id given -> the version of its document that stands now: the newest neither withdrawn nor quarantined.

    Ids of documents of which nothing stands, and unknown ones, are missing. One query.
    """
    keys = [key for key in map(as_id, ids) if key]
    if not keys:
        return {}
    documents = Attachment.objects.filter(pk__in=keys).values("document")
    versions = list(Attachment.objects.filter(document__in=documents).order_by("version"))
    newest = {found.document: found for found in versions if found.can_stand}
    chosen = set(keys)
    return {str(v.pk): newest[v.document] for v in versions if v.pk in chosen and v.document in newest}


def digests(attachments: Iterable[Attachment]) -> list[dict[str, Any]]:
    """What the ledger records of documents: id, kind, version, sha256."""
    return [{"id": str(a.id), "kind": a.kind, "version": a.version, "sha256": a.sha256} for a in attachments]


def _assert_atomic() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("documents are bound inside the act's transaction")


def _lock(ids: Sequence[UUID], uploader: AbstractBaseUser) -> list[Upload]:
    """The unused uploads with these ids, locked in one fixed order, returned in the order given."""
    unused = Upload.objects.select_for_update().filter(pk__in=ids, uploader=uploader.pk, used_at=None)
    found = {upload.pk: upload for upload in unused.order_by("pk")}
    if len(found) != len(ids):  # unknown, foreign, used, swept, or the same one twice
        raise UploadUnknown
    return [found[pk] for pk in ids]


def _next_version(
    replaces: Attachment | None, kind: str, owner_id: UUID, count: int
) -> tuple[UUID | None, int]:
    if replaces is None:
        return None, 1
    if count != 1:
        raise ValueError("a new version is exactly one file")
    if replaces.kind != kind or replaces.owner_id != owner_id:
        raise UploadUnknown("Dokumen yang akan diganti tidak ditemukan.")
    newest = Attachment.objects.filter(document=replaces.document).aggregate(models.Max("version"))
    return replaces.document, newest["version__max"] + 1


def _facts(file: Upload | Attachment) -> dict[str, Any]:
    return {
        name: getattr(file, name)
        for name in ("original_name", "size", "sha256", "detected_type", "storage_key", "scan_state")
    }
