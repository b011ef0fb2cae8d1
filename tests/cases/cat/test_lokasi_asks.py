"""What postponements, cancellations and schedules ask of a titik lokasi, and how it goes on (TL-1b, TL-13 … TL-17)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.support.world import refused
from workflows.ledger import database_now
from workflows.models import Ask

from . import planted as tree
from .place import Scene, unmet


def proposal(scene: Scene, scope: Any = None, sebab: str = "sarana", **facts: Any) -> Any:
    above = scope or scene.place
    return tree.planted(
        "penundaan", "berlaku", institution=scene.place.case.institution, parent=above,
        acara=tree.plain(tree.again(scene.event)), uraian="…", sebab=sebab, **facts,
    )  # fmt: skip


# --- TL-13, TL-14


@pytest.mark.req("CB-131")
@pytest.mark.parametrize("state", ["survei", "layak", "tidak_layak", "perbaikan", "siap", "disegel"])
def test_facilities_postpone_what_has_been_surveyed(exam: Any, state: str) -> None:
    scene = Scene(exam, state)
    scene.sesi(day=1)
    scene.asked("PN-5", "tunda", by=proposal(scene))
    assert (scene.place.state, scene.place.sebelumnya) == ("ditunda", state)
    assert scene.place.ditunda_pada is not None


@pytest.mark.parametrize("state", ["ditetapkan", "koordinasi"])
def test_what_has_not_been_surveyed_goes_along_with_the_whole_event(exam: Any, state: str) -> None:
    scene = Scene(exam, state)
    scene.sesi(day=1)
    row = scene.ask("PN-5", "tunda", by=proposal(scene))
    with unmet():
        scene.answer(row)
    scene.answered(row)
    scene.asked("PN-5", "tunda", by=proposal(scene, scene.event))
    assert (scene.place.state, scene.place.sebelumnya) == ("ditunda", state)


@pytest.mark.req("CB-119")
@pytest.mark.parametrize(("state", "trouble", "postponed"), [
    ("dibuka", True, True), ("operasional", True, True), ("disegel", True, True), ("disegel", False, False),
])  # fmt: skip
def test_a_disturbance_postpones_a_room_and_is_over(
    exam: Any, state: str, trouble: bool, postponed: bool
) -> None:
    start = database_now() - dt.timedelta(hours=4) if trouble else None
    scene = Scene(exam, state, gangguan={"jenis": "internet"} if trouble else {}, gangguan_mulai=start)
    scene.day()
    scene.sesi()
    by = proposal(scene, sebab="gangguan")
    if not postponed:
        row = scene.ask("PN-5", "tunda", by=by)
        with unmet():
            scene.answer(row)
        scene.answered(row)
        return
    scene.asked("PN-5", "tunda", by=by)
    assert (scene.place.state, scene.place.sebelumnya, scene.place.gangguan_mulai) == ("ditunda", state, None)


def test_facilities_do_not_postpone_a_room_in_use(exam: Any) -> None:
    scene = Scene(exam, "operasional")
    scene.sesi()
    row = scene.ask("PN-5", "tunda", by=proposal(scene))
    with unmet():
        scene.answer(row)
    scene.answered(row)


@pytest.mark.parametrize("state", ["selesai", "terunggah", "dicabut"])
def test_nothing_is_left_to_postpone(exam: Any, state: str) -> None:
    scene = Scene(exam, "siap")
    scene.sesi(state, day=1)
    row = scene.ask("PN-5", "tunda", by=proposal(scene))
    with unmet("ada_sesi_sebelum_selesai"):
        scene.answer(row)
    scene.answered(row)


def test_it_waits_for_what_the_same_cause_asks_of_its_sesi(exam: Any) -> None:
    scene = Scene(exam, "siap")
    session = scene.sesi(day=1)
    by = proposal(scene)
    entry = scene.entry(by.pk)
    below = scene.ask("PN-5", "tunda", on=session, entry=entry)
    other = scene.ask(
        "PN-5", "tunda", on=scene.sesi(nomor=2, day=1)
    )  # of another cause: waited for by that one
    row = scene.ask("PN-5", "tunda", entry=entry)
    with unmet("permintaan_terjawab", code="E-GUARD"):
        scene.answer(row)
    scene.answered(below)
    scene.answer(row)
    assert scene.fresh().state == "ditunda"
    assert Ask.objects.get(pk=other.pk).answered_at is None


# --- while something is on its way


WAITING = [
    ("survei", "rekomendasi_tidak_layak", "tpc1", {}),
    ("koordinasi", "isi_survei", "tpc1", {}),
    ("ditunda", "lanjutkan", "tpc1", {}),
    (
        "operasional",
        "catat_gangguan",
        "tpc1",
        {"jenis": "internet", "uraian": "…", "mulai": "2026-01-01T08:00"},
    ),
]


@pytest.mark.req("CB-274")
@pytest.mark.parametrize(("state", "act", "who", "data"), WAITING, ids=[row[1] for row in WAITING])
@pytest.mark.parametrize("ref", ["PN-5", "PB-5", "EV-10", "EV-25a", "EV-28"])
def test_people_wait(exam: Any, state: str, act: str, who: str, data: dict[str, Any], ref: str) -> None:
    scene = Scene(exam, state)
    scene.ask(ref, "tunda")
    with refused("E-GUARD", guard="tanpa_permintaan_menunggu"):
        scene.do(act, who, **data)


def test_nobody_waits_for_what_is_answered_or_asked_of_others(exam: Any) -> None:
    scene = Scene(exam, "koordinasi")
    row = scene.ask("PN-5", "tunda")
    Ask.objects.filter(pk=row.pk).update(answered_at=database_now(), answer="tidak_berlaku")
    scene.ask("PN-5", "tunda", on=scene.sesi(day=1))
    scene.do("isi_survei", "tpc1")
    assert scene.place.state == "survei"


# --- TL-15


@pytest.mark.req("CB-123")
@pytest.mark.parametrize(("remembered", "days", "leads"), [
    ("ditetapkan", 1, "ditetapkan"), ("koordinasi", 1, "koordinasi"), ("survei", 0, "survei"), ("layak", 0, "survei"),
    ("tidak_layak", 0, "survei"), ("perbaikan", 0, "survei"), ("siap", 3, "survei"), ("dibuka", 0, "dibuka"),
    ("operasional", 0, "operasional"), ("operasional", 1, "disegel"), ("dibuka", 2, "disegel"),
    ("disegel", 0, "disegel"),
])  # fmt: skip
def test_it_goes_on_where_it_was(exam: Any, remembered: str, days: int, leads: str) -> None:
    since = database_now() - dt.timedelta(days=days)
    scene = Scene(exam, "ditunda", sebelumnya=remembered, ditunda_pada=since)
    scene.do("lanjutkan", "tpc1")
    assert (scene.place.state, scene.place.sebelumnya, scene.place.ditunda_pada) == (leads, "", None)


@pytest.mark.req("CB-221")
@pytest.mark.parametrize(("facts", "guard"), [
    ({"tindak_lanjut": [{"uraian": "Ganti kabel"}], "sebab_berakhir": True}, "kegiatan_tindak_lanjut_selesai"),
    ({"tindak_lanjut": [], "sebab_berakhir": False}, "sebab_berakhir"),
])  # fmt: skip
def test_not_before_what_held_it_is_done(exam: Any, facts: dict[str, Any], guard: str) -> None:
    scene = Scene(exam, "ditunda", sebelumnya="siap", ditunda_pada=database_now())
    entry = scene.entry(scene.event.pk)
    row = scene.ask("PN-5", "tunda", entry=entry)
    Ask.objects.filter(pk=row.pk).update(answered_at=database_now(), answer="dilakukan")
    facts["sebab_berakhir"] = database_now() if facts["sebab_berakhir"] else None
    usul = proposal(scene, beku=entry.pk, **facts)
    proposal(scene, beku=scene.entry(scene.event.pk).pk)  # of others, does not matter
    with refused("E-GUARD", guard=guard):
        scene.do("lanjutkan", "tpc1")
    done = [{"uraian": "Ganti kabel", "selesai_pada": "2026-12-01"}]
    tree.put(usul, tindak_lanjut=done, sebab_berakhir=database_now())
    scene.do("lanjutkan", "tpc1")
    assert scene.place.state == "survei"


# --- TL-16


@pytest.mark.req("CB-125")
@pytest.mark.parametrize("state", ["survei", "siap", "dibuka", "operasional", "disegel", "ditunda"])
@pytest.mark.parametrize(
    ("session", "leads"), [("dibatalkan", "dibatalkan"), ("terunggah", "pelaksanaan_selesai")]
)
def test_cancelled_or_with_its_results_to_be_handed_over(
    exam: Any, state: str, session: str, leads: str
) -> None:
    scene = Scene(exam, state)
    scene.day()
    scene.sesi(session)
    scene.asked("PB-5", "batalkan")
    assert scene.place.state == leads
    scene.settle()
    assert len(scene.papers("ba_serah_terima_hasil")) == (leads == "pelaksanaan_selesai")


def test_an_open_disturbance_ends_with_it_and_preparations_are_told(exam: Any) -> None:
    scene = Scene(exam, "operasional", gangguan={"jenis": "internet"}, gangguan_mulai=database_now())
    scene.sesi("dibatalkan")
    prepared = tree.planted("disabilitas", "siap", institution=exam.institution, parent=scene.place,
                            lokasi=tree.plain(scene.place))  # fmt: skip
    scene.asked("PB-5", "batalkan")
    assert scene.place.gangguan_mulai is None
    asked = Ask.objects.get(ref="TL-16a")
    assert (asked.object_id, asked.act) == (prepared.pk, "akhiri")


@pytest.mark.parametrize("state", ["ditetapkan", "koordinasi", "pelaksanaan_selesai", "ditutup"])
def test_what_is_not_cancelled(exam: Any, state: str) -> None:
    scene = Scene(exam, state)
    row = scene.ask("PB-5", "batalkan")
    with unmet():
        scene.answer(row)
    scene.answered(row)


# --- TL-17, TL-1b


@pytest.mark.req("CB-265")
def test_a_place_that_will_not_be_used_is_taken_off(exam: Any) -> None:
    scene = Scene(exam, "operasional")
    session = scene.sesi("terjadwal")
    data = {"alasan": "Tidak dipakai", "keputusan_cabut": scene.file("ppss")}
    with refused("E-GUARD", guard="semua_sesi_berakhir"):
        scene.do("cabut_lokasi", "ppss", **data)
    session = tree.put(session, "terunggah")
    with refused("E-GUARD", guard="tanpa_hasil"):
        scene.do("cabut_lokasi", "ppss", **data)
    tree.put(session, "dicabut")
    with refused("E-REQ", field="keputusan_cabut"):
        scene.do("cabut_lokasi", "ppss", alasan="Tidak dipakai")
    mine = {"alasan": "Tidak dipakai", "keputusan_cabut": scene.file("tpc1")}
    with refused("E-PERM"):
        scene.do("cabut_lokasi", "tpc1", **mine)
    scene.do("cabut_lokasi", "ppss", **data)
    assert scene.place.state == "dicabut"


@pytest.mark.parametrize("ref", ["EV-10", "EV-25a", "EV-25b"])
def test_it_is_taken_off_with_its_event(exam: Any, ref: str) -> None:
    scene = Scene(exam, "koordinasi")
    session = scene.sesi("terjadwal", day=1)
    row = scene.ask(ref, "cabut_karena_acara")
    with unmet("semua_sesi_berakhir", code="E-GUARD"):
        scene.answer(row)
    scene.answered(row)
    tree.put(session, "dicabut")
    scene.put(pernah_dibuka=True)
    row = scene.ask(ref, "cabut_karena_acara")
    with unmet():
        scene.answer(row)
    scene.answered(row)
    scene.put(pernah_dibuka=False)
    scene.asked(ref, "cabut_karena_acara")
    assert scene.place.state == "dicabut"


@pytest.mark.req("CB-56")
def test_a_new_schedule_changes_what_it_says_of_it(exam: Any) -> None:
    scene = Scene(exam, "siap")
    data = {"alamat": "Jalan Baru 2", "tipe_lokasi": "mandiri", "unit": "", "kapasitas": 80}
    row = scene.ask("EV-10", "ubah_lokasi")
    with unmet(code="E-REF"):
        scene.answer(row, **{**data, "unit": "KANREG-99"})
    scene.answered(row)
    scene.asked("EV-10", "ubah_lokasi", **data)
    place = scene.place
    assert (place.tempat.alamat, place.tipe_lokasi, place.kapasitas) == ("Jalan Baru 2", "mandiri", 80)


@pytest.mark.parametrize("event", ["pelaksanaan_selesai", "pelaporan", "selesai", "ditarik"])
def test_not_of_an_event_that_is_over(exam: Any, event: str) -> None:
    scene = Scene(exam, "siap", event=event)
    data = {"alamat": "Jalan Baru 2", "tipe_lokasi": "mandiri", "unit": "", "kapasitas": 80}
    row = scene.ask("EV-10", "ubah_lokasi")
    with unmet("acara_menerima"):
        scene.answer(row, **data)
    scene.answered(row)


@pytest.mark.parametrize("act", ["tunda", "batalkan", "cabut_karena_acara", "ubah_lokasi"])
def test_nobody_presses_what_is_asked(exam: Any, act: str) -> None:
    scene = Scene(exam, "siap")
    scene.sesi(day=1)
    with refused("E-STATE" if act in ("tunda", "batalkan") else "E-PERM"):
        scene.do(act, "ppss")
