from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import Router, Status

from cases.core.doing import large_uploads
from cases.core.doing.large_uploads import NewLarge, WantedParts, find
from cases.organisations.requests import AccountRequest

from .once import once

router = Router(tags=["documents"])


@router.post("/uploads/large", response={201: dict[str, Any]})
def begin(request: AccountRequest, body: NewLarge) -> Any:
    """Begin a large file; its parts go straight to the object store."""
    pk, again = once(request, body.dict(), lambda: large_uploads.begin(request.user, body)["id"])
    return Status(201, {**large_uploads.whole(find(request.user, pk)), **again})


@router.get("/uploads/large/{uuid:upload_id}")
def status(request: AccountRequest, upload_id: UUID) -> dict[str, Any]:
    """State and progress, as the store knows it; `upload` once the file was verified."""
    return large_uploads.whole(find(request.user, upload_id))


@router.post("/uploads/large/{uuid:upload_id}/parts")
def parts(request: AccountRequest, upload_id: UUID, body: WantedParts) -> dict[str, Any]:
    """Addresses for up to 50 parts, valid 15 minutes, each for the bytes of the digest given."""
    return large_uploads.sign(request.user, find(request.user, upload_id, "unggah_besar_bagian"), body)


@router.post("/uploads/large/{uuid:upload_id}/finish", response={202: dict[str, Any]})
def finish(request: AccountRequest, upload_id: UUID) -> Any:
    """All parts are sent: the file is read back and verified by a worker."""
    ended = "unggah_besar_selesai"
    _, again = once(
        request, None, lambda: large_uploads.finish(request.user, find(request.user, upload_id, ended))["id"]
    )
    return Status(202, {**large_uploads.whole(find(request.user, upload_id)), **again})


@router.delete("/uploads/large/{uuid:upload_id}")
def give_up(request: AccountRequest, upload_id: UUID) -> dict[str, Any]:
    """Give it up; what was received is forgotten."""
    ended = "unggah_besar_batal"
    pk, again = once(
        request, None, lambda: large_uploads.give_up(request.user, find(request.user, upload_id, ended))["id"]
    )
    return {"id": pk, "removed": True, **again}
