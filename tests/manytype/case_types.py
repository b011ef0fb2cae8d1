"""The manifest of the class."""

from __future__ import annotations

from cases.core.declared.manifest import CaseType, ChildType
from workflows.machine import Machine

from .models import PUPIL_FACTS, Class, KelasV1, MuridV1, Pupil

PUPIL = Machine(
    key="murid",
    label="Murid",
    states=Pupil,
    versions={1: MuridV1},
    initial=frozenset({Pupil.TERDAFTAR}),
    terminal=frozenset({Pupil.LULUS}),
    level=60,
    facts=PUPIL_FACTS,
)
CLASS = CaseType(
    key="kelas",
    label="Kelas",
    prefix="KL",
    menu="Kelas",
    list_title="Daftar Kelas",
    machine=Machine(
        key="kelas",
        label="Kelas",
        states=Class,
        versions={1: KelasV1},
        initial=frozenset({Class.DIBUKA}),
        terminal=frozenset({Class.USAI}),
        level=60,
    ),
    create=("buka",),
    present=lambda obj, actor: {},
    children={
        "murid": ChildType(
            machine=PUPIL,
            plural="murid",
            label="Murid",
            create="daftarkan",
            rows=lambda subject, actor: MuridV1.objects.filter(kelas=subject.pk),
            present=lambda child: {"nama": child.nama, "nilai": child.nilai},
        )
    },
)
