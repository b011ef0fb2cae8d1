"""A postponement as others see it: its data as JSON, its part of the case page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cases.cat.states import Sebab
from cases.cat.usul import facts, presenting
from cases.cat.usul.scope import LONG
from cases.core.models import Case
from workflows.showing import once

from .guards import mandiri


def present(obj: Any, actor: Any) -> dict[str, Any]:
    return {
        **presenting.present(obj),
        "sebab": obj.sebab,
        "gangguan": [{"objek": key, "mulai": at} for key, at in sorted(obj.gangguan.items())],
        "koordinasi_pansel": obj.koordinasi_psi or None,
        "kompensasi": obj.kompensasi,
        "kompensasi_wajib": obj.beku is not None and mandiri(obj),
        "tindak_lanjut": obj.tindak_lanjut,
        "sebab_berakhir": obj.sebab_berakhir.isoformat() if obj.sebab_berakhir else None,
    }


def sections(obj: Any, actor: Any) -> dict[str, Any]:
    rows = [("Sebab", Sebab(obj.sebab).label), ("Uraian", obj.uraian)]
    return {
        **presenting.sections(obj, actor, rows),
        "troubles": troubles(obj),
        "activities": [_activity(row) for row in obj.tindak_lanjut],
        "compensation": obj.beku is not None and mandiri(obj),
    }


def _activity(row: dict[str, Any]) -> dict[str, Any]:
    done = row.get("selesai_pada")
    return {**row, "done": dt.datetime.fromisoformat(done) if done else None}


def troubles(obj: Any) -> list[dict[str, Any]]:
    """The disturbances that it names: where, since when, when three hours are over."""
    if not obj.gangguan:
        return []
    named = facts.named_by(obj)
    titles = once(
        ("disturbed", obj.pk),
        lambda: dict(Case.objects.filter(pk__in=list(named)).values_list("pk", "title")),
    )
    known = {str(key): title for key, title in titles.items()}
    return [_trouble(known.get(key, "–"), start) for key, start in sorted(named.items(), key=lambda p: p[1])]


def _trouble(title: str, start: dt.datetime) -> dict[str, Any]:
    return {"title": title, "start": start, "over": start + LONG}


def facts_of(obj: Any, actor: Any) -> list[tuple[str, str]]:
    """What an act on it is about."""
    found = [
        ("Cakupan", presenting.scope_said(obj)),
        ("Sebab", Sebab(obj.sebab).label),
        ("Uraian", obj.uraian),
        ("Belum terpenuhi", ", ".join(one["label"] for one in presenting.conditions(obj) if not one["done"])),
        ("Status", obj.state_label),
    ]
    return [(label, value) for label, value in found if value]
