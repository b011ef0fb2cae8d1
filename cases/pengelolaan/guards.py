"""Whether a list may be changed so: guards of docs/spec/machines/daftar.csv."""

from __future__ import annotations

from typing import Any

from cases.organisations.models import Choice, Kompetensi, SupervisingBody
from cases.organisations.zones import day_at
from workflows.context import Move
from workflows.errors import E_DUP, E_RNG
from workflows.guards import guard

LEGAL = "SJ-35, SJ-47, SJ-64, SJ-65"


@guard(code=E_RNG, legal=LEGAL, field="berlaku_mulai")
def tidak_berlaku_surut(move: Move) -> str | None:
    """What was decided by the old value must stay explained by it."""
    past = move.data["berlaku_mulai"] < day_at(move.now, None)
    return "Tanggal mulai berlaku tidak boleh sebelum hari ini." if past else None


@guard(code=E_RNG, legal=LEGAL, field="berlaku_sampai")
def tidak_diakhiri_surut(move: Move) -> str | None:
    last = move.data["berlaku_sampai"]
    if last < day_at(move.now, None):
        return "Hari terakhir berlaku tidak boleh sebelum hari ini."
    return (
        "Hari terakhir tidak boleh sebelum tanggal mulai." if last < move.data["butir"].valid_from else None
    )


@guard(code=E_RNG, legal="SJ-07", field="berlaku_mulai")
def badan_sesudah_yang_terakhir(move: Move) -> str | None:
    """A history of bodies has one at a time, each begun after the one before."""
    last = SupervisingBody.objects.order_by("-valid_from").first()
    if last is None or move.data["berlaku_mulai"] > last.valid_from:
        return None
    return f"{last.nama} berlaku mulai {last.valid_from:%d/%m/%Y}; badan berikutnya harus mulai sesudahnya."


@guard(code=E_RNG, legal="SJ-136", field="tahun")
def tahun_belum_lewat(move: Move) -> str | None:
    past = move.data["tahun"] < day_at(move.now, None).year
    return "Kalender tahun yang sudah lewat tidak diubah." if past else None


@guard(code=E_DUP, legal=LEGAL, field="nama")
def nama_belum_ada(move: Move) -> str | None:
    obj: Any = move.obj
    same = Choice.objects.filter(daftar=obj.buku.kode, nama__iexact=move.data["nama"], valid_to__isnull=True)
    return "Nama ini sudah ada dalam daftar." if same.exists() else None


@guard(code=E_DUP, legal="SJ-35", field="kode")
def kode_belum_ada(move: Move) -> str | None:
    same = Kompetensi.objects.filter(kode__iexact=move.data["kode"], valid_to__isnull=True)
    return "Kode ini sudah dipakai kompetensi lain yang masih berlaku." if same.exists() else None


@guard(code=E_DUP, legal="SJ-35", field="nama")
def kompetensi_belum_ada(move: Move) -> str | None:
    same = Kompetensi.objects.filter(nama__iexact=move.data["nama"], valid_to__isnull=True)
    return "Kompetensi ini sudah ada dalam daftar." if same.exists() else None
