"""A receipt that can be printed: number, time and digest of what an institution has sent."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from cases.core.declared.registry import case_type
from cases.core.reading.files import files_of
from cases.core.reading.owners import institution_name_at
from cases.core.reading.saying import ERASED, act_label, called_in, decided, is_erased, state_said
from cases.core.reading.selectors import unseen
from cases.core.reading.sight import cases_visible_to
from cases.organisations.requests import AccountRequest
from workflows.models import LedgerEntry

from .after import next_lines
from .case_parts import case_crumbs
from .onward import onward, trail_of
from .page import find_subject, page

#: Signs of one value on a receipt.
LONGEST = 400


@page()
def receipt(request: AccountRequest, pk: Any, seq: int) -> HttpResponse:
    subject = find_subject(request, pk)
    case = subject.case
    kind = case_type(case.type)
    entry = find_entry(subject, seq, request.user)
    if entry is None:
        raise unseen(request.user, "tanda_terima", kind.key, case.pk, seq=seq)
    ended = entry.object_type == kind.machine.key and entry.target in kind.machine.terminal
    said = label_of_entry(entry)
    context = {
        "title": f"{said} sudah dicatat" if ended else f"{said} sudah diterima",
        "number": case.number,
        "time": entry.at,
        "digest": bytes(entry.hash).hex(),
        "rows": receipt_rows(subject, entry, request.user),
        "print": {"jenis": "tanda_terima", "case": case.pk, "fields": [("seq", entry.seq)]},
        "onward": onward(request, case, trail_of(request, case)),
        "next": next_lines(subject, request.user),
        "tz": case.institution.zona_waktu,
        "case": case,
        "breadcrumbs": case_crumbs(kind, case, "Tanda terima"),
    }
    return render(request, "core/receipt.html", context)


def find_entry(subject: Any, seq: int, actor: Any) -> LedgerEntry | None:
    """The entry with this number, None when there is none that the actor may read."""
    rows = LedgerEntry.objects.filter(stream=subject.case.pk, seq=seq)
    entry = rows.select_related("actor", "on_behalf_of", "payload").first()
    if entry is None or not case_type(subject.case.type).entry_visible(entry, subject, actor):
        return None
    return entry


def _by(entry: LedgerEntry) -> str:
    """Who acted, and for whom."""
    name = str(entry.actor) if entry.actor else "Sistem"
    return f"{name}, atas nama {entry.on_behalf_of}" if entry.on_behalf_of else name


def receipt_rows(subject: Any, entry: LedgerEntry, actor: Any) -> list[dict[str, Any]]:
    """[{label, value}] of what an entry recorded, for page and PDF."""
    case, kind = subject.case, case_type(subject.case.type)
    state = state_said(entry.object_type, entry.target)
    rows: list[dict[str, Any]] = [
        {"label": kind.label, "value": case.title},
        {"label": "Institusi", "value": institution_name_at(case, entry.at)},
        {"label": "Tindakan", "value": label_of_entry(entry)},
        *([{"label": "Tentang", "value": about}] if (about := called_in(entry)) else []),
        {"label": "Oleh", "value": _by(entry)},
        *([{"label": "Status sesudahnya", "value": state}] if state else []),
        {"label": "Nomor catatan", "value": entry.seq},
    ]
    if is_erased(entry):
        rows.append({"label": "Isian", "value": ERASED})
    rows += [{"label": fact.label, "value": _short(fact.value)} for fact in decided(entry)]
    if documents := {document["id"] for document in entry.body.get("documents", ())}:
        names = [found.original_name for found in files_of(subject, actor) if str(found.pk) in documents]
        rows.append({"label": "Berkas", "value": ", ".join(names) or f"{len(documents)} berkas"})
    if case.batch:
        others = cases_visible_to(actor).filter(batch=case.batch).exclude(pk=case.pk)
        numbers = ", ".join(others.order_by("number").values_list("number", flat=True))
        if numbers:
            rows.append({"label": "Dikirim bersama", "value": numbers})
    return rows


def label_of_entry(entry: LedgerEntry) -> str:
    return act_label(entry.object_type, entry.act, entry.source, entry.body.get("machine_version"))


def _short(text: str) -> str:
    """A receipt names what was sent; the whole of a long text stands on the case."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} …"
