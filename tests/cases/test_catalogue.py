"""The declarations in the code are the rows of docs/spec/machines/*.csv, both ways."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from cases.core.declared.registry import case_type
from cases.jpt.models.pengawasan import MACHINE as PENGAWASAN
from cases.pengelolaan.akun.models import MACHINE as AKUN
from cases.pengelolaan.institusi.models import MACHINE as INSTITUSI
from cases.pengelolaan.ketidakhadiran.models import MACHINE as KETIDAKHADIRAN
from cases.pengelolaan.models import MACHINE as DAFTAR
from workflows.machine import declared
from workflows.machines import installed

MACHINES = Path(__file__).resolve().parents[2] / "docs/spec/machines"
#: Machines that are no case type's (docs/decisions/011-registers.md).
REGISTERS = {
    "akun": AKUN,
    "daftar": DAFTAR,
    "institusi": INSTITUSI,
    "pengawasan": PENGAWASAN,
    "ketidakhadiran": KETIDAKHADIRAN,
}
#: Machines of children, with the type they stand in.
CHILDREN = {"kandidat": "jpt", "peserta": "sesi"}
ENDING = {"NM-8a", "NM-8b", "NM-8c", "NM-8d", "NM-9", "NM-10"}


def catalogued(name, without=frozenset()):
    with (MACHINES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["ref"] not in without]


def expected(name, without=frozenset()):
    return {
        (
            row["ref"],
            row["act"],
            frozenset(row["from"].split()),
            frozenset(row["fact"].split()),
            row["to"],
            frozenset(row["actors"].split("|")),
        )
        for row in catalogued(name, without)
    }


def in_code(model):
    return {
        (
            found.row.ref,
            found.name,
            frozenset(source or "-" for source in found.sources),
            frozenset(found.row.facts),
            found.target,
            found.row.actors,
        )
        for found in declared(model)
    }


def machine(name):
    if name in REGISTERS:
        return REGISTERS[name]
    return case_type(CHILDREN[name]).child_of(name).machine if name in CHILDREN else case_type(name).machine


CASES = [
    ("nomenklatur", 2, frozenset()),
    ("nomenklatur", 1, ENDING),
    ("jpt", 1, frozenset()),
    ("kandidat", 1, frozenset()),
    ("dokumen", 1, frozenset()),
    ("sesi", 1, frozenset()),
    ("peserta", 1, frozenset()),
    ("penundaan", 1, frozenset()),
    ("pembatalan", 1, frozenset()),
    ("akun", 1, frozenset()),
    ("daftar", 1, frozenset()),
    ("institusi", 1, frozenset()),
    ("pengawasan", 1, frozenset()),
    ("ketidakhadiran", 1, frozenset()),
    ("event", 1, frozenset()),
    ("lokasi", 1, frozenset()),
    ("disabilitas", 1, frozenset()),
]


@pytest.mark.parametrize(("name", "version", "without"), CASES)
def test_rows(name, version, without):
    assert in_code(machine(name).model(version)) == expected(name, without)


@pytest.mark.parametrize(("name", "version", "without"), CASES)
def test_labels_kinds_and_documents(name, version, without):
    code = {
        found.row.ref: (found.row.label, found.row.kind, frozenset(found.row.documents))
        for found in declared(machine(name).model(version))
    }
    assert code == {
        row["ref"]: (row["label"], row["kind"], frozenset(row["documents"].split()))
        for row in catalogued(name, without)
    }


#: Guards of the catalogue that are plain rules of a form and have no name in the code.
FORM_RULES = {
    "formulir",
    "alasan",
    "pesan",
    "jumlah_sah",
    "skor_1_10",
    "petugas_aktif",
    "nomenklatur_sendiri",
    "nomenklatur_disetujui",
}


@pytest.mark.parametrize(("name", "version", "without"), CASES)
def test_guards(name, version, without):
    code = {
        found.row.ref: {g.name for g in found.row.guards} for found in declared(machine(name).model(version))
    }
    # the guards of SL-11 are those of the cascade it causes; a cascade has none of its own
    assert code == {row["ref"]: set(row["guards"].split()) - FORM_RULES for row in catalogued(name, without)}


@pytest.mark.parametrize(
    "name",
    [
        "nomenklatur",
        "jpt",
        "kandidat",
        "dokumen",
        "event",
        "lokasi",
        "sesi",
        "peserta",
        "penundaan",
        "pembatalan",
        "disabilitas",
        *REGISTERS,
    ],
)
def test_states(name):
    lines = (MACHINES / "README.md").read_text(encoding="utf-8").splitlines()
    line = next(line for line in lines if line.startswith(f"STATES {name} "))
    groups = dict(
        part.strip().partition(" ")[::2]
        for part in line.removeprefix(f"STATES {name} ").split("|")
        if part.strip()
    )
    known = machine(name)
    assert {str(s) for s in known.initial} == set(groups["initial"].split())
    assert {str(s) for s in known.resting} == set(groups.get("resting", "").split())
    assert {str(s) for s in known.terminal} == set(groups["terminal"].split())
    assert {str(s) for s in known.states.values} == {s for group in groups.values() for s in group.split()}


def test_the_files_are_sound_and_every_machine_has_one():
    """`check.py` reads every file; a machine of the code without one would be proven by nothing."""
    ran = subprocess.run(
        [sys.executable, MACHINES / "check.py"], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ran.returncode, ran.stdout.splitlines()[-1:]) == (0, ["ok"]), ran.stdout + ran.stderr
    read = {line.partition(":")[0] for line in ran.stdout.splitlines()[:-1]}
    assert read == {path.stem for path in MACHINES.glob("*.csv")}
    own = {
        one.key for one in installed() if next(iter(one.versions.values())).__module__.startswith("cases.")
    }
    assert own <= read
