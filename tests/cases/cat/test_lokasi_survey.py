"""The survey of a titik lokasi: what is open, what is not met, who fills it in and who signs it (Lamp. 3, 4)."""

from __future__ import annotations

from typing import Any

import pytest

from cases.cat.lokasi.butir import BUTIR_SURVEI, JUMLAH
from tests.support.world import refused

from .place import INTERNET, Scene, kept_survey, survey


def surveyed(exam: Any, ke: str = "1", **changes: Any) -> Scene:
    """A signed survey, with these changes of its parts."""
    place = {name: changes.pop(name) for name in ("tipe_lokasi",) if name in changes}
    scene = Scene(exam, "survei", survei=kept_survey(**changes), **place)
    scene.signed("daftar_periksa_survei", ke)
    scene.plan = scene.file()
    return scene


def fit(scene: Scene) -> Any:
    return scene.do("rekomendasi_layak", "tpc1", denah_alur=scene.plan)


def counted(**changes: int) -> dict[str, int]:
    return {**kept_survey()["jumlah"], **changes}


def test_the_tables_are_those_of_the_annex() -> None:
    assert [len([b for b in BUTIR_SURVEI if b.kode.startswith(part)]) for part in "ABCD"] == [2, 8, 7, 5]
    assert len(JUMLAH) == 8
    assert [b.kode for b in BUTIR_SURVEI if b.optional] == ["C.6", "D.5"]


def test_what_is_met_and_signed_is_fit(exam: Any) -> None:
    scene = surveyed(exam)
    fit(scene)
    assert scene.place.state == "layak"


@pytest.mark.req("CB-262")
@pytest.mark.parametrize("kode", ["A.1", "C.2", "D.5"])
def test_21_of_22_items_are_not_enough(exam: Any, kode: str) -> None:
    butir = {code: row for code, row in kept_survey()["butir"].items() if code != kode}
    scene = surveyed(exam, butir=butir)
    with refused("E-REQ", guard="survei_lengkap") as found:
        fit(scene)
    assert found.value.message == f"Survei belum lengkap: {kode}."


def test_one_of_the_eight_counts_is_missing(exam: Any) -> None:
    jumlah = {name: value for name, value in counted().items() if name != "cctv"}
    scene = surveyed(exam, jumlah=jumlah)
    with refused("E-REQ", guard="survei_lengkap") as found:
        fit(scene)
    assert found.value.message == "Survei belum lengkap: CCTV."


def test_zero_is_a_count(exam: Any) -> None:
    scene = surveyed(exam, jumlah=counted(cctv=0, led_projektor=0))
    fit(scene)
    assert scene.place.state == "layak"


@pytest.mark.req("CB-70")
@pytest.mark.parametrize(("used", "spare", "wanted"), [(100, 4, 5), (101, 5, 6), (20, 0, 1)])
def test_too_few_spares(exam: Any, used: int, spare: int, wanted: int) -> None:
    scene = surveyed(
        exam,
        jumlah=counted(komputer_seleksi=used, komputer_cadangan=spare),
        internet=[{**row, "mbps": "30"} for row in INTERNET],
    )
    with refused("E-GUARD", guard="survei_memenuhi_layak") as found:
        fit(scene)
    told = f"komputer cadangan {spare}, perlu paling sedikit {wanted} (5% dari {used})"
    assert found.value.message == f"Lokasi belum layak: {told}."


@pytest.mark.parametrize(("used", "spare"), [(100, 5), (101, 6), (20, 1)])
def test_enough_spares(exam: Any, used: int, spare: int) -> None:
    scene = surveyed(
        exam,
        jumlah=counted(komputer_seleksi=used, komputer_cadangan=spare),
        internet=[{**row, "mbps": "30"} for row in INTERNET],
    )
    fit(scene)
    assert scene.place.state == "layak"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"mbps": "19.9"}, "internet Biznet 19.9 Mbps, perlu 20 Mbps untuk 100 klien"),
        ({"latensi_ms": "101"}, "latensi Biznet 101 ms, paling besar 100 ms"),
    ],
)
def test_a_link_that_is_too_slow(exam: Any, change: dict[str, str], told: str) -> None:
    scene = surveyed(exam, internet=[INTERNET[0], {**INTERNET[1], **change}])
    with refused("E-GUARD", guard="survei_memenuhi_layak") as found:
        fit(scene)
    assert found.value.message == f"Lokasi belum layak: {told}."


