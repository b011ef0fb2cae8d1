"""The manifests of the tree and of its branches."""

from __future__ import annotations

from cases.core.declared.manifest import CaseType, ChildType, Column, Filter
from cases.core.reading.role_pools import RolePool
from cases.organisations.permissions import opens_as, own_institution
from cases.organisations.pools import INSTITUSI, PENYELIA
from documents.kinds import Kind
from workflows.machine import Machine

from .flow import SarangFlowV1
from .models import (
    BRANCH_FACTS,
    COMMITTEE,
    FOREMAN,
    GARDENER,
    Branch,
    DahanV1,
    DaunV1,
    DaunV2,
    Leaf,
    Nest,
    PohonV1,
    SarangV1,
    Tree,
)

GARDENERS = RolePool("juru_kebun", GARDENER.key, called="juru kebun", overseers=(FOREMAN.key,))
TREE = CaseType(
    key="pohon",
    label="Pohon",
    prefix="PH",
    menu="Pohon",
    list_title="Daftar Pohon",
    machine=Machine(
        key="pohon",
        label="Pohon",
        states=Tree,
        versions={1: PohonV1},
        initial=frozenset({Tree.TUMBUH}),
        terminal=frozenset({Tree.DITEBANG}),
        level=30,
    ),
    create=("tanam",),
    present=lambda obj, actor: {},
    below=("dahan",),
    opens=lambda person: own_institution(person) or opens_as(COMMITTEE.key)(person),
    roles=(GARDENER, COMMITTEE, FOREMAN),
)
LEAF = Machine(
    key="daun",
    label="Daun",
    states=Leaf,
    versions={1: DaunV1, 2: DaunV2},
    initial=frozenset({Leaf.SEGAR}),
    terminal=frozenset({Leaf.KERING}),
    level=40,
)
BRANCH = CaseType(
    key="dahan",
    label="Dahan",
    prefix="DH",
    menu="Dahan",
    list_title="Daftar Dahan",
    machine=Machine(
        key="dahan",
        label="Dahan",
        states=Branch,
        versions={1: DahanV1},
        initial=frozenset({Branch.HIJAU}),
        terminal=frozenset({Branch.GUGUR}),
        level=40,
        facts=BRANCH_FACTS,
    ),
    create=(),
    present=lambda obj, actor: {"buah": obj.buah},
    under=frozenset({"pohon"}),
    below=("sarang",),
    kinds=(Kind("foto_buah", "Foto buah"),),
    children={
        "daun": ChildType(
            machine=LEAF,
            plural="daun",
            label="Daun",
            create="tambah_daun",
            rows=lambda subject, actor: DaunV1.objects.filter(dahan=subject.pk),
            order=("nama", "id"),
            columns=(Column("Panjang", lambda leaf: leaf.panjang),),
            searched=("nama",),
            filters=(Filter("ukuran", "Ukuran", "panjang", lambda: [("0", "Belum diukur"), ("3", "Tiga")]),),
            present=lambda leaf: {"nama": leaf.nama, "panjang": leaf.panjang},
        )
    },
)
NEST = CaseType(
    key="sarang",
    label="Sarang",
    prefix="SR",
    menu="Sarang",
    list_title="Daftar Sarang",
    machine=Machine(
        key="sarang",
        label="Sarang",
        states=Nest,
        versions={1: SarangV1},
        initial=frozenset({Nest.ADA}),
        terminal=frozenset({Nest.DIBONGKAR}),
        level=50,
        flows={1: SarangFlowV1},
    ),
    create=("buat",),
    present=lambda obj, actor: {"burung": obj.burung},
    under=frozenset({"dahan"}),
    pools=(INSTITUSI, PENYELIA, GARDENERS),
)
