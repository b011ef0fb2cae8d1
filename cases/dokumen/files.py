"""The files of a signed document: drafts and signatures as versions of one attachment."""

from __future__ import annotations

import hashlib
import io
from typing import Any

from cases.core.doing.retention import lock_later
from documents import storage
from documents.binding import bind, digests
from documents.errors import DocumentError, SignatureRefused
from documents.models import Attachment, Upload
from documents.receiving import receive
from documents.rendering import layout_digest
from documents.signing import SignRequest, signer, verify
from workflows.actors import SYSTEM
from workflows.context import Move
from workflows.errors import E_GUARD, E_REF, E_STALE, FieldError, Refused

from . import printing
from .permissions import lines_of

#: Largest file that is read back to be signed, in bytes.
LIMIT = 25 * 1024 * 1024


def attach(obj: Any, move: Move) -> list[dict[str, Any]]:
    """Bind the file of an act that brings one: the draft of a job, or the draft with one more signature."""
    if move.name in ("buat", "lampirkan"):
        upload = _drawn(move)
        obj.tata_letak = layout_digest(obj.rule.layout)
    elif move.name == "tanda_tangani":
        upload = sign(obj, move)
    else:
        return []
    (found,) = bind(
        [upload],
        kind=obj.jenis,
        boundary=obj.case.pk,
        owner_type=obj.machine.key,
        owner_id=obj.pk,
        act=move.name,
        state=move.before,
        uploader=upload.uploader,
        replaces=obj.berkas,
    )
    obj.berkas = found
    lock_later([found])
    return digests([found])


def _drawn(move: Move) -> Upload:
    """The draft of a job: of the person who asked for it; where SYSTEM did, of one who stands for the role."""
    person = move.person
    return Upload.objects.get(pk=move.data["berkas"], **({} if person is SYSTEM else {"uploader": person}))


def sign(obj: Any, move: Move) -> Upload:
    """One more signature: the first on the text of the draft that was read, the next on the very bytes.

    Raises Refused; then nothing was kept.

    The service is called inside the act's transaction: a passphrase must not be written anywhere, so it cannot
    wait for the worker. Only this document is locked meanwhile (docs/decisions/008-signing-inside-the-gate.md).
    """
    form, person = move.data, move.person
    if form["sidik"] != obj.berkas.sha256:
        raise Refused(
            E_STALE,
            "Berkas sudah berubah sejak Anda memeriksanya, misalnya karena penandatangan lain menandatangani. "
            "Periksa berkas yang terbaru, lalu tanda tangani.",
        )
    try:
        content = content_of(obj.berkas)
        line = next(row for row in lines_of(obj, move.actor) if row.signed_by_id is None)
        others = [row for row in obj.signers if row.pk != line.pk]
        complete = all(row.signed_by_id for row in others)
        if not any(row.signed_by_id for row in others):
            content = printing.to_be_signed(obj, content, line, person)
        service = signer()
        signed = service.sign(
            content,
            SignRequest(
                field=line.field,
                name=person.nama,
                identifier=form.get("nik") or person.nip,
                role=line.peran,
                reason=f"{obj.jenis_label} {obj.nomor_surat}",
                location="",
                certify=not any(row.signed_by_id for row in others),
                final=not others,
                credentials={n: form[n] for n in ("nik", "sertifikat", "passphrase") if n in form},
            ),
        )
        fact = _proof(signed, line.field if service.fills_fields else "")
        _must_belong_to(person, fact)
        name = printing.signed_name(obj, complete=complete)
        upload = receive(io.BytesIO(signed), name, uploader=person, own=True)
    except DocumentError as error:
        raise _refused(error) from error
    line.signed_by, line.signed_at = person, move.now
    line.sertifikat = {
        "pemilik": fact.signer_name,
        "nomor": fact.serial,
        "otoritas": fact.authority,
        "demo": fact.demo,
    }
    line.save(update_fields=["signed_by", "signed_at", "sertifikat"])
    obj.forget()
    move.notes["penandatangan"] = line.peran
    return upload


def content_of(attachment: Attachment) -> bytes:
    """The file, which must be the one that was registered. Raises SignatureRefused when it is not."""
    content = storage.read(attachment.storage_key, LIMIT)
    if hashlib.sha256(content).hexdigest() != attachment.sha256:
        raise SignatureRefused(
            "Berkas di penyimpanan tidak sama dengan yang tercatat; hubungi pengelola sistem."
        )
    return content


def _proof(signed: bytes, field: str) -> Any:
    """What the verification says of the signature just made: that in `field`, or with "" the last one.

    Raises SignatureRefused unless it holds.
    """
    found = verify(signed, ours=True)
    fact = next((one for one in reversed(found.signatures) if field in ("", one.field)), None)
    if not found.genuine or fact is None:
        raise SignatureRefused(f"Tanda tangan yang dihasilkan tidak sah: {found.problem}")
    return fact


def _must_belong_to(person: Any, fact: Any) -> None:
    """A certificate that names another NIP than the account's is somebody else's."""
    if person.nip and len(fact.identifier) == len(person.nip) and fact.identifier != person.nip:
        raise SignatureRefused(f"Sertifikat ini milik {fact.signer_name}, bukan milik Anda.")


def _refused(error: DocumentError) -> Refused:
    field = getattr(error, "field", "")
    if error.code == E_REF and field:
        return Refused(error.code, error.message, errors={field: [FieldError(error.code, error.message)]})
    return Refused(E_GUARD, error.message)
