"""A receipt that can be printed: number, time and digest of what an institution has sent."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
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
    entry = LedgerEntry.objects.filter(stream=case.pk, seq=seq).select_related("actor").first()
    if entry is None:
        raise Http404
    kind = case_type(case.type)
    if not kind.entry_visible(entry, subject, request.user):
        raise unseen(request.user, "tanda_terima", kind.key, case.pk, seq=seq)
    label = act_said(entry.act, act_labels().get(entry.act, entry.act))
    rows = [
        {"label": kind.label, "value": case.title},
        {"label": "Institusi", "value": case.institution.nama},
        {"label": "Tindakan", "value": label},
        {"label": "Oleh", "value": str(entry.actor) if entry.actor else "Sistem"},
        {"label": "Status sesudahnya", "value": kind.machine.label_of(entry.target)},
        {"label": "Nomor catatan", "value": entry.seq},
    ]
    if documents := entry.body.get("documents"):
        rows.append({"label": "Dokumen", "value": f"{len(documents)} berkas"})
    if case.batch:
        others = cases_visible_to(request.user).filter(batch=case.batch).exclude(pk=case.pk)
        numbers = ", ".join(others.order_by("number").values_list("number", flat=True))
        if numbers:
            rows.append({"label": "Dikirim bersama", "value": numbers})
    ended = entry.target in kind.machine.terminal
    context = {
        "title": "Tindakan Anda sudah tercatat" if ended else "Kiriman Anda sudah diterima",
        "number": case.number,
        "time": entry.at,
        "digest": bytes(entry.hash).hex(),
        "rows": rows,
        "next": _next(subject, case),
        "tz": case.institution.zona_waktu,
        "case": case,
        "breadcrumbs": case_crumbs(kind, case, "Tanda terima"),
    }
    return render(request, "core/receipt.html", context)


def _next(subject: Any, case: Case) -> str:
    turns = turns_of(case_type(case.type), subject.open_route(), case.created_by, case.institution.nama)
    return " ".join(f"{turn['label']} oleh {turn['holder']}." for turn in turns)
