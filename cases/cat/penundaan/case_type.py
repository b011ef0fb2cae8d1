"""The manifest of `penundaan`."""

from __future__ import annotations

from cases.cat.kinds import PENUNDAAN as KINDS
from cases.cat.pools import POOLS
from cases.cat.roles import ROLES
from cases.cat.states import Penundaan as State
from cases.cat.states import Sebab
from cases.cat.usul.presenting import SCOPES
from cases.core.declared.manifest import CaseType, Column, Filter, Stage
from workflows.machine import Machine

from .acts import PenundaanV1
from .flow import PenundaanFlowV1
from .guards import FACTS
from .presenting import facts_of, present, sections

MACHINE = Machine(
    key="penundaan",
    label="Penundaan",
    states=State,
    versions={1: PenundaanV1},
    flows={1: PenundaanFlowV1},
    initial=frozenset({State.KONSEP}),
    terminal=frozenset({State.BERAKHIR, State.DITOLAK_DEPUTI, State.DITARIK}),
    level=56,
    tones={State.BERLAKU: "warning"},
    facts=FACTS,
)

PENUNDAAN = CaseType(
    key="penundaan",
    label="Penundaan",
    prefix="PN",
    menu="Penundaan",
    in_menu=False,
    list_title="Daftar Penundaan",
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
        Column("Sebab", lambda case: case.usulpenundaan.get_sebab_display()),
        Column("Acara", lambda case: case.usulpenundaan.acara.case.title),
        Column("Institusi", lambda case: case.institution.nama),
    ),
    prefetch=("parent", "usulpenundaan__acara__case"),
    template="cat/penundaan.html",
    sections=sections,
    filters=(Filter("sebab", "Sebab", "usulpenundaan__sebab", lambda: list(Sebab.choices)),),
    facts=facts_of,
    under=frozenset({"event", "lokasi", "sesi"}),
)
