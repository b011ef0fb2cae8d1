"""Files sent by themselves, large ones through page and API alike: who may send them, refusals in the catalogue's words
(CB-117)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pydantic import Field

from cases.core.doing.exact import Exact
from cases.core.reading.selectors import unseen
from cases.organisations.badan import in_words
from cases.organisations.permissions import acts_at_all
from documents import large
from documents.errors import FileRefused, LargeRefused, UploadUnknown
from documents.kinds import kinds
from documents.models import LargeUpload
from documents.receiving import receive
from workflows.access import log_access
from workflows.actors import Actor
from workflows.errors import E_PERM, E_REF, LOGGED_CODES, FieldError, Refused
from workflows.ledger import plain

OBJECT_TYPE = "unggahan"


class NewLarge(Exact):
    """A file of `size` bytes for documents of `kind`; sha256 of the whole (hex or base64) where it is known."""

    name: str = Field(max_length=1000)
    size: int
    kind: str
    sha256: str = ""


class WantedPart(Exact):
    """One part, numbered from 1, and the SHA-256 (hex or base64) of its bytes."""

    number: int
    sha256: str


class WantedParts(Exact):
    parts: list[WantedPart] = Field(max_length=1000)


def may_send(actor: Actor, action: str = "unggah") -> None:
    """Raises Refused(E-PERM), logged, for who sends no files at all."""
    if acts_at_all(actor):
        return
    log_access(actor=actor, action=action, outcome=E_PERM, object_type=OBJECT_TYPE)
    raise Refused(E_PERM, str(in_words("Berkas hanya dikirim oleh petugas {badan} dan petugas institusi.")))


def receive_chosen(actor: Any, file: Any, kind: str) -> dict[str, Any]:
    """A file that somebody chose in a form, before the form is sent: checked for its kind, unused until then."""
    may_send(actor)
    definition = kinds.get(kind)
    if definition is None or definition.types.large:
        error = FieldError(E_REF, "Jenis dokumen ini tidak dikenal.")
        raise Refused(E_REF, error.message, errors={"jenis": [error]})
    with _door(actor, "unggah"):
        made = receive(
            file,
            file.name or "",
            uploader=actor,
            file_class=definition.types,
            max_bytes=definition.limit,
            field=kind,
        )
    return {"upload": str(made.pk), "name": made.original_name, "size": made.size}


def begin(actor: Actor, body: NewLarge) -> dict[str, Any]:
    may_send(actor, "unggah_besar")
    with _door(actor, "unggah_besar"):
        made = large.begin(actor, name=body.name, size=body.size, kind=body.kind, sha256=body.sha256)
    return whole(made)


def find(actor: Actor, pk: Any, action: str = "unggah_besar_lihat") -> LargeUpload:
    """The person's own. Raises Refused: E-HIDE for any other, E-PERM for who may no longer send files."""
    try:
        found = large.get_own(actor, pk)
    except UploadUnknown:
        raise unseen(actor, action, OBJECT_TYPE, pk) from None
    may_send(actor, action)
    return found


def sign(actor: Actor, found: LargeUpload, body: WantedParts) -> dict[str, Any]:
    """Addresses of the store for parts of an upload got by `find`."""
    with _door(actor, "unggah_besar_bagian", found):
        signed = large.sign_parts(found, {part.number: part.sha256 for part in body.parts})
    parts = [
        {"number": part.number, "size": part.size, "url": part.url, "headers": dict(part.headers)}
        for part in signed
    ]
    return {"parts": parts, "seconds": large.URL_SECONDS}


def finish(actor: Actor, found: LargeUpload) -> dict[str, Any]:
    with _door(actor, "unggah_besar_selesai", found):
        return whole(large.finish(found))


def give_up(actor: Actor, found: LargeUpload) -> dict[str, Any]:
    pk = str(found.pk)
    with _door(actor, "unggah_besar_batal", found):
        large.give_up(found)
    return {"id": pk, "removed": True}


def whole(found: LargeUpload) -> dict[str, Any]:
    """State and progress. upload: id for the file field of a form, once the file was verified and until it is used."""
    progress = large.progress_of(found)  # may find that the store has lost it: state and refusal come after
    upload = found.upload if found.upload is not None and found.upload.used_at is None else None
    return {
        "id": str(found.pk),
        "state": found.state,
        "state_label": found.get_state_display(),
        "refusal": found.refusal or None,
        "kind": found.kind,
        "name": found.original_name,
        "size": found.size,
        "part_size": found.part_size,
        "parts": found.part_count,
        "received": list(progress.received),
        "received_bytes": progress.received_bytes,
        "expires": plain(found.expires_at),
        "upload": str(upload.pk) if upload else None,
        "sha256": upload.sha256 if upload else None,
    }


@contextmanager
def _door(actor: Actor, action: str, found: LargeUpload | None = None) -> Iterator[None]:
    """Refusals in the catalogue's words; those that are logged are logged."""
    pk = found.pk if found is not None else None
    try:
        yield
    except UploadUnknown:  # given up at the same moment
        raise unseen(actor, action, OBJECT_TYPE, pk) from None
    except (LargeRefused, FileRefused) as error:
        if error.code in LOGGED_CODES:
            log_access(actor=actor, action=action, outcome=error.code, object_type=OBJECT_TYPE, object_id=pk)
        field = error.field if isinstance(error, LargeRefused) else "name"
        errors = {field: [FieldError(error.code, error.message)]} if field else {}
        raise Refused(error.code, error.message, errors=errors) from error
