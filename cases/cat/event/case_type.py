"""The manifest of `event`: all that core sees of it."""

from __future__ import annotations

from cases.cat.kinds import EVENT as KINDS
from cases.cat.pools import POOLS
from cases.cat.roles import INSTANSI, LEMBAGA, PSI, ROLES
from cases.cat.states import Event as State
from cases.cat.states import Jenis
from cases.core.declared.manifest import CaseType, Column, Filter, Stage
from cases.organisations.permissions import opens_as
from workflows.machine import Machine

from .acts import AcaraV1
from .facts import FACTS, ahead
from .flow import EventFlowV1
from .presenting import event_facts, present, sections, told

MACHINE = Machine(
    key="event",
    label="Acara seleksi CAT",
    states=State,
    versions={1: AcaraV1},
    flows={1: EventFlowV1},
    initial=frozenset({State.PERMOHONAN}),
    terminal=frozenset({State.SELESAI, State.DIBATALKAN, State.DITARIK, State.DITOLAK}),
    level=50,
    tones={
        State.DIKEMBALIKAN: "warning",
        State.DITUNDA: "warning",
        State.DITOLAK: "danger",
        State.DIBATALKAN: "danger",
    },
    facts=FACTS,
)


EVENT = CaseType(
    key="event",
    label="Acara seleksi CAT",
    prefix="CAT",
    menu="Acara CAT",
    list_title="Daftar Acara CAT",
    machine=MACHINE,
    create=("ajukan_permohonan",),
    opens=opens_as(PSI.key, INSTANSI.key, LEMBAGA.key),
    pools=POOLS,
    roles=ROLES,
    kinds=KINDS,
    stages=(
        Stage(
            "Permohonan",
            frozenset({State.PERMOHONAN, State.DIKEMBALIKAN, State.DIDISPOSISI, State.DITUGASKAN}),
        ),
        Stage(
            "Persiapan",
            frozenset(
                {
                    State.KOORDINASI,
                    State.PEMROSESAN_DATA,
                    State.PENYIAPAN_SOAL,
                    State.PENJADWALAN,
                    State.JADWAL_DITETAPKAN,
                }
            ),
        ),
        Stage("Lokasi", frozenset({State.PERSIAPAN_LOKASI, State.SIAP}), frozenset({State.SIAP})),
        Stage(
            "Pelaksanaan",
            frozenset({State.PELAKSANAAN, State.PELAKSANAAN_SELESAI}),
            frozenset({State.PELAKSANAAN_SELESAI}),
        ),
        Stage("Pelaporan", frozenset({State.PELAPORAN, State.SELESAI}), frozenset({State.SELESAI})),
    ),
    columns=(
        Column("Jenis", lambda case: Jenis(case.acara.jenis).label),
        Column("Materi", lambda case: case.acara.materi),
        Column("Institusi", lambda case: case.institution.nama),
    ),
    prefetch=("acara",),
    filters=(Filter("jenis", "Jenis", "acara__jenis", lambda: list(Jenis.choices)),),
    present=present,
    facts=event_facts,
    sections=sections,
    asked=lambda acara, actor: ahead(acara),
    told=told,
    template="cat/acara.html",
    words=lambda acara: (acara.nomor_surat, acara.materi, acara.perihal),
    words_after=frozenset({"ajukan_ulang"}),
    below=("lokasi", "penundaan", "pembatalan"),
)
