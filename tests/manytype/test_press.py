"""One press of a person on many objects: who may, which rows fail and why, what follows; and the same key twice."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from workflows.actors import SYSTEM
from workflows.errors import Refused
from workflows.ledger import verify_stream
from workflows.many import Row, perform_many
from workflows.models import AccessLog, Clock, LedgerEntry, LedgerRow

from . import models
from .models import MuridV1


def press(school: Any, of_class: Any, act: str, rows: Any, who: str = "komisioner", **given: Any) -> Any:
    return perform_many(school.fresh(of_class), act, rows, MuridV1, actor=school.person(who), **given)


def keys(pupils: Any) -> list[Row]:
    return [Row(pupil.pk) for pupil in pupils]


class TestWhichRows:
    def test_done_on_those_that_may_and_said_why_not_the_others(self, school: Any) -> None:
        told = school.open(12)
        pupils = school.pupils(told)
        done = press(school, told, "hadir", keys(pupils))
        assert [p.pk for p in done.done] == [p.pk for p in pupils if p.nama not in ("Murid 7", "Murid 11")]
        refused = {p.nama: done.refused[p.pk] for p in pupils if p.pk in done.refused}
        assert {n: (r.code, [x.guard for x in r.reasons]) for n, r in refused.items()} == {
            "Murid 7": ("E-GUARD", ["buku_ada"]),
            "Murid 11": ("E-GUARD", ["berkursi"]),
        }
        assert [p.state for p in school.pupils(told)].count("hadir") == 10
        (entry,) = done.entries
        assert (entry.body["rows"]["count"], entry.role, entry.actor) == (
            10,
            "kasn_komisioner",
            school.person("komisioner"),
        )
        log = AccessLog.objects.get(action="hadir")
        assert (log.outcome, log.object_id, log.detail["banyak"]) == ("E-GUARD", told.pk, 2)
        assert verify_stream(told.pk, head=school.fresh(told).case.head) is None

    def test_a_guard_that_counts_takes_them_in_their_order(self, school: Any) -> None:
        told = school.open(6)
        pupils = school.pupils(told)
        press(school, told, "hadir", keys(pupils))
        wanted = [pupils[n] for n in (4, 2, 0, 1)]
        done = press(school, told, "pilih_murid", keys(wanted))
        assert [p.pk for p in done.done] == [p.pk for p in wanted[:3]]
        assert list(done.refused) == [wanted[3].pk]
        again = press(school, told, "pilih_murid", keys([pupils[1]]))
        assert again.done == []
        assert again.entries == []

    def test_a_stale_row_and_one_of_another_class(self, school: Any) -> None:
        told, other = school.open(3), school.open(1)
        first, second, _ = school.pupils(told)
        (strange,) = school.pupils(other)
        done = press(
            school, told, "hadir", [Row(first.pk, version=9), Row(second.pk, version=1), Row(strange.pk)]
        )
        assert [p.pk for p in done.done] == [second.pk]
        assert {k: r.code for k, r in done.refused.items()} == {first.pk: "E-STALE", strange.pk: "E-HIDE"}
        assert school.fresh(strange).state == "terdaftar"

    def test_each_with_data_of_its_own(self, school: Any) -> None:
        told = school.open(4)
        pupils = school.pupils(told)
        press(school, told, "hadir", keys(pupils))
        school.do(told, "mulai_pelajaran", kode="")
        rows = [Row(p.pk, {"nilai": n}) for p, n in zip(pupils, (80, 50, 101, 75), strict=True)]
        done = press(school, told, "beri_nilai", rows)
        assert [(p.nilai, p.state, p.version) for p in school.pupils(told)] == [
            (80, "lulus", 5),
            (50, "belajar", 4),
            (None, "belajar", 3),
            (75, "lulus", 5),
        ]
        assert {k: (r.code, list(r.errors)) for k, r in done.refused.items()} == {
            pupils[2].pk: ("E-RNG", ["nilai"])
        }
        (entry,) = done.entries
        assert [r.values["v"]["nilai"] for r in LedgerRow.objects.filter(entry=entry).order_by("n")] == [
            80,
            50,
            75,
        ]
        condition = LedgerEntry.objects.get(act="lulus")
        assert (condition.actor, condition.body["rows"]["count"], condition.seq) == (None, 2, entry.seq + 1)
        assert Clock.objects.count() == 2  # of those who have passed the clock is gone
        assert verify_stream(told.pk) is None


class TestWhoMay:
    def test_nobody_without_the_right(self, school: Any) -> None:
        told = school.open(2)
        with pytest.raises(Refused) as caught:
            press(school, told, "hadir", keys(school.pupils(told)), who="jaksel")
        assert caught.value.code == "E-PERM"
        assert AccessLog.objects.get(action="hadir").outcome == "E-PERM"
        assert {p.version for p in school.pupils(told)} == {1}

    def test_a_stranger_learns_nothing(self, school: Any) -> None:
        told = school.open(2)
        with pytest.raises(Refused) as caught:
            press(school, told, "hadir", keys(school.pupils(told)), who="bogor")
        assert caught.value.code == "E-HIDE"

    def test_a_cascade_is_nobodys_to_press(self, school: Any) -> None:
        told = school.open(2)
        with pytest.raises(Refused) as caught:
            press(school, told, "pulangkan", keys(school.pupils(told)))
        assert caught.value.code == "E-STATE"
        assert {p.state for p in school.pupils(told)} == {"terdaftar"}

    def test_system_does_what_is_its_own(self, school: Any) -> None:
        told = school.open(2)
        press(school, told, "hadir", keys(school.pupils(told)))
        school.do(told, "mulai_pelajaran", kode="")
        done = perform_many(school.fresh(told), "waktu_habis", MuridV1.objects.all(), actor=SYSTEM)
        assert len(done.done) == 2
        assert not Clock.objects.exists()
        assert school.fresh(told).state == "usai"
        with pytest.raises(Refused) as caught:
            perform_many(school.fresh(told), "kembali_ke_kelas", MuridV1.objects.all(), actor=SYSTEM)
        assert caught.value.code == "E-PERM"

    def test_an_act_on_one_is_no_act_on_many(self, school: Any) -> None:
        told = school.open(1)
        with pytest.raises(TypeError):
            perform_many(school.fresh(told), "mulai_pelajaran", MuridV1.objects.all(), actor=SYSTEM)


def test_an_act_of_all_or_none_is_done_on_none(school: Any, monkeypatch: Any) -> None:
    told = school.open(5)
    press(school, told, "hadir", keys(school.pupils(told)))
    MuridV1.objects.filter(kursi=2).update(sakit=True)
    before = LedgerEntry.objects.count()
    monkeypatch.setattr(models, "ABLE", {})  # the lesson begins for all, the ill too
    with pytest.raises(Refused) as caught:
        school.do(told, "mulai_pelajaran", kode="")
    assert caught.value.code == "E-STATE"
    assert caught.value.message == "2 dari 5 tidak dapat diproses; tidak ada yang berubah. Murid sakit."
    assert LedgerEntry.objects.count() == before
    assert {p.state for p in school.pupils(told)} == {"hadir"}


def test_the_same_key_is_done_once(school: Any) -> None:
    told = school.open(3)
    rows = keys(school.pupils(told))
    first = press(school, told, "hadir", rows, idempotency_key="k-1")
    again = press(school, told, "hadir", rows, idempotency_key="k-1")
    assert (first.repeated, again.repeated) == (False, True)
    assert [p.pk for p in again.done] == [p.pk for p in first.done]
    assert {p.version for p in school.pupils(told)} == {2}
    with pytest.raises(Refused) as caught:
        press(school, told, "hadir", rows[:2], idempotency_key="k-1")
    assert caught.value.code == "E-DUP"


@pytest.mark.parametrize("number", [3, 300])
def test_statements_do_not_grow(school: Any, number: int) -> None:
    told = school.open(number)
    with CaptureQueriesContext(connection) as attending:
        press(school, told, "hadir", MuridV1.objects.all())
    with CaptureQueriesContext(connection) as beginning:
        school.do(told, "mulai_pelajaran", kode="")
    assert len(attending) <= 24  # three of them write down who was refused
    assert len(beginning) <= 30


def test_a_press_names_each_once(school: Any) -> None:
    told = school.open(1)
    (pupil,) = school.pupils(told)
    with pytest.raises(ValueError, match="once"):
        press(school, told, "hadir", [Row(pupil.pk), Row(str(pupil.pk))])
    assert press(school, told, "hadir", [Row(uuid.uuid4())]).done == []
