"""Whether a nomenklatur is ready: facts and guards of docs/spec/machines/nomenklatur.csv."""

from __future__ import annotations

from typing import Any

from cases.core.doing.petugas import petugas_facts
from cases.core.doing.requests import request_facts
from workflows.context import Move
from workflows.errors import E_DUP, E_RNG, E_STATE, Reason
from workflows.guards import Fact, guard

from .questions import ask
from .selectors import same_post

FACTS = (
    *petugas_facts("SJ-39", none="Petugas yang menangani belum dipilih.", basis="Lamp. D; SJ-39"),
    Fact(
        "versi_disetujui",
        lambda n: n.approved_id is not None,
        E_STATE,
        "Belum ada versi yang disetujui.",
        "SJ-142",
    ),
    Fact(
        "!versi_disetujui",
        lambda n: n.approved_id is None,
        E_STATE,
        "Sudah ada versi yang disetujui.",
        "SJ-142",
    ),
    *request_facts(
        "SJ-46",
        none="Tidak ada permohonan nonaktif.",
        waits="Masih ada permohonan nonaktif yang belum diputus.",
    ),
)

DUPLICATE = Reason(
    "tanpa_duplikat",
    "Unit kerja dan jabatan ini sudah terdaftar pada institusi Anda.",
    "SJ-34",
    E_DUP,
    "jabatan",
)


@guard(code=E_DUP, legal="SJ-34", field="jabatan")
def tanpa_duplikat(move: Move) -> str | None:
    obj: Any = move.obj
    known = same_post(obj.case.institution_id, move.data["unit_kerja"], move.data["jabatan"]).exists()
    return DUPLICATE.message if known else None


@guard(legal="SJ-58", needs_data=True)
def jabatan_belum_dikenal(move: Move) -> str | None:
    obj: Any = move.obj
    known = same_post(obj.case.institution_id, move.data["unit_kerja"], move.data["jabatan"]).exists()
    return "Unit kerja dan jabatan ini sudah terdaftar." if known else None


@guard(code="E-REQ", legal="SJ-58", field="level")
def level_terisi(move: Move) -> str | None:
    return None if move.data["level"] else "Level wajib diisi untuk jabatan yang belum dikenal."


@guard(code=E_RNG, legal="SJ-42", field="tanggapan")
def berubah_atau_tanggapan(move: Move) -> str | None:
    obj: Any = move.obj
    if obj.differs(move.data) or move.data["tanggapan"] or move.data.get("tanggapan_poin"):
        return None
    return "Tidak ada yang berubah. Perbaiki isian atau tulis tanggapan."


@guard(legal="SJ-43")
def kompetensi_lengkap(move: Move) -> str | None:
    obj: Any = move.obj
    parts = {
        "Standar Kompetensi Manajerial": obj.kompetensi_manajerial,
        "Kompetensi Teknis/Bidang": obj.kompetensi_teknis,
        "Kompetensi Sosial-Kultural": obj.kompetensi_sosiokultural,
    }
    missing = [label for label, value in parts.items() if not value]
    return f"Belum diisi: {', '.join(missing)}." if missing else None


@guard(legal="SJ-45")
def tanpa_rencana_ditinjau(move: Move) -> str | None:
    asked: Any = move.obj
    return "Rencana seleksi jabatan ini sedang ditelaah." if ask("rencana_ditinjau", asked) else None


@guard(legal="SJ-46")
def tanpa_seleksi_terbuka(move: Move) -> str | None:
    asked: Any = move.obj
    return "Masih ada seleksi yang berjalan untuk jabatan ini." if ask("seleksi_terbuka", asked) else None


@guard(legal="SJ-46")
def tanpa_pejabat_menjabat(move: Move) -> str | None:
    asked: Any = move.obj
    return "Jabatan ini masih diisi pejabat." if ask("pejabat_menjabat", asked) else None


@guard(legal="SJ-142")
def tanpa_pejabat_terkait(move: Move) -> str | None:
    asked: Any = move.obj
    if not ask("pejabat_terkait", asked):
        return None
    return "Ada data pejabat pada jabatan ini; hapus atau pindahkan terlebih dahulu."
