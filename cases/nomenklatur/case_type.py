"""The manifest of `nomenklatur`: all that core sees of it."""

from __future__ import annotations

from cases.core.declared.manifest import CaseType, Column, Filter, Part, Stage
from workflows.machine import Machine

from . import demo
from .effects import PART
from .flow import NomenklaturFlowV1, NomenklaturFlowV2
from .forms import NomenklaturForm
from .guards import FACTS
from .models import Nomenklatur, NomenklaturV1, NomenklaturV2
from .presenting import asked, post_facts, present, sections, told
from .states import INITIAL, RESTING, TERMINAL, Level, State

MACHINE = Machine(
    key="nomenklatur",
    label="Nomenklatur",
    states=State,
    versions={1: NomenklaturV1, 2: NomenklaturV2},
    flows={1: NomenklaturFlowV1, 2: NomenklaturFlowV2},
    initial=INITIAL,
    resting=RESTING,
    terminal=TERMINAL,
    level=20,
    tones={State.PERBAIKAN: "warning"},
    facts=FACTS,
)


NOMENKLATUR = CaseType(
    key="nomenklatur",
    label="Nomenklatur",
    prefix="NM",
    menu="Nomenklatur",
    list_title="Daftar Nomenklatur",
    machine=MACHINE,
    create=("tambah_nomenklatur",),
    together=("pilih_petugas", "ganti_petugas"),
    hands_over="ganti_petugas",
    words_after=frozenset(
        {"edit", "kirim_perbaikan", "batalkan_perubahan", "pilih_petugas", "ganti_petugas"}
    ),
    present=present,
    asked=asked,
    told=told,
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
    sections=sections,
    facts=post_facts,
    parts={PART: Part("Nomenklatur", NomenklaturForm, Nomenklatur.LABELS)},
    filters=(Filter("level", "Level", "nomenklatur__level", lambda: list(Level.choices)),),
    counted=True,
    demo=demo.load,
)
