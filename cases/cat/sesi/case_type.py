"""The manifest of `sesi` and its participants: all that core sees of them."""

from __future__ import annotations

from cases.cat.kinds import SESI as KINDS
from cases.cat.pools import POOLS
from cases.cat.roles import ROLES
from cases.cat.sesi.flow import SesiFlowV1
from cases.cat.sesi.guards.lawful import FACTS
from cases.cat.sesi.guards.peserta import FACTS as FACTS_OF_PERSON
from cases.cat.sesi.models import PesertaV1, SesiV1
from cases.cat.sesi.presenting import (
    asked,
    clock,
    people_rows,
    person_facts,
    present,
    present_person,
    sections,
    session_facts,
    told,
)
from cases.cat.states import Peserta as PesertaState
from cases.cat.states import Sesi as State
from cases.core.declared.manifest import CaseType, ChildType, Column, Stage
from workflows.machine import Machine

LEVEL = 54
MACHINE = Machine(
    key="sesi",
    label="Sesi",
    states=State,
    versions={1: SesiV1},
    flows={1: SesiFlowV1},
    initial=frozenset({State.TERJADWAL}),
    terminal=frozenset({State.TERUNGGAH, State.DIJADWAL_ULANG, State.DIBATALKAN, State.DICABUT}),
    level=LEVEL,
    tones={
        State.TERGANGGU: "warning",
        State.DITUNDA: "warning",
        State.BERLANGSUNG: "success",
        State.TERUNGGAH: "success",
        State.DIJADWAL_ULANG: "muted",
        State.DIBATALKAN: "danger",
        State.DICABUT: "muted",
    },
    facts=FACTS,
)
PESERTA = Machine(
    key="peserta",
    label="Peserta",
    states=PesertaState,
    versions={1: PesertaV1},
    initial=frozenset({PesertaState.TERDAFTAR}),
    resting=frozenset(
        {PesertaState.SELESAI, PesertaState.TIDAK_HADIR, PesertaState.GUGUR, PesertaState.DITOLAK}
    ),
    terminal=frozenset(
        {
            PesertaState.DIBATALKAN,
            PesertaState.DIDISKUALIFIKASI,
            PesertaState.DIALIHKAN,
            PesertaState.SESI_BATAL,
            PesertaState.TIDAK_MEMULAI,
        }
    ),
    level=LEVEL,
    tones={
        PesertaState.MENGERJAKAN: "success",
        PesertaState.SELESAI: "success",
        PesertaState.GUGUR: "danger",
        PesertaState.DITOLAK: "danger",
        PesertaState.DIBATALKAN: "danger",
        PesertaState.DIDISKUALIFIKASI: "danger",
        PesertaState.DIALIHKAN: "muted",
        PesertaState.SESI_BATAL: "muted",
    },
    facts=FACTS_OF_PERSON,
)

SESI = CaseType(
    key="sesi",
    label="Sesi",
    prefix="SS",
    menu="Sesi",
    in_menu=False,
    list_title="Daftar Sesi",
    machine=MACHINE,
    create=(),
    present=present,
    roles=ROLES,
    pools=POOLS,
    kinds=KINDS,
    under=frozenset({"lokasi"}),
    below=(),
    stages=(
        Stage("Jadwal", frozenset({State.TERJADWAL})),
        Stage("Registrasi", frozenset({State.REGISTRASI, State.REGISTRASI_DITUTUP})),
        Stage("Ujian", frozenset({State.PENGARAHAN, State.BERLANGSUNG})),
        Stage(
            "Hasil",
            frozenset({State.SELESAI, State.HASIL_DITANDATANGANI, State.TERUNGGAH}),
            frozenset({State.TERUNGGAH}),
        ),
    ),
    columns=(
        Column("Tempat", lambda case: case.sesi.tempat.nama),
        Column("Mulai", lambda case: clock(case.sesi, case.sesi.mulai)),
        Column("Lama (menit)", lambda case: case.sesi.durasi),
        Column("Kapasitas", lambda case: case.sesi.kapasitas),
        Column("Institusi", lambda case: case.institution.nama),
    ),
    prefetch=("sesi__lokasi__tempat", "sesi__tempat"),
    template="cat/sesi.html",
    sections=sections,
    asked=asked,
    told=told,
    facts=session_facts,
    children={
        "peserta": ChildType(
            machine=PESERTA,
            plural="peserta",
            label="Peserta",
            create="jadwalkan",
            rows=lambda sesi, actor: people_rows(sesi),
            order=("nomor_peserta", "id"),
            searched=("nomor_peserta",),
            present=present_person,
            facts=person_facts,
        )
    },
)
