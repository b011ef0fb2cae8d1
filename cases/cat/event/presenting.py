"""An event as others see it: its data as JSON, what a page about an act says of it, and its own part of its page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, QuerySet

from cases.cat.states import Jenis
from cases.cat.tables import Pendaftar
from cases.core.reading.words import angka, tanggal_pendek
from workflows.ledger import plain
from workflows.showing import once

from . import facts


def people(acara: Any) -> QuerySet[Any, Any]:
    """How many are registered."""
    rows = Pendaftar.objects.filter(acara=acara.pk)
    return once(
        ("pendaftar", acara.pk), lambda: rows.values("acara").annotate(n=Count("pk")).values_list("n")
    )


def registered(acara: Any) -> int:
    return next((row[0] for row in people(acara)), 0)


def present(acara: Any, actor: Any) -> dict[str, Any]:
    names = (
        "jenis",
        "materi",
        "nomor_surat",
        "tanggal_surat",
        "perihal",
        "ditujukan_kepada",
        "estimasi_peserta",
        "usulan_periode",
        "koordinasi",
        "pihak",
        "jadwal",
        "jadwal_ke",
        "diumumkan",
        "disabilitas",
        "diminta",
        "kahar",
        "penerima",
        "langkah1_pada",
        "langkah2_pada",
    )
    found = {name: plain(getattr(acara, name)) for name in names}
    return found | {"basis_data_siap": acara.basis_data, "jumlah_pendaftar": registered(acara)}


def event_facts(acara: Any, actor: Any) -> list[tuple[str, str]]:
    """What an act on an event is about."""
    found = [
        ("Jenis", Jenis(acara.jenis).label if acara.jenis else ""),
        ("Materi", acara.materi),
        ("Instansi", acara.case.institution.nama),
        ("Surat", f"{acara.nomor_surat}, {tanggal_pendek(acara.tanggal_surat)}" if acara.nomor_surat else ""),
        ("Peserta", angka(registered(acara)) if acara.jadwal else ""),
    ]
    return [(label, value) for label, value in found if value]


def told(acara: Any, actor: Any) -> list[QuerySet[Any, Any]]:
    return [people(acara), *facts.ahead(acara)]


def _mark(done: bool) -> str:
    return "sudah" if done else "belum"


def sections(acara: Any, actor: Any) -> dict[str, Any]:
    """Context of cat/acara.html."""
    coordination = acara.koordinasi or {}
    rows = [
        ("Jenis seleksi", Jenis(acara.jenis).label),
        ("Materi", acara.materi),
        ("Surat", f"{acara.nomor_surat}, {tanggal_pendek(acara.tanggal_surat)}"),
        ("Perihal", acara.perihal),
        ("Estimasi peserta", angka(acara.estimasi_peserta)),
        ("Peserta terdaftar", angka(registered(acara))),
        ("Usulan periode", acara.usulan_periode),
        ("Hasil koordinasi", coordination.get("hasil", "")),
    ]
    return {
        "acara": acara,
        "rows": [{"label": label, "value": value} for label, value in rows if value],
        "readiness": _readiness(acara),
        "lokasi": acara.jadwal.get("lokasi", []),
        "sesi": [_shown(row) for row in acara.jadwal.get("sesi", [])],
    }


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "hari": tanggal_pendek(dt.date.fromisoformat(row["tanggal"]))}


def _readiness(acara: Any) -> list[dict[str, str]]:
    """What must be there before the places are prepared, once there is a schedule."""
    if not acara.jadwal_ke:
        return []
    answers = {"": "belum dijawab", "ada": "ada", "tidak_ada": "tidak ada"}
    asked = facts.seen_of(acara).requests
    rows = [
        ("Pengumuman jadwal dan tata tertib", _mark(acara.diumumkan)),
        ("Basis data ujian", _mark(acara.basis_data)),
        ("Peserta disabilitas", answers[acara.disabilitas]),
        ("Permintaan melengkapi dokumen", f"{asked} belum dijawab" if asked else ""),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]