@pytest.mark.req("CB-69")
@pytest.mark.parametrize("links", [[INTERNET[0]], [INTERNET[0], INTERNET[0]], []])
def test_two_connections_main_and_back_up(exam: Any, links: list[Any]) -> None:
    scene = surveyed(exam, internet=links)
    with refused("E-GUARD", guard="survei_memenuhi_layak") as found:
        fit(scene)
    assert found.value.message == "Lokasi belum layak: koneksi internet utama dan cadangan harus ada."


@pytest.mark.req("CB-87")
def test_an_x_needs_its_reason(exam: Any) -> None:
    butir = {**kept_survey()["butir"], "D.3": {"jawaban": "tidak", "keterangan": "Rusak"}}
    scene = surveyed(exam, butir=butir)
    with refused("E-GUARD", guard="survei_memenuhi_layak"):
        fit(scene)
    reason = {"butir": "D.3", "ketidaksesuaian": "Proyektor rusak", "rekomendasi": ""}
    scene.put(survei=kept_survey(butir=butir, rekomendasi=[reason]))
    fit(scene)
    assert scene.place.state == "layak"


@pytest.mark.req("CB-163")
def test_at_a_lokasi_mandiri_a_room_is_easily_reached(exam: Any) -> None:
    scene = surveyed(exam, tipe_lokasi="mandiri", ruang_disabilitas="tidak")
    with refused("E-GUARD", guard="survei_memenuhi_layak"):
        fit(scene)
    elsewhere = surveyed(exam, tipe_lokasi="upt", ruang_disabilitas="tidak")
    fit(elsewhere)
    assert elsewhere.place.state == "layak"


def test_a_ups_in_place_of_a_genset_has_its_power(exam: Any) -> None:
    butir = {**kept_survey()["butir"], "D.5": {"jawaban": "tidak_berlaku", "keterangan": ""}}
    scene = surveyed(exam, butir=butir, ups_kva="0.9")
    with refused("E-REQ", guard="survei_lengkap"):
        fit(scene)
    scene.put(survei=kept_survey(butir=butir, ups_kva="1"))
    fit(scene)
    assert scene.place.state == "layak"


@pytest.mark.req("CB-81")
def test_it_is_signed_as_it_stands_now(exam: Any) -> None:
    scene = Scene(exam, "survei", survei=kept_survey(ke=2))
    scene.plan = scene.file()
    scene.signed("daftar_periksa_survei", "1")
    scene.signed("daftar_periksa_survei", "2", state="menunggu_ttd")
    with refused("E-GUARD", guard="survei_ditandatangani"):
        fit(scene)
    scene.signed("daftar_periksa_survei", "2")
    fit(scene)
    assert scene.place.state == "layak"


@pytest.mark.req("CB-65")
def test_the_floor_plan_may_have_come_with_the_survey(exam: Any) -> None:
    scene = Scene(exam, "koordinasi")
    scene.do("isi_survei", "tpc1", **survey(), denah_alur=scene.file())
    scene.signed("daftar_periksa_survei", "1")
    scene.do("rekomendasi_layak", "tpc1")
    assert scene.place.state == "layak"


def test_without_a_floor_plan_it_is_not_fit(exam: Any) -> None:
    scene = surveyed(exam)
    with refused("E-REQ", field="denah_alur"):
        scene.do("rekomendasi_layak", "tpc1")


# --- unfit


