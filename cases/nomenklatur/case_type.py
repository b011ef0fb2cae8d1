"""The manifest of `nomenklatur`: all that core sees of it."""

from __future__ import annotations

from typing import Any

from cases.core.registry import CaseType, Column, Stage
from workflows.machine import Machine

from . import demo
from .flow import NomenklaturFlowV1, NomenklaturFlowV2
from .guards import FACTS
from .models import NomenklaturV1, NomenklaturV2
from .states import INITIAL, RESTING, TERMINAL, State

MACHINE = Machine(
    key="nomenklatur",
    label="Nomenklatur",
    states=State,
    versions={1: NomenklaturV1, 2: NomenklaturV2},
    flows={1: NomenklaturFlowV1, 2: NomenklaturFlowV2},
    initial=INITIAL,
    resting=RESTING,
    terminal=TERMINAL,
    facts=FACTS,
)


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


NOMENKLATUR = CaseType(
    key="nomenklatur",
    label="Nomenklatur",
    prefix="NM",
    menu="Nomenklatur",
    list_title="Daftar Nomenklatur",
    machine=MACHINE,
    create=("tambah_nomenklatur",),
    present=present,
    stages=(
        Stage("Pendaftaran", frozenset()),
        Stage("Telaah", frozenset({State.BARU, State.PERBAIKAN})),
        Stage("Disetujui", frozenset({State.DISETUJUI})),
    ),
    columns=(
        Column("Institusi", lambda case: case.institution.nama),
        Column("Unit Kerja", lambda case: case.nomenklatur.unit_kerja),
        Column("Jabatan", lambda case: case.nomenklatur.jabatan),
        Column("Level", lambda case: case.nomenklatur.level),
        Column("Kompetensi Teknis/Bidang", lambda case: case.nomenklatur.kompetensi_teknis),
        Column("Kompetensi Sosial-Kultural", lambda case: case.nomenklatur.kompetensi_sosiokultural),
    ),
    prefetch=("nomenklatur",),
    template="nomenklatur/detail.html",
    sections=lambda obj, actor: {"nomenklatur": obj},
    demo=demo.load,
)
