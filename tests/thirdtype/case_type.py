"""The manifest of `pinjam_ruang`: all that core sees of it."""

from __future__ import annotations

from typing import Any

from cases.core.declared.manifest import CaseType, Column, Stage
from workflows.machine import Machine

from .documents import KINDS
from .flow import PinjamRuangFlowV1
from .guards import FACTS
from .models import PinjamRuangV1
from .states import INITIAL, TERMINAL, State

MACHINE = Machine(
    key="pinjam_ruang",
    label="Peminjaman Ruang",
    states=State,
    versions={1: PinjamRuangV1},
    flows={1: PinjamRuangFlowV1},
    initial=INITIAL,
    terminal=TERMINAL,
    level=40,
    facts=FACTS,
)


def present(obj: Any, actor: Any) -> dict[str, Any]:
    return {
        "ruang": obj.ruang,
        "tanggal": obj.tanggal.isoformat(),
        "siap_pada": obj.siap_pada.astimezone(obj.zone()).isoformat(),
        "keperluan": obj.keperluan,
        "jumlah_peserta": obj.jumlah_peserta,
        "kunci_pada": obj.kunci_pada.isoformat() if obj.kunci_pada else None,
    }


PINJAM_RUANG = CaseType(
    key="pinjam_ruang",
    label="Peminjaman Ruang",
    prefix="PR",
    menu="Peminjaman Ruang",
    list_title="Daftar Peminjaman Ruang",
    machine=MACHINE,
    create=("ajukan",),
    together=("pilih_petugas", "ganti_petugas"),
    hands_over="ganti_petugas",
    words_after=frozenset({"pilih_petugas", "ganti_petugas"}),
    present=present,
    stages=(
        Stage("Diajukan", frozenset({State.DIAJUKAN})),
        Stage("Disetujui", frozenset({State.DISETUJUI})),
        Stage("Selesai", frozenset({State.SELESAI})),
    ),
    kinds=KINDS,
    columns=(
        Column("Ruang", lambda case: case.pinjamruang.get_ruang_display()),
        Column("Tanggal", lambda case: case.pinjamruang.tanggal.strftime("%d/%m/%Y")),
    ),
    prefetch=("pinjamruang",),
    template="pinjam_ruang/detail.html",
    sections=lambda obj, actor: {"pinjam": obj},
)