@pytest.mark.req("CB-87")
def test_unfit_names_what_is_to_be_mended(exam: Any) -> None:
    butir = {**kept_survey()["butir"], "B.2": {"jawaban": "tidak", "keterangan": "USB terbuka"}}
    row = {"butir": "B.2", "ketidaksesuaian": "Terbuka", "rekomendasi": ""}
    scene = surveyed(exam, butir=butir, rekomendasi=[row])
    with refused("E-GUARD", guard="ada_rekomendasi_perbaikan"):
        scene.do("rekomendasi_tidak_layak", "tpc1")
    scene.put(survei=kept_survey(butir=butir, rekomendasi=[{**row, "rekomendasi": "Tutup port"}]))
    scene.do("rekomendasi_tidak_layak", "tpc1")
    assert scene.place.state == "tidak_layak"
    with refused("E-REF", field="perbaikan"):
        scene.do("perbaiki", "jaksel", perbaikan=[{"butir": "A.1", "uraian": "…", "target": "01/12/2026"}])
    scene.do("perbaiki", "jaksel", perbaikan=[{"butir": "B.2", "uraian": "Ditutup", "target": "01/12/2026"}])
    assert scene.place.state == "perbaikan"


# --- filling it in


def test_what_is_left_open_is_asked_for_later_and_signed_when_complete(exam: Any) -> None:
    scene = Scene(exam, "koordinasi")
    scene.plan = scene.file()
    scene.do("isi_survei", "tpc1", **survey(b_c_2=""))
    scene.settle()
    assert (scene.place.state, scene.papers("daftar_periksa_survei")) == ("survei", [])
    with refused("E-GUARD", guard="survei_lengkap"):
        fit(scene)
    scene.do("isi_survei", "tpc1", **survey())
    scene.settle()
    assert scene.place.survei["ke"] == 2
    assert [(row.kunci, row.state) for row in scene.papers("daftar_periksa_survei")] == [
        ("2", "menunggu_ttd")
    ]


def test_what_is_kept_is_shown_again(exam: Any) -> None:
    scene = Scene(exam, "koordinasi")
    scene.do("isi_survei", "tpc1", **survey(b_d_3="tidak", b_d_3_ket="Rusak"))
    form: Any = next(d.row.form for d in _rows(scene.place) if d.row.ref == "TL-3c")
    begun = form.initial_for(scene.place)
    assert (begun["b_d_3"], begun["b_d_3_ket"], begun["komputer_seleksi"]) == ("tidak", "Rusak", 100)
    assert [row["penyedia"] for row in begun["internet"]] == ["Telkom", "Biznet"]


def _rows(place: Any) -> Any:
    from workflows.machine import declared

    return declared(type(place))


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        ({"b_a_1": "tidak_berlaku"}, "E-REF", "b_a_1"),
        ({"b_a_1": "mungkin"}, "E-REF", "b_a_1"),
        ({"komputer_seleksi": "-1"}, "E-RNG", "komputer_seleksi"),
        ({"komputer_seleksi": "seratus"}, "E-FMT", "komputer_seleksi"),
        ({"internet": [{**INTERNET[0], "mbps": "cepat"}]}, "E-FMT", "internet"),
    ],
)  # fmt: skip
def test_what_is_no_answer(exam: Any, data: dict[str, Any], code: str, field: str) -> None:
    scene = Scene(exam, "koordinasi")
    with refused(code, field=field):
        scene.do("isi_survei", "tpc1", **survey(**data))


@pytest.mark.parametrize(("kind", "who", "allowed"), [
    ("kanreg", "tpc1", True), ("kanreg", "jaksel", False), ("mandiri", "jaksel", True), ("mandiri", "tpc1", True),
    ("mandiri", "kanreg", False), ("mandiri", "deputi", False),
])  # fmt: skip
def test_pansel_fills_it_in_at_a_lokasi_mandiri_alone(exam: Any, kind: str, who: str, allowed: bool) -> None:
    scene = Scene(exam, "koordinasi", tipe_lokasi=kind)
    if allowed:
        scene.do("isi_survei", who, **survey())
        assert scene.place.state == "survei"
    else:
        with refused("E-PERM"):
            scene.do("isi_survei", who, **survey())
