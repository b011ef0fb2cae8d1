"""The manifest of `pembatalan`."""

from __future__ import annotations

from cases.cat.kinds import PEMBATALAN as KINDS
from cases.cat.pools import POOLS
from cases.cat.roles import ROLES
from cases.cat.states import Pembatalan as State
from cases.cat.usul.presenting import SCOPES
from cases.core.declared.manifest import CaseType, Column, Stage
from workflows.machine import Machine

from .acts import PembatalanV1
from .flow import PembatalanFlowV1
from .guards import FACTS
from .presenting import facts_of, present, sections

MACHINE = Machine(
    key="pembatalan",
    label="Pembatalan",
    states=State,
    versions={1: PembatalanV1},
    flows={1: PembatalanFlowV1},
    initial=frozenset({State.KONSEP}),
    terminal=frozenset({State.BERAKHIR, State.DITOLAK_DEPUTI, State.DITARIK}),
    level=57,
    tones={State.BERLAKU: "warning"},
    facts=FACTS,
)

PEMBATALAN = CaseType(
    key="pembatalan",
    label="Pembatalan",
    prefix="PB",
    menu="Pembatalan",
    in_menu=False,
    list_title="Daftar Pembatalan",
    machine=MACHINE,
    create=("usulkan",),
    present=present,
    pools=POOLS,
    roles=ROLES,
    kinds=KINDS,
    stages=(
        Stage("Koordinasi", frozenset({State.KONSEP})),
        Stage("Berita acara dan persetujuan", frozenset({State.DIKOORDINASIKAN})),
        Stage("Berlaku", frozenset({State.BERLAKU})),
        Stage("Berakhir", frozenset({State.BERAKHIR}), frozenset({State.BERAKHIR})),
    ),
    columns=(
        Column("Cakupan", lambda case: SCOPES.get(case.parent.type, "") if case.parent_id else ""),
        Column("Acara", lambda case: case.usulpembatalan.acara.case.title),
        Column("Institusi", lambda case: case.institution.nama),
    ),
    prefetch=("parent", "usulpembatalan__acara__case"),
    template="cat/pembatalan.html",
    sections=sections,
    facts=facts_of,
    under=frozenset({"event", "lokasi", "sesi"}),
)
