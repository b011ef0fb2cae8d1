"""Binding: an act makes received files evidence of a case, in the act's own transaction.

The caller holds the boundary's lock and has made the access and state checks (SJ-140).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from .errors import AlreadyWithdrawn, DocumentError, FileRefused, UploadUnknown
from .inspection import TYPES
from .kinds import Kind, kinds
from .models import Attachment, ScanState, Upload
from .receiving import as_id

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@dataclass(frozen=True)
class Given:
    """What one field of an act brings: files of one kind.

    replaces: the document of which the one upload is the next version; newest: the highest version it has, if known.
    """

    kind: str
    uploads: Sequence[Upload]
    replaces: Attachment | None = None
    newest: int | None = None


def bind(
    uploads: Iterable[Upload],
    *,
    kind: str,
    replaces: Attachment | None = None,
    **owner: Any,
) -> list[Attachment]:
    """As `bind_all`, of one kind."""
    return bind_all([Given(kind, list(uploads), replaces)], **owner)[0]


def bind_all(
    given: Sequence[Given],
    *,
    boundary: UUID,
    owner_type: str,
    owner_id: UUID,
    act: str,
    state: str,
    uploader: AbstractBaseUser,
    on_behalf_of: AbstractBaseUser | None = None,
    deskripsi: str = "",
    held_by: UUID | None = None,
) -> list[list[Attachment]]:
    """Attach all uploads of an act to their owner as documents; an answer for each of `given`, in the order given.

    boundary: the case; owner_type, owner_id: the case or child object; act, state: the act that binds
    and the state it found; held_by: the key under which the uploads are held (`holding`). As many statements for one
    file as for a hundred.

    Raises UploadUnknown (E-REF) for an upload that is not the uploader's or was used before, and for a
    `replaces` of another owner or kind; FileRefused (E-FILE) for one that the kind does not accept. `place` of the
    error says which of `given` it is about.
    Binds all or none: the transaction is the caller's and must be given up on an error.
    """
    _assert_atomic()
    used = _use([upload.pk for one in given for upload in one.uploads], uploader, held_by)
    newest = _newest_versions(given)
    answers: list[list[Attachment]] = []
    for place, one in enumerate(given):
        definition = kinds[one.kind]
        with _about(place):
            chosen = [_take(used, upload.pk) for upload in one.uploads]
            for upload in chosen:
                check(upload, definition)
            document, version = _next_version(one, owner_id, newest)
        answers.append(
            [
                Attachment(
                    boundary=boundary,
                    owner_type=owner_type,
                    owner_id=owner_id,
                    kind=one.kind,
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
        )
    Attachment.objects.bulk_create(attachment for answer in answers for attachment in answer)
    return answers


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


class Documents:
    """All versions of the documents of one owner, read by one statement when they are first asked for."""

    def __init__(self, owner_type: str, owner_id: UUID) -> None:
        self.owner = {"owner_type": owner_type, "owner_id": owner_id}

    @cached_property
    def _versions(self) -> dict[UUID, list[Attachment]]:
        found: dict[UUID, list[Attachment]] = {}
        for version in Attachment.objects.filter(**self.owner).order_by("document", "version"):
            found.setdefault(version.document, []).append(version)
        return found

    def get(self, pk: UUID) -> Attachment | None:
        """One version."""
        return next((one for each in self._versions.values() for one in each if one.pk == pk), None)

    def current(self, kind: str) -> list[Attachment]:
        """As the function of this name."""
        return [found for found in self._standing.values() if found.kind == kind]

    def standing(self, ids: Iterable[str]) -> dict[str, Attachment]:
        """As the function of this name, of this owner's documents."""
        wanted = set(ids)
        versions = [one for each in self._versions.values() for one in each if str(one.pk) in wanted]
        return {str(v.pk): self._standing[v.document] for v in versions if v.document in self._standing}

    def newest(self, document: UUID) -> int:
        """The highest version of a document."""
        return self._versions[document][-1].version

    @cached_property
    def _standing(self) -> dict[UUID, Attachment]:
        return {each[0].document: one for each in self._versions.values() for one in each if one.can_stand}


def digests(attachments: Iterable[Attachment]) -> list[dict[str, Any]]:
    """What the ledger records of documents: id, kind, version, sha256."""
    return [{"id": str(a.id), "kind": a.kind, "version": a.version, "sha256": a.sha256} for a in attachments]


@contextmanager
def _about(place: int) -> Iterator[None]:
    """What is refused inside is about this one of several."""
    try:
        yield
    except DocumentError as error:
        error.place = place
        raise


def _assert_atomic() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("documents are bound inside the act's transaction")


#: In one fixed order, so that two acts with the same files wait for each other in no circle.
_USE = """WITH unused AS (SELECT id FROM documents_upload
        WHERE id = ANY(%s) AND uploader_id = %s AND used_at IS NULL AND held_by IS NOT DISTINCT FROM %s
        ORDER BY id FOR UPDATE)
    UPDATE documents_upload SET used_at = statement_timestamp() FROM unused
    WHERE documents_upload.id = unused.id RETURNING documents_upload.*"""


def _use(ids: Sequence[UUID], uploader: AbstractBaseUser, held_by: UUID | None) -> dict[UUID, Upload]:
    """The unused uploads among these ids, locked and marked as used."""
    rows = Upload.objects.raw(_USE, [list(ids), uploader.pk, held_by]) if ids else ()
    return {upload.pk: upload for upload in rows}


def _take(used: dict[UUID, Upload], pk: UUID) -> Upload:
    """Each of them once."""
    upload = used.pop(pk, None)
    if upload is None:  # unknown, foreign, used, swept, or the same one twice
        raise UploadUnknown
    return upload


def _newest_versions(given: Sequence[Given]) -> dict[UUID, int]:
    """Document that is replaced -> the highest version it has, withdrawn ones among them."""
    replaced = [(one.replaces.document, one.newest) for one in given if one.replaces is not None]
    unknown = [document for document, newest in replaced if newest is None]
    read = Attachment.objects.filter(document__in=unknown).values_list("document")
    found: dict[UUID, int] = dict(read.annotate(models.Max("version"))) if unknown else {}
    return found | {document: newest for document, newest in replaced if newest is not None}


def _next_version(given: Given, owner_id: UUID, newest: dict[UUID, int]) -> tuple[UUID | None, int]:
    replaces = given.replaces
    if replaces is None:
        return None, 1
    if len(given.uploads) != 1:
        raise ValueError("a new version is exactly one file")
    if replaces.kind != given.kind or replaces.owner_id != owner_id:
        raise UploadUnknown("Dokumen yang akan diganti tidak ditemukan.")
    newest[replaces.document] += 1
    return replaces.document, newest[replaces.document]


def _facts(file: Upload | Attachment) -> dict[str, Any]:
    return {
        name: getattr(file, name)
        for name in ("original_name", "size", "sha256", "detected_type", "storage_key", "scan_state")
    }
