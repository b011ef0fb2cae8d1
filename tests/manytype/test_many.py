"""A press moves many objects at once: states, versions, one entry with its rows, and their proofs."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from workflows import batches, merkle
from workflows.ledger import verify_stream
from workflows.models import Clock, LedgerEntry, LedgerRow

from .models import LESSON


def entry_of(obj: Any, act: str) -> LedgerEntry:
    return LedgerEntry.objects.get(stream=obj.pk, act=act)


class TestCascade:
    def test_creates_all_and_keeps_one_entry(self, school: Any) -> None:
        told = school.open(20)
        pupils = school.pupils(told)
        assert [(p.nama, p.state, p.version) for p in pupils] == [
            (f"Murid {n}", "terdaftar", 1) for n in range(1, 21)
        ]
        assert [p.kursi for p in pupils] == [None if n == 11 else n for n in range(1, 21)]
        entry = entry_of(told, "masuk_daftar")
        assert (entry.object_type, entry.object_id, entry.ref) == ("murid", entry.pk, "MR-1")
        assert (entry.source, entry.target, entry.body["rows"]["count"]) == ("", "terdaftar", 20)
        rows = list(LedgerRow.objects.filter(entry=entry).order_by("n"))
        assert [row.n for row in rows] == list(range(20))
        assert {row.values["v"]["_objek"] for row in rows} == {p.nama for p in pupils}
        assert verify_stream(told.pk, head=school.fresh(told).case.head, length=3) is None

    def test_moves_those_it_is_asked_of(self, school: Any) -> None:
        told = school.open(5)
        for pupil in school.pupils(told)[:3]:
            school.do(pupil, "hadir")
        outcome = school.do(told, "mulai_pelajaran", kode="A")
        first, second, third, fourth, fifth = school.pupils(told)
        assert [p.state for p in (first, second, third, fourth, fifth)] == ["belajar"] * 3 + ["terdaftar"] * 2
        assert [p.version for p in (first, fourth)] == [3, 1]
        assert {p.sebelumnya for p in (first, second, third)} == {"hadir"}
        entry = entry_of(told, "mulai_belajar")
        assert first.habis_pada == entry.at + LESSON
        assert (entry.seq, outcome.entry.act, entry.source, entry.target) == (
            outcome.entry.seq + 1,
            "mulai_pelajaran",
            "hadir",
            "belajar",
        )
        assert entry.payload.values["kode"]["v"] == "A"
        assert Clock.objects.filter(act="waktu_habis", due=first.habis_pada).count() == 3
        assert verify_stream(told.pk) is None

    def test_makes_an_entry_for_each_row_of_the_catalogue(self, school: Any) -> None:
        told = school.open(5)
        for pupil in school.pupils(told)[:2]:
            school.do(pupil, "hadir")
        school.do(told, "mulai_pelajaran", kode="")
        school.do(told, "bubarkan")
        found = LedgerEntry.objects.filter(stream=told.pk, act="pulangkan").order_by("ref")
        assert [(e.ref, e.source, e.body["rows"]["count"]) for e in found] == [
            ("MR-5a", "terdaftar", 3),
            ("MR-5b", "belajar", 2),
        ]
        assert [p.sebelumnya for p in school.pupils(told)] == ["hadir"] * 2 + ["terdaftar"] * 3
        assert not Clock.objects.exists()
        assert school.fresh(told).state == "usai"  # the condition of the class followed in the same press
        assert verify_stream(told.pk) is None


class TestProof:
    @pytest.mark.parametrize("count", [1, 2, 3, 7, 1023, 1024, 1025, 2049, 3000])
    def test_every_leaf_is_proven_and_no_other(self, count: int) -> None:
        leaves = [merkle.leaf(str(n).encode()) for n in range(count)]
        nodes = merkle.nodes(leaves)
        root = merkle.root(leaves)
        assert merkle.root(nodes) == root
        for n in {0, 1, count // 2, count - 2, count - 1} & set(range(count)):
            start = n - n % merkle.BLOCK
            way = merkle.way_of(leaves[start : start + merkle.BLOCK], nodes, n)
            assert merkle.proves(leaves[n], n, count, way, root)
            assert way == merkle.path(leaves, n)
            assert not merkle.proves(merkle.leaf(b"x"), n, count, way, root)
            assert not merkle.proves(leaves[n], n, count, [*way, root], root)
            assert count == 1 or not merkle.proves(leaves[n], (n + 1) % count, count, way, root)
            assert count == 1 or not merkle.proves(leaves[n], n, count, way[:-1], root)

    def test_of_each_object_against_the_root(self, school: Any) -> None:
        told = school.open(6)
        for pupil in school.pupils(told):
            (row,) = batches.rows_about(pupil.pk)
            assert batches.proof_of(row).holds
            row.target = "hadir"
            assert not batches.proof_of(row).holds

    def test_erased_rows_stay_proven(self, school: Any) -> None:
        told = school.open(6)
        pupil = school.pupils(told)[2]
        entry = entry_of(told, "masuk_daftar")
        assert batches.erase_row(entry.pk, pupil.pk)
        (row,) = batches.rows_about(pupil.pk)
        assert row.values is None
        assert row.digest is not None
        assert batches.proof_of(row).holds
        assert verify_stream(told.pk) is None

    def test_history_of_one_object(self, school: Any) -> None:
        told = school.open(3)
        first = school.pupils(told)[0]
        school.do(first, "hadir")
        school.do(told, "mulai_pelajaran", kode="")
        assert [type(one).__name__ for one in batches.history_of(first.pk)] == [
            "LedgerRow",
            "LedgerEntry",
            "LedgerRow",
        ]


class TestNobodyAltersARow:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE {} SET target = 'lulus'",
            "UPDATE {} SET values = '{{}}'",
            "DELETE FROM {}",
            "TRUNCATE {}",
        ],
    )
    @pytest.mark.parametrize("alias", ["default", "owner"])
    def test_by_sql(self, committed_db: Any, statement: str, alias: str) -> None:
        from django.db import connections

        from .conftest import School

        School().open(2)
        with pytest.raises(DatabaseError), transaction.atomic(using=alias):
            connections[alias].cursor().execute(statement.format("workflows_ledgerrow"))

    def test_but_its_values_may_be_nulled(self, school: Any) -> None:
        school.open(2)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE workflows_ledgerrow SET values = NULL")
            assert cursor.rowcount == 2


TAMPERED = {
    "UPDATE workflows_ledgerrow SET target = 'lulus' WHERE n = 2": "baris 2: isi tidak cocok dengan sidiknya",
    "UPDATE workflows_ledgerrow SET values = jsonb_set(values, '{v,_objek}', '\"Lain\"') WHERE n = 1": (
        "baris 1: nilai tidak cocok dengan sidiknya"
    ),
    "DELETE FROM workflows_ledgerrow WHERE n = 1": "baris 1 hilang",
    "DELETE FROM workflows_ledgerrow WHERE n = 3": "3 baris, seharusnya 4",
    "UPDATE workflows_ledgerrow SET leaf = sha256('x') WHERE n = 0": "baris 0: isi tidak cocok dengan sidiknya",
}


@pytest.mark.parametrize("statement", list(TAMPERED))
def test_what_the_owner_alters_is_named(committed_db: Any, statement: str) -> None:
    from django.db import connections

    from cases.core.models import Case
    from workflows.chains import Round, look

    from .conftest import School

    told = School().open(4)
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE workflows_ledgerrow DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE workflows_ledgerrow ENABLE TRIGGER USER")
    broken = verify_stream(told.pk)
    assert broken is not None
    assert (broken.seq, broken.why) == (3, TAMPERED[statement])
    seen = look(told.case).broken
    assert seen is not None
    assert seen.why == TAMPERED[statement]
    (found,) = Round((Case,), "perintah").run().broken
    assert (found.seq, found.why) == (3, TAMPERED[statement])
