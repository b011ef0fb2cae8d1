"""The manifests of the meeting and its sittings."""

from __future__ import annotations

from cases.core.declared.manifest import CaseType
from documents.kinds import Kind
from workflows.machine import Machine

from .models import FACTS, ROLES, Meeting, RapatV1, SidangV1, Sitting, asked

MEETING = CaseType(
    key="rapat",
    label="Rapat",
    prefix="RP",
    menu="Rapat",
    list_title="Daftar Rapat",
    machine=Machine(
        key="rapat",
        label="Rapat",
        states=Meeting,
        versions={1: RapatV1},
        initial=frozenset({Meeting.BERJALAN}),
        terminal=frozenset({Meeting.SELESAI}),
        level=31,
    ),
    create=("buka",),
    present=lambda obj, actor: {"hasil": obj.hasil},
    below=("sidang",),
    roles=ROLES,
)
SITTING = CaseType(
    key="sidang",
    label="Sidang",
    prefix="SD",
    menu="Sidang",
    list_title="Daftar Sidang",
    machine=Machine(
        key="sidang",
        label="Sidang",
        states=Sitting,
        versions={1: SidangV1},
        initial=frozenset({Sitting.MULAI}),
        terminal=frozenset({Sitting.TUTUP}),
        resting=frozenset({Sitting.SAH}),
        level=32,
        facts=FACTS,
    ),
    create=("mulai_sidang",),
    present=lambda obj, actor: {"hadir": obj.hadir},
    under=frozenset({"rapat"}),
    kinds=(Kind("ba_sidang", "Berita acara sidang"), Kind("hasil_sidang", "Hasil sidang")),
    asked=asked,
)
