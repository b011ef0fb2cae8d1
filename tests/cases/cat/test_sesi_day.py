"""A sesi from the schedule to its uploaded result, as everybody in the room does it."""

from __future__ import annotations

from typing import Any

import pytest

from workflows.firing import fire_clocks
from workflows.ledger import verify_stream
from workflows.models import Clock, LedgerEntry

from .day import Day


@pytest.fixture
def day(exam: Any) -> Day:
    return Day(exam)


def refs(stream: Any) -> list[str]:
    return list(LedgerEntry.objects.filter(stream=stream).order_by("seq").values_list("ref", flat=True))


def test_the_straight_way(day: Day) -> None:
    assert (day.sesi.state, day.states()) == ("terjadwal", ["terdaftar", "terdaftar"])
    assert day.sesi.case.title.startswith("Sesi 1, ")
    day.open()
    clock = Clock.objects.get(object_id=day.sesi.pk)
    assert (clock.act, clock.due) == ("tutup_pin", day.when(minutes=25))
    assert fire_clocks() == 0, "not yet"
    day.admit(1)
    assert len(day.person(1).pin) == 8
    day.seat(1)
    day.close()
    sesi = day.fresh()
    assert (sesi.state, sesi.pin_ditutup_pada < sesi.mulai) == ("registrasi_ditutup", True)
    day.desk(2, "tandai_tidak_hadir")
    day.brief()
    day.begin()
    assert (day.fresh().state, day.states()) == ("berlangsung", ["mengerjakan", "tidak_hadir"])
    assert day.person(1).masuk_cat
    day.over()
    day.do("akhiri_sesi")
    assert (day.fresh().state, day.states()) == ("selesai", ["selesai", "tidak_hadir"])
    day.signed("hasil_seleksi_sesi", "terunggah")
    day.signed("daftar_hadir", "terunggah")
    assert day.ask(day.sesi, "tanda_tangani_hasil", "DK-6").answer == "dilakukan"
    day.do("unggah_ke_mst")
    sesi = day.fresh()
    assert (sesi.state, sesi.case.closed_at is not None) == ("terunggah", True)
    assert refs(sesi.pk) == [
        "SS-1a", "PS-1a", "SS-2", "PS-1c", "PS-2", "PS-3", "PS-5", "PS-6", "PS-7", "SS-3", "PS-10", "SS-4",
        "SS-5", "PS-8a", "SS-12", "PS-9b", "SS-13", "SS-14",
    ]  # fmt: skip
    assert verify_stream(sesi.pk) is None
