"""A disturbance of a whole place: its clock, what it asks, how it ends (Pasal 11 (4); CB-119, CB-120, CB-268)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils.dateparse import parse_datetime

from tests.support.world import refused
from workflows.actors import SYSTEM
from workflows.firing import fire_clocks
from workflows.gate import perform
from workflows.ledger import database_now
from workflows.models import Ask, Clock

from . import planted as tree
from .place import Scene

THREE = dt.timedelta(hours=3)


def told(scene: Scene, **ago: int) -> dict[str, Any]:
    return {"jenis": "internet", "uraian": "Jaringan putus", "mulai": scene.local(**(ago or {"minutes": 5}))}


def disturbed(exam: Any, state: str = "operasional", *, reported: bool = False, **ago: int) -> Scene:
    start = database_now() - dt.timedelta(**(ago or {"minutes": 5}))
    scene = Scene(exam, state, gangguan={"jenis": "internet", "uraian": "Putus"}, gangguan_mulai=start)
    scene.day()
    if reported:
        scene.put(gangguan_lapor=database_now())
    return scene


def proposed(scene: Scene, state: str, **facts: Any) -> Any:
    key = str(scene.place.pk)
    return tree.planted(
        "penundaan", state, institution=scene.place.case.institution, parent=scene.place,
        acara=tree.plain(tree.again(scene.event)), uraian="…", sebab="gangguan",
        gangguan={key: scene.place.gangguan_mulai.isoformat()}, **facts,
    )  # fmt: skip


# --- TL-19


@pytest.mark.req("CB-268")
@pytest.mark.parametrize("state", ["dibuka", "operasional"])
def test_running_sesi_are_asked_with_the_same_start(exam: Any, state: str) -> None:
    scene = Scene(exam, state)
    keys = {}
    for nomor, kind in enumerate(("berlangsung", "terjadwal", "registrasi", "terganggu", "selesai"), 1):
        keys[kind] = scene.sesi(kind, nomor=nomor).pk
    data = told(scene)
    scene.do("catat_gangguan", "tpc1", **data)
    rows = Ask.objects.filter(ref="TL-19", act="gangguan_lokasi")
    assert {row.object_id for row in rows} == {keys["berlangsung"], keys["registrasi"]}
    assert {parse_datetime(row.data["mulai"]) for row in rows} == {scene.place.gangguan_mulai}
    assert scene.place.gangguan == {"jenis": "internet", "uraian": "Jaringan putus"}
    clock = Clock.objects.get(object_id=scene.place.pk)
    assert (clock.act, clock.due) == ("gangguan_3_jam", scene.place.gangguan_mulai + THREE)


def test_a_second_one_is_not_opened(exam: Any) -> None:
    scene = disturbed(exam)
    with refused("E-DUP", guard="!gangguan"):
        scene.do("catat_gangguan", "tpc1", **told(scene))


def test_it_does_not_begin_tomorrow_and_not_in_a_sealed_room(exam: Any) -> None:
    scene = Scene(exam, "operasional")
    with refused("E-RNG", field="mulai"):
        scene.do("catat_gangguan", "tpc1", **told(scene, minutes=-5))
    with refused("E-PERM"):
        scene.do("catat_gangguan", "jaksel", **told(scene))
    sealed = Scene(exam, "disegel")
    with refused("E-STATE"):
        sealed.do("catat_gangguan", "tpc1", **told(sealed))


# --- TL-21


@pytest.mark.req("CB-250")
def test_its_clock_comes_at_three_hours_and_once(exam: Any) -> None:
    scene = Scene(exam, "operasional")
    scene.do("catat_gangguan", "tpc1", **told(scene, hours=2, minutes=59))
    assert fire_clocks() == 0
    scene.put(gangguan={}, gangguan_mulai=None)
    scene.do("catat_gangguan", "tpc1", **told(scene, hours=3))
    assert fire_clocks() == 1
    scene.fresh()
    assert scene.place.gangguan_lapor is not None
    (asked,) = Ask.objects.filter(ref="TL-21")
    assert (asked.object_type, asked.act, asked.under) == ("penundaan", "usulkan_otomatis", scene.place.pk)
    assert asked.data["gangguan"] == {str(scene.place.pk): scene.place.gangguan_mulai.isoformat()}
    assert fire_clocks() == 0


def test_before_its_time_and_a_second_time_it_is_nothing(exam: Any) -> None:
    early = disturbed(exam, hours=2, minutes=59)
    with refused("E-STATE", guard="jam:mulai_gangguan+3j"):
        perform(early.fresh(), "gangguan_3_jam", actor=SYSTEM)
    late = disturbed(exam, hours=4, reported=True)
    with refused("E-STATE", guard="sekali_per_gangguan"):
        perform(late.fresh(), "gangguan_3_jam", actor=SYSTEM)
    due = disturbed(exam, hours=4)
    with refused("E-PERM"):
        due.do("gangguan_3_jam", "tpc1")


# --- TL-20


@pytest.mark.req("CB-120")
@pytest.mark.parametrize("state", ["dibuka", "operasional", "disegel"])
def test_a_shorter_one_ends_and_is_told(exam: Any, state: str) -> None:
    scene = disturbed(exam, state, hours=1)
    scene.do("gangguan_selesai", "tpc1", selesai=scene.local(minutes=1))
    place = scene.place
    assert (place.state, place.gangguan, place.gangguan_mulai, place.gangguan_lapor) == (
        state,
        {},
        None,
        None,
    )
    (day,) = place.harian
    assert "Gangguan internet" in place.harian[day]["kejadian"][0]["uraian"]
    assert not Clock.objects.filter(object_id=place.pk).exists()


@pytest.mark.parametrize(
    ("end", "code"),
    [({"hours": 2}, "E-RNG"), ({"hours": 1, "minutes": 1}, "E-RNG"), ({"minutes": -1}, "E-RNG")],
)
def test_it_ends_after_it_began_and_not_tomorrow(exam: Any, end: dict[str, int], code: str) -> None:
    scene = disturbed(exam, hours=1)
    with refused(code, field="selesai"):
        scene.do("gangguan_selesai", "tpc1", selesai=scene.local(**end))


def test_three_hours_wait_for_their_clock_and_its_answer(exam: Any) -> None:
    scene = disturbed(exam, hours=4)
    data = {"selesai": scene.local(minutes=1), "alasan": "Tersambung lagi"}
    with refused("E-REQ", field="alasan"):
        scene.do("gangguan_selesai", "tpc1", **{**data, "alasan": ""})
    with refused("E-GUARD", guard="kurang_3_jam_atau_ditolak"):
        scene.do("gangguan_selesai", "tpc1", **data)
    scene.put(gangguan_lapor=database_now())
    asked = scene.ask("TL-21", "usulkan_otomatis", by=scene.place)
    with refused("E-GUARD", guard="kurang_3_jam_atau_ditolak"):
        scene.do("gangguan_selesai", "tpc1", **data)
    Ask.objects.filter(pk=asked.pk).update(answered_at=database_now(), answer="tidak_berlaku")
    scene.do("gangguan_selesai", "tpc1", **data)
    assert scene.place.gangguan_mulai is None


def test_one_that_ended_within_three_hours_may_be_told_later(exam: Any) -> None:
    scene = disturbed(exam, hours=4, reported=True)
    scene.do("gangguan_selesai", "tpc1", selesai=scene.local(hours=1, minutes=1))
    assert scene.place.gangguan_mulai is None


@pytest.mark.parametrize("state", ["konsep", "dikoordinasikan", "berlaku", "ditolak_deputi", "ditarik"])
def test_what_was_proposed_for_it(exam: Any, state: str) -> None:
    """Open it stands in the way of three hours, and in force of any end; an earlier or closed one does not matter."""
    scene = disturbed(exam, hours=4, reported=True)
    entry = scene.entry(scene.event.pk)
    scene.ask("PN-5", "tunda", entry=entry)
    Ask.objects.update(answered_at=database_now(), answer="dilakukan")
    proposed(scene, state, beku=entry.pk if state == "berlaku" else None)
    data = {"selesai": scene.local(minutes=1), "alasan": "Tersambung lagi"}
    guard = {"berlaku": "pn_gangguan_tidak_berlaku"}.get(state, "kurang_3_jam_atau_ditolak")
    if state in ("ditolak_deputi", "ditarik"):
        scene.do("gangguan_selesai", "tpc1", **data)
        assert scene.place.gangguan_mulai is None
    else:
        with refused("E-GUARD", guard=guard):
            scene.do("gangguan_selesai", "tpc1", **data)


@pytest.mark.req("CB-273")
def test_an_open_proposal_for_a_shorter_one_is_asked_to_withdraw(exam: Any) -> None:
    scene = disturbed(exam, hours=1)
    usul, earlier = proposed(scene, "konsep"), proposed(scene, "dikoordinasikan")
    tree.put(earlier, gangguan={str(scene.place.pk): (database_now() - dt.timedelta(days=2)).isoformat()})
    scene.do("gangguan_selesai", "tpc1", selesai=scene.local(minutes=1))
    (asked,) = Ask.objects.filter(ref="TL-20")
    named = {"node": str(scene.place.pk)}
    assert (asked.object_id, asked.act, asked.data) == (usul.pk, "tarik_gangguan_selesai", named)
