"""The manifest of `lokasi`: all that core sees of it."""

from __future__ import annotations

from cases.cat.kinds import LOKASI as KINDS
from cases.cat.lokasi.flow import LokasiFlowV1
from cases.cat.lokasi.guards.lawful import FACTS
from cases.cat.lokasi.models import LokasiV1
from cases.cat.lokasi.presenting import asked, place_facts, present, sections, told
from cases.cat.pools import POOLS
from cases.cat.roles import ROLES
from cases.cat.states import Lokasi as State
from cases.cat.states import TipeLokasi
from cases.core.declared.manifest import CaseType, Column, Filter, Stage
from workflows.machine import Machine

MACHINE = Machine(
    key="lokasi",
    label="Titik lokasi",
    states=State,
    versions={1: LokasiV1},
    flows={1: LokasiFlowV1},
    initial=frozenset({State.DITETAPKAN}),
    resting=frozenset({State.DITUTUP}),
    terminal=frozenset({State.DIBATALKAN, State.DICABUT}),
    level=52,
    tones={
        State.TIDAK_LAYAK: "warning",
        State.PERBAIKAN: "warning",
        State.DITUNDA: "warning",
        State.SIAP: "success",
        State.OPERASIONAL: "success",
        State.DIBATALKAN: "danger",
        State.DICABUT: "muted",
    },
    facts=FACTS,
)

LOKASI = CaseType(
    key="lokasi",
    label="Titik lokasi",
    prefix="TL",
    menu="Titik lokasi",
    list_title="Daftar Titik Lokasi",
    machine=MACHINE,
    create=(),
    present=present,
    roles=ROLES,
    pools=POOLS,
    kinds=KINDS,
    under=frozenset({"event"}),
    below=("sesi", "disabilitas", "penundaan", "pembatalan"),
    stages=(
        Stage(
            "Persiapan",
            frozenset(
                {
                    State.DITETAPKAN,
                    State.KOORDINASI,
                    State.SURVEI,
                    State.TIDAK_LAYAK,
                    State.PERBAIKAN,
                    State.LAYAK,
                    State.SIAP,
                }
            ),
            frozenset({State.SIAP}),
        ),
        Stage("Pelaksanaan", frozenset({State.DIBUKA, State.OPERASIONAL, State.DISEGEL})),
        Stage("Penutupan", frozenset({State.PELAKSANAAN_SELESAI, State.DITUTUP}), frozenset({State.DITUTUP})),
    ),
    columns=(
        Column("Tempat", lambda case: case.titiklokasi.tempat.nama),
        Column("Tipe", lambda case: TipeLokasi(case.titiklokasi.tipe_lokasi).label),
        Column("Institusi", lambda case: case.institution.nama),
        Column("Kapasitas", lambda case: case.titiklokasi.kapasitas),
        Column("Gangguan", lambda case: "ada" if case.titiklokasi.gangguan_mulai else ""),
    ),
    prefetch=("titiklokasi__tempat",),
    filters=(
        Filter("tipe_lokasi", "Tipe lokasi", "titiklokasi__tipe_lokasi", lambda: list(TipeLokasi.choices)),
    ),
    template="cat/lokasi.html",
    sections=sections,
    asked=asked,
    told=told,
    facts=place_facts,
)
