"""A receipt that can be printed: number, time and digest of what an institution has sent."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.core.history import act_labels
from cases.core.models import Case
from cases.core.registry import case_type
from cases.core.selectors import cases_visible_to, unseen
from workflows.models import LedgerEntry

from .case_parts import case_crumbs
from .page import find_subject, page
from .showing import act_said, turns_of


@page()
def receipt(request: HttpRequest, pk: Any, seq: int) -> HttpResponse:
    subject = find_subject(request, pk)
    case = subject.case
    kind = case_type(case.type)
    entry = find_entry(subject, seq, request.user)
    if entry is None:
        raise unseen(request.user, "tanda_terima", kind.key, case.pk, seq=seq)
    ended = entry.target in kind.machine.terminal
    context = {
        "title": "Tindakan Anda sudah tercatat" if ended else "Kiriman Anda sudah diterima",
        "number": case.number,
        "time": entry.at,
        "digest": bytes(entry.hash).hex(),
        "rows": receipt_rows(subject, entry, request.user),
        "print": {"jenis": "tanda_terima", "case": case.pk, "fields": [("seq", entry.seq)]},
        "next": _next(subject, case),
        "tz": case.institution.zona_waktu,
        "case": case,
        "breadcrumbs": case_crumbs(kind, case, "Tanda terima"),
    }
    return render(request, "core/receipt.html", context)


def find_entry(subject: Any, seq: int, actor: Any) -> LedgerEntry | None:
    """The entry with this number, None when there is none that the actor may read."""
    entry = LedgerEntry.objects.filter(stream=subject.case.pk, seq=seq).select_related("actor").first()
    if entry is None or not case_type(subject.case.type).entry_visible(entry, subject, actor):
        return None
    return entry


def receipt_rows(subject: Any, entry: LedgerEntry, actor: Any) -> list[dict[str, Any]]:
    """[{label, value}] of what an entry recorded, for page and PDF."""
    case, kind = subject.case, case_type(subject.case.type)
    rows: list[dict[str, Any]] = [
        {"label": kind.label, "value": case.title},
        {"label": "Institusi", "value": case.institution.nama},
        {"label": "Tindakan", "value": act_said(entry.act, act_labels().get(entry.act, entry.act))},
        {"label": "Oleh", "value": str(entry.actor) if entry.actor else "Sistem"},
        {"label": "Status sesudahnya", "value": kind.machine.label_of(entry.target)},
        {"label": "Nomor catatan", "value": entry.seq},
    ]
    if documents := entry.body.get("documents"):
        rows.append({"label": "Dokumen", "value": f"{len(documents)} berkas"})
    if case.batch:
        others = cases_visible_to(actor).filter(batch=case.batch).exclude(pk=case.pk)
        numbers = ", ".join(others.order_by("number").values_list("number", flat=True))
        if numbers:
            rows.append({"label": "Dikirim bersama", "value": numbers})
    return rows


def _next(subject: Any, case: Case) -> str:
    turns = turns_of(case_type(case.type), subject.open_route(), case.created_by, case.institution.nama)
    return " ".join(f"{turn['label']} oleh {turn['holder']}." for turn in turns)
