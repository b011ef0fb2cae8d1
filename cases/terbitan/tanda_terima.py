"""The receipt of one ledger entry as a PDF."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.core.declared.registry import case_type
from cases.core.reading.selectors import unseen
from cases.core.reading.words import saat
from cases.shell.receipt import find_entry, receipt_rows
from documents.kinds import kinds, readable_size
from documents.models import Attachment
from workflows.errors import E_FMT, FieldError, Refused
from workflows.parsing import count

from .jenis import Cetakan, Parameter


def check(actor: Any, subject: Any, parameter: Parameter) -> dict[str, Any]:
    """{seq}: number of an entry this person may read. Raises Refused: E-FMT, E-HIDE."""
    seq = _number(parameter.get("seq"))
    if seq is None:
        error = FieldError(E_FMT, "Nomor catatan harus bilangan bulat positif.")
        raise Refused(E_FMT, error.message, errors={"seq": [error]})
    if find_entry(subject, seq, actor) is None:
        raise unseen(actor, "tanda_terima", subject.case.type, subject.case.pk, seq=seq)
    return {"seq": seq}


def build(actor: Any, subject: Any, parameter: Parameter) -> Mapping[str, Any]:
    entry = find_entry(subject, parameter["seq"], actor)
    if entry is None:
        raise unseen(actor, "tanda_terima", subject.case.type, subject.case.pk, seq=parameter["seq"])
    zone = subject.case.institution.zona_waktu
    facts = [
        {"label": row["label"], "value": str(row["value"])} for row in receipt_rows(subject, entry, actor)
    ]
    return {
        "nomor": subject.case.number,
        "fakta": [{"label": "Waktu", "value": saat(entry.at, zone)}, *facts],
        "sidik": bytes(entry.hash).hex(),
        "berkas": _files(subject, entry, actor),
    }


def _number(value: Any) -> int | None:
    """A number as JSON or a form writes it; True, fractions and what no ledger reaches are none."""
    return count(value, most=10**18) or None


def _files(subject: Any, entry: Any, actor: Any) -> list[dict[str, str]]:
    """The documents the entry names, as far as this person may read them."""
    ids = [document["id"] for document in entry.body.get("documents", ())]
    rows = Attachment.objects.filter(pk__in=ids, boundary=subject.case.pk).order_by("uploaded_at", "id")
    visible = case_type(subject.case.type).document_visible
    return [
        {
            "nama": row.original_name,
            "jenis": kinds[row.kind].label,
            "ukuran": readable_size(row.size),
            "sha256": row.sha256,
        }
        for row in rows
        if visible(row, subject, actor)
    ]


TANDA_TERIMA = Cetakan(
    key="tanda_terima",
    label="Tanda terima",
    layout="tanda_terima",
    check=check,
    title=lambda parameter, subject: f"Tanda terima {subject.case.number} nomor {parameter['seq']}",
    build=build,
)
