"""The room: sealed and ready, opened, used, sealed again, handed back. Every guard, held and not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.support.world import refused

from . import planted as tree
from .place import Scene, kept_survey, morning

SIGNED_DAY = ("daftar_periksa_harian", "ba_penyelenggaraan", "daftar_periksa_fisik_harian")


# --- TL-2


@pytest.mark.req("CB-64")
def test_both_coordinate_once_the_schedule_is_set(exam: Any) -> None:
    data = {"tanggal": "01/11/2026", "peserta": "Semua", "hasil": "Sepakat"}
    early = Scene(exam, event="penjadwalan")
    with refused("E-GUARD", guard="acara_terjadwal"):
        early.do("koordinasi_lokasi", "tpc1", **data)
    scene = Scene(exam, event="jadwal_ditetapkan")
    scene.do("koordinasi_lokasi", "tpc1", **data)
    assert scene.place.state == "ditetapkan"
    with refused("E-GUARD", guard="dua_orang"):
        scene.do("koordinasi_lokasi", "tpc1", **data)
    scene.do("koordinasi_lokasi", "tpc2", **data)  # of the same side: his takes the place of the other's
    assert scene.place.state == "ditetapkan"
    scene.do("koordinasi_lokasi", "jaksel", **data)
    assert scene.place.state == "koordinasi"


# --- TL-7


def trial(scene: Scene, **changes: Any) -> dict[str, Any]:
    return {
        "tersambung": "ya",
        "latensi_ms": "100",
        "mbps": "20",
        "klien_akses": 105,
        "usb_tertutup": "ya",
        "nomor_segel": "S-1",
        "waktu_segel": scene.local(minutes=5),
        "mst_id": "MST-0",
        "mst_waktu": scene.local(minutes=1),
        "dokumentasi_uji_jaringan": scene.file(),
        "dokumentasi_penyegelan": scene.file(),
        **changes,
    }


@pytest.mark.req("CB-73")
@pytest.mark.parametrize(
    "change",
    [
        {"tersambung": "tidak"},
        {"latensi_ms": "100.01"},
        {"mbps": "19.99"},
        {"klien_akses": 104},
        {"usb_tertutup": "tidak"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_network_trial_that_failed(exam: Any, change: dict[str, Any]) -> None:
    scene = Scene(exam, "layak", survei=kept_survey())
    data = trial(scene, **change)
    with refused("E-GUARD", guard="jaringan_teruji"):
        scene.do("uji_jaringan_dan_segel", "tpc1", **data)


def test_without_a_receipt_of_mst_or_with_people_unprepared_for(exam: Any) -> None:
    scene = Scene(exam, "layak", survei=kept_survey())
    data = trial(scene, mst_id="")
    with refused("E-GUARD", guard="terunggah_mst") as found:
        scene.do("uji_jaringan_dan_segel", "tpc1", **data)
    assert [error.code for error in found.value.errors["mst_id"]] == ["E-REQ"]
    tree.planted("disabilitas", "disampaikan", institution=exam.institution, parent=scene.place,
                 lokasi=tree.plain(scene.place))  # fmt: skip
    data = trial(scene)
    with refused("E-GUARD", guard="disabilitas_siap"):
        scene.do("uji_jaringan_dan_segel", "tpc1", **data)


def test_the_network_is_tried_and_the_room_sealed_by_both(exam: Any) -> None:
    scene = Scene(exam, "layak", survei=kept_survey())
    scene.both("uji_jaringan_dan_segel", **trial(scene))
    assert (scene.place.state, scene.place.uji["nomor_segel"]) == ("siap", "S-1")


# --- TL-8


def opening(scene: Scene, **changes: Any) -> dict[str, Any]:
    found = {"segel_utuh": "ya", "nomor_segel": "S-1", "waktu": scene.local(minutes=1)}
    return {**found, "dokumentasi_pembukaan_segel": scene.file(), **changes}


@pytest.mark.req("CB-90")
@pytest.mark.parametrize(("state", "day"), [("terjadwal", 1), ("terjadwal", -1), ("terunggah", 0)])
def test_it_is_opened_on_the_day_of_a_sesi(exam: Any, state: str, day: int) -> None:
    scene = Scene(exam, "siap")
    scene.sesi(state, day=day)
    data = opening(scene)
    with refused("E-GUARD", guard="hari_ujian"):
        scene.do("buka_segel", "tpc1", **data)


@pytest.mark.parametrize("zone", ["Asia/Jayapura", "Asia/Jakarta", "Europe/Amsterdam", "Pacific/Honolulu"])
def test_the_day_is_that_of_the_place(exam: Any, zone: str) -> None:
    scene = Scene(exam, "siap", zona=zone)
    scene.sesi()
    scene.both("buka_segel", **opening(scene))
    assert list(scene.place.harian) == [dt.datetime.now(scene.place.zone()).date().isoformat()]


@pytest.mark.parametrize("event", ["jadwal_ditetapkan", "penjadwalan", "ditunda"])
def test_not_while_the_event_is_not_that_far(exam: Any, event: str) -> None:
    scene = Scene(exam, "siap", event=event)
    scene.sesi()
    data = opening(scene)
    with refused("E-GUARD", guard="acara_membuka"):
        scene.do("buka_segel", "tpc1", **data)


def test_a_broken_seal_says_what_happened(exam: Any) -> None:
    scene = Scene(exam, "siap")
    scene.sesi()
    data = opening(scene, segel_utuh="tidak")
    with refused("E-REQ", field="kejadian"):
        scene.do("buka_segel", "tpc1", **data)
    scene.both("buka_segel", **{**data, "kejadian": "Segel sobek"})
    (day,) = scene.place.harian
    assert [row["uraian"] for row in scene.place.harian[day]["kejadian"]] == ["Segel sobek"]


def test_two_of_one_side_do_not_open_it(exam: Any) -> None:
    scene = Scene(exam, "siap")
    scene.sesi()
    scene.do("buka_segel", "tpc1", **opening(scene))
    scene.do("buka_segel", "tpc2", **opening(scene, dokumentasi_pembukaan_segel=scene.file("tpc2")))
    assert scene.place.state == "siap"
    data = opening(scene, dokumentasi_pembukaan_segel=scene.file("kanreg"))
    with refused("E-PERM"):
        scene.do("buka_segel", "kanreg", **data)


# --- TL-9


@pytest.mark.req("CB-93")
@pytest.mark.parametrize(
    ("change", "guard"),
    [
        ({"pemeriksaan": "ada_indikasi"}, "pemeriksaan_bersih"),
        ({"b_13": ""}, "butir_1_13_terjawab"),
        ({"b_4": "tidak"}, "butir_1_13_terjawab"),
        ({"b_8": "tidak", "b_8_ket": "Lambat"}, "butir_1_13_terjawab"),
        ({"mst_id": ""}, "terunggah_mst"),
        ({"mst_waktu": ""}, "terunggah_mst"),
    ],
)
def test_the_room_is_not_in_order(exam: Any, change: dict[str, Any], guard: str) -> None:
    scene = Scene(exam, "dibuka")
    scene.day()
    data = morning(scene, **change)
    with refused("E-GUARD", guard=guard):
        scene.do("prasarana_sesuai", "tpc1", **data)


def test_an_x_with_its_remark_and_the_time_of_its_mending(exam: Any) -> None:
    scene = Scene(exam, "dibuka")
    day = scene.day()
    changes = {"b_4": "tidak", "b_4_ket": "Satu rusak", "b_8": "tidak", "b_8_ket": "Lambat"}
    mended = [{"butir": "8", "waktu": scene.local(minutes=0)}]
    scene.do("prasarana_sesuai", "tpc1", **morning(scene, **changes, koreksi=mended))
    assert (scene.place.state, len(scene.place.harian[day]["butir"])) == ("operasional", 13)


# --- TL-10, TL-10b


def sealing(scene: Scene, **changes: Any) -> dict[str, Any]:
    found = {"b_14": "ya", "nomor_segel": "S-2", "waktu": scene.local(minutes=1)}
    return {**found, "dokumentasi_penyegelan_harian": scene.file(), **changes}


@pytest.mark.req("CB-114")
@pytest.mark.parametrize(
    ("state", "remembered"), [("operasional", ""), ("ditunda", "operasional"), ("ditunda", "dibuka")]
)
def test_the_room_is_sealed_for_the_night_by_both(exam: Any, state: str, remembered: str) -> None:
    scene = Scene(exam, state, sebelumnya=remembered)
    day = scene.day()
    scene.sesi("terunggah")
    scene.sesi("terjadwal", nomor=2, day=1)
    scene.both("segel_kembali", **sealing(scene))
    assert scene.place.state == ("disegel" if state == "operasional" else "ditunda")
    assert scene.place.sebelumnya == ("" if state == "operasional" else "disegel")
    assert scene.place.harian[day]["penyegelan"]["nomor_segel"] == "S-2"
    scene.settle()
    assert [row.kunci for kind in SIGNED_DAY for row in scene.papers(kind)] == [day] * 3


def test_a_room_that_was_not_open_is_not_sealed_again(exam: Any) -> None:
    scene = Scene(exam, "ditunda", sebelumnya="disegel")
    scene.day()
    scene.sesi(day=1)
    data = sealing(scene)
    with refused("E-STATE", guard="ingat_dibuka"):
        scene.do("segel_kembali", "tpc1", **data)


@pytest.mark.parametrize(
    ("sessions", "change", "guard"),
    [
        (("berlangsung", "terjadwal"), {}, "tanpa_sesi_berjalan"),
        (("terganggu",), {}, "tanpa_sesi_berjalan"),
        (("terunggah", "dicabut"), {}, "ada_sesi_belum_berakhir"),
        (("terjadwal",), {"b_14": ""}, "butir_14_terjawab"),
        (("terjadwal",), {"b_14": "tidak"}, "butir_14_terjawab"),
    ],
)
def test_it_is_not_sealed_again(exam: Any, sessions: tuple[str, ...], change: Any, guard: str) -> None:
    scene = Scene(exam, "operasional")
    scene.day()
    for nomor, state in enumerate(sessions, 1):
        scene.sesi(state, nomor=nomor)
    data = sealing(scene, **change)
    with refused("E-GUARD", guard=guard):
        scene.do("segel_kembali", "tpc1", **data)


# --- TL-22


@pytest.mark.req("CB-224")
def test_the_papers_of_a_day_are_made_once_it_is_over(exam: Any) -> None:
    scene = Scene(exam, "operasional")
    day = scene.day()
    session = scene.sesi("terjadwal")
    with refused("E-GUARD", guard="hari_selesai"):
        scene.do("siapkan_dokumen_hari", "tpc1", hari=day, b_14="tidak_berlaku")
    tree.put(session, "selesai")
    with refused("E-GUARD", guard="butir_14_terjawab"):
        scene.do("siapkan_dokumen_hari", "tpc1", hari=day, b_14="")
    with refused("E-REF", field="hari"):
        scene.do("siapkan_dokumen_hari", "tpc1", hari="2020-01-01", b_14="ya")
    scene.do("siapkan_dokumen_hari", "tpc1", hari=day, b_14="tidak_berlaku")
    scene.settle()
    assert [row.kunci for kind in SIGNED_DAY for row in scene.papers(kind)] == [day] * 3
    scene.do("siapkan_dokumen_hari", "tpc1", hari=day, b_14="ya")  # what is there already is not made again
    scene.settle()
    assert [len(scene.papers(kind)) for kind in SIGNED_DAY] == [1, 1, 1]


def test_a_room_never_opened_has_no_papers(exam: Any) -> None:
    scene = Scene(exam, "ditunda")
    with refused("E-GUARD", guard="pernah_dibuka"):
        scene.do("siapkan_dokumen_hari", "tpc1", hari="2026-12-01", b_14="ya")


# --- TL-11


def last_day(
    exam: Any, state: str = "operasional", session: str = "terunggah", **facts: Any
) -> tuple[Scene, str]:
    scene = Scene(exam, state)
    day = scene.day(butir={"14": {"jawaban": "tidak_berlaku", "keterangan": ""}})
    scene.sesi(session, **facts)
    return scene, day


@pytest.mark.req("CB-111")
@pytest.mark.parametrize("missing", SIGNED_DAY)
def test_each_paper_of_each_day_is_signed(exam: Any, missing: str) -> None:
    scene, day = last_day(exam)
    for kind in SIGNED_DAY:
        scene.signed(kind, day, state="ditandatangani" if kind != missing else "menunggu_ttd")
    guard = {
        "daftar_periksa_harian": "harian_ditandatangani",
        "ba_penyelenggaraan": "ba_penyelenggaraan_ditandatangani",
        "daftar_periksa_fisik_harian": "fisik_harian_ditandatangani",
    }[missing]
    with refused("E-GUARD", guard=guard):
        scene.do("selesaikan_hari_terakhir", "tpc1")
    scene.signed(missing, day)
    scene.do("selesaikan_hari_terakhir", "tpc1")
    assert scene.place.state == "pelaksanaan_selesai"


@pytest.mark.parametrize("state", ["dibuka", "operasional", "disegel", "ditunda"])
@pytest.mark.parametrize(
    ("session", "facts"),
    [("terunggah", {}), ("dijadwal_ulang", {"hasil_sebagian": True}), ("dicabut", {"hasil_sebagian": True})],
)  # fmt: skip
def test_the_last_day_is_finished(exam: Any, state: str, session: str, facts: Any) -> None:
    scene, day = last_day(exam, state, session, **facts)
    for kind in SIGNED_DAY:
        scene.signed(kind, day)
    scene.do("selesaikan_hari_terakhir", "tpc1")
    assert scene.place.state == "pelaksanaan_selesai"


@pytest.mark.parametrize(
    ("session", "guard"),
    [("selesai", "semua_sesi_berakhir"), ("terjadwal", "semua_sesi_berakhir"), ("dibatalkan", "ada_hasil")],
)
def test_sessions_are_over_and_one_has_a_result(exam: Any, session: str, guard: str) -> None:
    scene, day = last_day(exam, session=session)
    for kind in SIGNED_DAY:
        scene.signed(kind, day)
    with refused("E-GUARD", guard=guard):
        scene.do("selesaikan_hari_terakhir", "tpc1")


def test_item_14_of_every_day(exam: Any) -> None:
    scene, day = last_day(exam)
    scene.put(harian={**scene.place.harian, "2026-01-02": {"butir": {}}})
    for kind in SIGNED_DAY:
        for one in (day, "2026-01-02"):
            scene.signed(kind, one)
    with refused("E-GUARD", guard="butir_14_terjawab") as found:
        scene.do("selesaikan_hari_terakhir", "tpc1")
    assert "2026-01-02" in found.value.message


# --- TL-12


def handed_over(exam: Any, jenis: str = "cpns", cctv: str = "", **facts: Any) -> Scene:
    scene = Scene(exam, "pelaksanaan_selesai", survei=kept_survey(), jenis=jenis, **facts)
    day = scene.day()
    scene.sesi("terunggah")
    for kind in SIGNED_DAY:
        scene.signed(kind, day, state="terunggah")
    scene.signed("ba_serah_terima_hasil", state="terunggah")
    if cctv:
        scene.signed("ba_serah_terima_cctv", state=cctv)
    return scene


def closing(scene: Scene, **changes: Any) -> dict[str, Any]:
    return {"klien_direset": 105, "waktu_reset": scene.local(minutes=1), **changes}


def test_it_is_closed(exam: Any) -> None:
    scene = handed_over(exam)
    scene.do("tutup_lokasi", "tpc1", **closing(scene))
    assert scene.place.state == "ditutup"
    assert scene.place.case.closed_at is None  # it rests: TL-18


@pytest.mark.req("CB-116")
@pytest.mark.parametrize("clients", [104, 106])
def test_every_client_is_reset(exam: Any, clients: int) -> None:
    scene = handed_over(exam)
    with refused("E-GUARD", guard="klien_direset"):
        scene.do("tutup_lokasi", "tpc1", **closing(scene, klien_direset=clients))


@pytest.mark.req("CB-118")
@pytest.mark.parametrize(
    ("jenis", "tipe", "cctv", "closes"),
    [
        ("cpns", "mandiri", "", False),
        ("cpns", "mandiri", "menunggu_ttd", False),
        ("sekdin", "mandiri", "terunggah", True),
        ("cpns", "kanreg", "", True),
        ("karier", "mandiri", "", True),
    ],
)
def test_recordings_are_handed_over_where_they_are_due(
    exam: Any, jenis: str, tipe: str, cctv: str, closes: bool
) -> None:
    scene = handed_over(exam, jenis, cctv, tipe_lokasi=tipe)
    if closes:
        scene.do("tutup_lokasi", "tpc1", **closing(scene))
        assert scene.place.state == "ditutup"
    else:
        with refused("E-GUARD", guard="serah_terima_cctv_bila_wajib"):
            scene.do("tutup_lokasi", "tpc1", **closing(scene))


@pytest.mark.req("CB-112")
def test_the_result_is_delivered_and_everything_uploaded(exam: Any) -> None:
    scene = Scene(exam, "pelaksanaan_selesai", survei=kept_survey())
    day = scene.day(penyegelan={"nomor_segel": "S-2", "mst_id": ""})
    scene.sesi("terunggah")
    paper = scene.signed("ba_serah_terima_hasil")
    for kind in SIGNED_DAY:
        scene.signed(kind, day, state="terunggah")
    with refused("E-GUARD", guard="serah_terima_hasil_selesai"):
        scene.do("tutup_lokasi", "tpc1", **closing(scene))
    tree.put(paper, "terkirim")
    with refused("E-GUARD", guard="terunggah_mst"):
        scene.do("tutup_lokasi", "tpc1", **closing(scene))
    tree.put(tree.again(paper), "terunggah")
    with refused("E-GUARD", guard="terunggah_mst") as found:
        scene.do("tutup_lokasi", "tpc1", **closing(scene))
    assert found.value.message == f"Belum diunggah ke MST: penyegelan harian {day}."
    receipt = {"hari": day, "mst_id": "MST-7", "mst_waktu": scene.local(minutes=1)}
    scene.do("tutup_lokasi", "tpc1", **closing(scene, tanda_terima=[receipt]))
    assert scene.place.state == "ditutup"
    assert scene.place.harian[day]["penyegelan"]["mst_id"] == "MST-7"


# --- TL-18


@pytest.mark.req("CB-275")
def test_documents_are_completed_when_the_report_asks(exam: Any) -> None:
    scene = Scene(exam, "ditutup", event="pelaporan")
    with refused("E-GUARD", guard="diminta_pelapor"):
        scene.do("lengkapi_dokumen", "tpc1", alasan="Kurang")
    tree.put(scene.event, diminta={str(scene.place.pk): "Berita acara kurang"})
    with refused("E-REQ", field="alasan"):
        scene.do("lengkapi_dokumen", "tpc1", alasan="")
    scene.do("lengkapi_dokumen", "tpc1", alasan="Berita acara dilengkapi")
    assert (scene.place.state, scene.place.dilengkapi_pada is not None) == ("pelaksanaan_selesai", True)


@pytest.mark.parametrize("event", ["pelaksanaan", "selesai"])
def test_not_before_and_not_after_the_report(exam: Any, event: str) -> None:
    scene = Scene(exam, "ditutup", event=event)
    tree.put(scene.event, diminta={str(scene.place.pk): "…"})
    with refused("E-STATE", guard="acara_melapor"):
        scene.do("lengkapi_dokumen", "tpc1", alasan="…")
