"""The manifest of `disabilitas`: all that core sees of it."""

from __future__ import annotations

from cases.cat.pools import POOLS
from cases.cat.roles import ROLES
from cases.cat.states import Disabilitas as State
from cases.core.declared.manifest import CaseType, Column, Stage
from workflows.machine import Machine

from .acts import DisabilitasV1
from .flow import DisabilitasFlowV1
from .guards import FACTS
from .presenting import entry_visible, present, sections

MACHINE = Machine(
    key="disabilitas",
    label="Persiapan peserta disabilitas",
    states=State,
    versions={1: DisabilitasV1},
    flows={1: DisabilitasFlowV1},
    initial=frozenset({State.DIBERITAHUKAN}),
    resting=frozenset({State.SIAP}),
    terminal=frozenset({State.BERAKHIR, State.DITARIK}),
    level=58,
    tones={State.SIAP: "success", State.DITARIK: "muted"},
    facts=FACTS,
)

DISABILITAS = CaseType(
    key="disabilitas",
    label="Persiapan peserta disabilitas",
    prefix="DS",
    menu="Peserta disabilitas",
    in_menu=False,
    list_title="Daftar Persiapan Peserta Disabilitas",
    machine=MACHINE,
    create=("beritahukan",),
    present=present,
    roles=ROLES,
    pools=POOLS,
    under=frozenset({"lokasi"}),
    stages=(
        Stage("Pemberitahuan", frozenset({State.DIBERITAHUKAN, State.DIDATA})),
        Stage("Persiapan", frozenset({State.DISAMPAIKAN, State.SIAP}), frozenset({State.SIAP})),
    ),
    columns=(
        Column("Titik lokasi", lambda case: case.persiapandisabilitas.lokasi.tempat.nama),
        Column("Jumlah peserta", lambda case: len(case.persiapandisabilitas.peserta)),
        Column("Penerima", lambda case: case.persiapandisabilitas.penerima),
    ),
    prefetch=("persiapandisabilitas__lokasi__tempat",),
    entry_visible=entry_visible,
    template="cat/disabilitas.html",
    sections=sections,
)
