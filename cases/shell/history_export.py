"""Riwayat of one case as CSV or workbook: the lines, the words and the sight of its page, all of them (SJ-128)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.http import StreamingHttpResponse

from cases.core.doing.subjects import CaseDetail
from cases.core.reading.files import files_of
from cases.core.reading.history import everything
from cases.core.reading.words import stempel
from cases.organisations.requests import AccountRequest
from cases.organisations.zones import zone_of
from workflows.errors import E_FMT, FieldError, Refused

from .exports import list_response
from .history import day_asked, end_of, entry_row, versions_of
from .page import find_subject, page

HEADER = (
    *("Waktu", "Tindakan", "Tentang", "Status asal", "Status baru", "Hasil", "Alasan penolakan"),
    *("Oleh", "Peran", "Atas nama", "Rincian", "Perubahan isi", "Berkas", "Catatan", "Kode bukti catatan"),
)


@page(file=True)
def export(request: AccountRequest, pk: Any) -> StreamingHttpResponse:
    """All of it; with `per`, what stood at the end of that day."""
    subject = find_subject(request, pk, "ekspor")
    day, fault = day_asked(request.GET.get("per", ""))
    if fault:
        raise Refused(E_FMT, f"Per tanggal: {fault}", errors={"per": [FieldError(E_FMT, fault)]})
    until = end_of(day, subject.case) if day else None
    name = f"riwayat-{subject.case.number}"
    filters = {"Per tanggal": request.GET["per"]} if day else {}
    return list_response(
        request,
        name,
        HEADER,
        _lines(request.user, subject, until),
        filters,
        about=("riwayat", subject.case.pk),
    )


def _lines(actor: Any, subject: CaseDetail, until: dt.datetime | None) -> Iterator[list[Any]]:
    attachments = files_of(subject, actor)
    files = {str(file.pk): {"name": file.original_name} for file in attachments}
    _, _, diffs = versions_of(subject, attachments)
    zone = zone_of(subject.case.institution)
    for event in everything(actor, subject.case, before=until):
        row = entry_row(event, files, diffs)
        follows = " (mengikuti tindakan lain)" if row["follows"] else ""
        yield [
            stempel(row["time"], zone),
            f"{row['act_label']}{follows}",
            row["about"],
            row["from_label"],
            "" if row["refused"] else row["to_label"],
            row["outcome"] or "Berhasil",
            "; ".join(row["reasons"]),
            row["actor"],
            row["role"],
            row["on_behalf_of"],
            "\n".join(f"{fact.label}: {fact.value}" for fact in row["facts"]),
            "\n".join(
                f"{line.label}: {line.before or '–'} → {line.after or '–'}" for line in row["changes"] or ()
            ),
            "\n".join([*(file["name"] for file in row["files"]), *row["file_names"]]),
            row["seq"],
            row["hash"],
        ]
