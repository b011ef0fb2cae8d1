"""A nomenklatur as others see it: its data as JSON, and the type's own part of the case page (SJ-38)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from cases.organisations.models import Kompetensi
from workflows.actors import holder_said
from workflows.showing import once

from .questions import QUESTIONS, answers
from .states import TERMINAL


def present(obj: Any, actor: Any) -> dict[str, Any]:
    return {
        **obj.snapshot(),
        "tanggal_daftar": obj.tanggal_daftar.isoformat(),
        "dari_unggahan": obj.dari_unggahan,
        "versi_disetujui": obj.approved.number if obj.approved_id else None,
        "permohonan": {"alasan": obj.permohonan_alasan, "pada": obj.permohonan_pada.isoformat()}
        if obj.permohonan_pada
        else None,
    }


def _with_definitions(obj: Any) -> list[dict[str, Any]]:
    """The chosen competencies with what the catalogue says of them; its entries are ended, never changed."""
    texts = {str(pk): text for pk, text in _definitions(obj)}
    return [{**row, "definisi": texts.get(row["kompetensi"], "")} for row in obj.kompetensi_manajerial]


def _definitions(obj: Any) -> QuerySet[Any, Any]:
    ids = [row["kompetensi"] for row in obj.kompetensi_manajerial]
    rows = Kompetensi.objects.filter(pk__in=ids)
    return once(("kompetensi", obj.pk), lambda: rows.values_list("pk", "definisi"))


def asked(obj: Any, actor: Any) -> Iterator[QuerySet[Any, Any]]:
    """Rows of which guards ask; nothing of them is asked once it has ended."""
    if obj.state not in TERMINAL:
        for question in QUESTIONS:
            yield from answers(question, obj)


def told(obj: Any, actor: Any) -> list[QuerySet[Any, Any]]:
    """Rows that `sections` shows."""
    return [_definitions(obj)]


def sections(obj: Any, actor: Any) -> dict[str, Any]:
    """Context of nomenklatur/detail.html; the bars that are filled come open."""
    parts: list[dict[str, Any]] = [
        {"label": obj.LABELS[name], "text": getattr(obj, name)}
        for name in ("kompetensi_teknis", "kompetensi_sosiokultural")
    ]
    parts.append({"label": obj.LABELS["kompetensi_manajerial"], "rows": _with_definitions(obj)})
    if obj.tugas_pokok_fungsi:
        parts.insert(0, {"label": obj.LABELS["tugas_pokok_fungsi"], "text": obj.tugas_pokok_fungsi})
    for part in parts:
        part["open"] = bool(part.get("text") or part.get("rows"))
    facts = [
        {"label": "Unit Kerja", "value": obj.unit_kerja},
        {"label": "Jabatan", "value": obj.jabatan},
        {"label": "Level", "value": obj.level},
    ]
    if obj.dari_unggahan:
        facts.append({"label": "Asal data", "value": "Upload Data Pejabat"})
    if obj.approved_id:
        facts.append({"label": "Versi yang disetujui", "value": f"Versi {obj.approved.number}"})
    return {"nomenklatur": obj, "rows": facts, "parts": parts}


def post_facts(obj: Any, actor: Any) -> list[tuple[str, str]]:
    """What an act on a nomenklatur is about."""
    asked = obj.permohonan_alasan if obj.permohonan_pada else ""
    found = [
        ("Jabatan", obj.jabatan),
        ("Unit Kerja", obj.unit_kerja),
        ("Level", obj.level),
        ("Status", obj.state_label),
        ("Petugas", holder_said(obj.case.assignee)),
        ("Alasan permohonan", asked),
    ]
    return [(label, value) for label, value in found if value]
