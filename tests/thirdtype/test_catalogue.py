"""The declarations are those of catalogue.csv, and the machine can be lived in."""

import csv
from pathlib import Path

from django.core.checks import run_checks

from cases.core.declared.registry import case_type
from workflows.checks import check_machine
from workflows.machine import declared

CATALOGUE = Path(__file__).parent / "catalogue.csv"


def rows_of_the_catalogue():
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield (
                row["ref"],
                row["act"],
                row["label"],
                row["kind"],
                frozenset(row["from"].split()),
                frozenset(row["fact"].split()),
                row["to"],
                frozenset(row["actors"].split("|")),
                frozenset(row["documents"].split()),
            )


def rows_of_the_code():
    for found in declared(case_type("pinjam_ruang").machine.model(1)):
        row = found.row
        yield (
            row.ref,
            found.name,
            row.label,
            row.kind,
            frozenset(source or "-" for source in found.sources),
            frozenset(row.facts),
            found.target,
            row.actors,
            frozenset(row.documents),
        )


def test_none_missing_and_none_extra():
    assert set(rows_of_the_catalogue()) == set(rows_of_the_code())


def test_the_checks_have_nothing_to_say():
    assert check_machine(case_type("pinjam_ruang").machine) == []
    assert run_checks() == []
