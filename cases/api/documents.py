from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from ninja import File, Router, Status, UploadedFile

from cases.core.doing.evidence import refused_upload
from cases.core.doing.withdrawal import withdraw_file
from cases.core.reading.archive import respond
from cases.core.reading.files import files_of, get_file_for, open_file
from cases.core.reading.selectors import get_subject_for
from cases.organisations.badan import in_words
from cases.organisations.permissions import acts_at_all
from cases.organisations.requests import AccountRequest
from documents.errors import FileRefused
from documents.models import Upload
from documents.receiving import receive
from workflows.access import log_access
from workflows.errors import E_PERM, Refused

from .calls import Withdrawal, if_match
from .once import once
from .presenting import document_row

router = Router(tags=["documents"])


@router.post("/uploads", response={201: dict[str, Any]})
def upload(request: AccountRequest, file: File[UploadedFile]) -> Any:
    """Receive a file; a file field of any form takes its id. Unused ones are swept after a day."""
    if not acts_at_all(request.user):
        log_access(actor=request.user, action="unggah", outcome=E_PERM, object_type="dokumen")
        raise Refused(
            E_PERM, str(in_words("Berkas hanya dikirim oleh petugas {badan} dan petugas institusi."))
        )
    sent = [file.name, file.size, _digest(file)]
    try:
        pk, again = once(
            request, sent, lambda: receive(file, file.name or "", uploader=request.user, field="api").pk
        )
    except FileRefused as error:
        raise refused_upload(error, "file") from error
    received = Upload.objects.get(pk=pk)
    body = {
        "id": str(received.pk),
        "sha256": received.sha256,
        "size": received.size,
        "type": received.detected_type,
        "scan_state": received.scan_state,
        **again,
    }
    return Status(201, body)


def _digest(file: UploadedFile) -> str:
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()


@router.get("/cases/{uuid:case_id}/documents")
def list_(request: AccountRequest, case_id: UUID) -> dict[str, Any]:
    """All versions of the documents of a case that the caller may read, the newest first."""
    rows = files_of(get_subject_for(request.user, case_id), request.user)
    return {"items": [document_row(row) for row in rows], "next": None}


@router.get("/cases/{uuid:case_id}/documents/archive")
def archive(request: AccountRequest, case_id: UUID) -> Any:
    """All of them as one ZIP with an index; files that wait or are quarantined are only listed. An export, logged."""
    return respond(get_subject_for(request.user, case_id), request.user)


@router.get("/documents/{uuid:document_id}/download")
def get(request: AccountRequest, document_id: UUID) -> dict[str, Any]:
    """A short-lived address, after the access check; the read is logged."""
    attachment = get_file_for(request.user, document_id)
    return {"url": open_file(request.user, attachment), "seconds": 60}


@router.post("/documents/{uuid:document_id}/withdraw")
def withdraw(request: AccountRequest, document_id: UUID, body: Withdrawal) -> dict[str, Any]:
    """Tarik berkas (SJ-140): by the institution of the case, where the state allows it; the file stays. If-Match
    is the version of the case."""
    reason, version = {"alasan": body.alasan}, if_match(request)
    _, again = once(
        request, body.dict(), lambda: withdraw_file(request.user, document_id, reason, version=version).pk
    )
    return {**document_row(get_file_for(request.user, document_id)), **again}
