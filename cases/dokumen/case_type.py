"""The manifest of `dokumen`: signed documents of every case type."""

from __future__ import annotations

from cases.core.declared.manifest import CaseType, Column, Stage
from workflows.machine import Machine

from .flow import DokumenFlowV1
from .guards import FACTS
from .models import DokumenV1
from .presenting import asked, document_visible, entry_visible, facts, present, sections
from .states import INITIAL, RESTING, TERMINAL, State

MACHINE = Machine(
    key="dokumen",
    label="Dokumen bertanda tangan",
    states=State,
    versions={1: DokumenV1},
    flows={1: DokumenFlowV1},
    initial=INITIAL,
    resting=RESTING,
    terminal=TERMINAL,
    level=90,
    tones={State.MENUNGGU_TTD: "warning"},
    facts=FACTS,
)

DOKUMEN = CaseType(
    key="dokumen",
    label="Dokumen bertanda tangan",
    prefix="DOK",
    menu="Dokumen",
    list_title="Daftar Dokumen",
    machine=MACHINE,
    create=(),  # documents come from the acts that call for them
    together=("ganti_petugas",),
    hands_over="ganti_petugas",
    words=lambda obj: (obj.jenis_label, obj.nomor_surat, obj.kode, obj.induk.number),
    words_after=frozenset({"ajukan", "susun_ulang", "ganti_petugas"}),
    present=present,
    asked=asked,
    stages=(
        Stage("Konsep", frozenset({State.KONSEP})),
        Stage(
            "Tanda tangan",
            frozenset({State.MENUNGGU_TTD, State.DITANDATANGANI}),
            frozenset({State.DITANDATANGANI}),
        ),
        Stage("Terkirim", frozenset({State.TERKIRIM, State.TERUNGGAH})),
    ),
    columns=(
        Column("Jenis", lambda case: case.dokumen.jenis_label),
        Column("Nomor surat", lambda case: case.dokumen.nomor_surat),
        Column("Kasus", lambda case: f"{case.dokumen.induk.number} {case.dokumen.induk.title}"),
        Column("Institusi", lambda case: case.institution.nama),
    ),
    prefetch=("dokumen__induk",),
    template="dokumen/detail.html",
    sections=sections,
    facts=facts,
    document_visible=document_visible,
    entry_visible=entry_visible,
)
