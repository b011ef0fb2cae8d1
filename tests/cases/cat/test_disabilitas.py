"""People with disabilities are announced, prepared for and confirmed; what they need only those read who prepare."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from cases.cat.disabilitas.presenting import entry_visible, present
from cases.cat.models import PesertaV1
from cases.cat.tables import Pendaftar
from cases.core.doing.creation import create
from cases.organisations.models import Unit
from tests.support.world import live_sound, refused
from workflows.actors import SYSTEM
from workflows.gate import perform
from workflows.models import LedgerEntry

from . import planted as tree
from .place import Scene, unmet

NUMBERS = ("2455-0001", "2455-0002")
DATA = {"fasilitas": "Ruang lantai dasar", "petugas": "Dua orang"}


def scene_of(exam: Any, state: str = "koordinasi", **facts: Any) -> Scene:
    """A place with two participants in a sesi."""
    scene = Scene(exam, state, **facts)
    session = scene.sesi(day=1)
    for at, nomor in enumerate(NUMBERS):
        person = Pendaftar.objects.create(
            acara=tree.plain(tree.again(scene.event)), nomor_peserta=nomor, nama=f"Peserta {at}",
            nik=f"317401010190000{at}", tanggal_lahir=dt.date(1990, 1, 1), jabatan_dilamar="Analis",
        )  # fmt: skip
        tree.planted_child(PesertaV1, "terdaftar", sesi=tree.plain(session), pendaftar=person, nomor_peserta=nomor,
                           nama=person.nama)  # fmt: skip
    return scene


def told(*numbers: str, **changes: Any) -> dict[str, Any]:
    rows = [{"nomor_peserta": nomor, "kebutuhan": "Kursi roda"} for nomor in numbers or NUMBERS]
    return {"jumlah": len(rows), "peserta": rows, **changes}


def announce(scene: Scene, who: str = "jaksel", **data: Any) -> Any:
    (new,) = create(
        scene.exam.person(who), "disabilitas", "beritahukan", data or told(), parent=scene.fresh().case
    )
    return tree.again(new)


def do(scene: Scene, obj: Any, act: str, who: str, **data: Any) -> Any:
    return tree.again(perform(tree.again(obj), act, actor=scene.exam.person(who), data=data).obj)


def passed_on(scene: Scene, penerima: str) -> Any:
    obj = do(scene, announce(scene), "data", "ppss", **DATA)
    return do(scene, obj, "sampaikan", "ppss", penerima=penerima)


@pytest.mark.req("CB-162")
def test_announced_registered_passed_on_and_confirmed_by_its_recipient(exam: Any) -> None:
    unit, other = Unit.objects.filter(jenis="kanreg").order_by("kode")[:2]
    scene = scene_of(exam, unit=unit.kode)
    exam.hold("asisten1", "kanreg", unit=unit)
    exam.hold("kanreg", "kanreg", unit=other)
    obj = do(scene, announce(scene), "data", "ppss", **DATA)
    with refused("E-REQ", field="penerima"):
        do(scene, obj, "sampaikan", "ppss", penerima="")
    with refused("E-REF", field="penerima"):
        do(scene, obj, "sampaikan", "ppss", penerima="instansi")
    obj = do(scene, obj, "sampaikan", "ppss", penerima=unit.kode)
    with refused("E-PERM"):
        do(scene, obj, "konfirmasi_siap", "kanreg")  # of another office
    with refused("E-PERM"):
        do(scene, obj, "konfirmasi_siap", "jaksel")
    obj = do(scene, obj, "konfirmasi_siap", "asisten1")
    assert obj.state == "siap"
    live_sound(obj)


@pytest.mark.req("CB-163")
def test_at_a_lokasi_mandiri_pansel_prepares(exam: Any) -> None:
    scene = scene_of(exam, tipe_lokasi="mandiri")
    obj = passed_on(scene, "instansi")
    with refused("E-PERM"):
        do(scene, obj, "konfirmasi_siap", "kanreg")
    obj = do(scene, obj, "konfirmasi_siap", "jaksel")
    assert obj.state == "siap"


@pytest.mark.req("CB-161")
@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        (told(jumlah=3), "E-RNG", "jumlah"),
        (told("2455-9999"), "E-REF", "peserta"),
        (told(NUMBERS[0], NUMBERS[0]), "E-DUP", "peserta"),
        (told(peserta=[]), "E-REQ", "peserta"),
    ],
)
def test_who_is_not_known_here(exam: Any, data: dict[str, Any], code: str, field: str) -> None:
    scene = scene_of(exam)
    with refused(code, field=field):
        announce(scene, **data)


def test_one_for_a_place_but_what_was_withdrawn(exam: Any) -> None:
    scene = scene_of(exam)
    first = announce(scene)
    with refused("E-DUP", guard="tanpa_pemberitahuan_lain"):
        announce(scene)
    do(scene, first, "tarik", "jaksel", alasan="Tidak jadi")
    assert announce(scene).state == "diberitahukan"


@pytest.mark.parametrize("state", ["pelaksanaan_selesai", "ditutup", "dibatalkan", "dicabut"])
def test_not_for_a_place_that_is_over(exam: Any, state: str) -> None:
    scene = scene_of(exam)
    obj = announce(scene)
    scene.put(state)
    with refused("E-STATE", guard="lokasi_belum_berakhir"):
        do(scene, obj, "perbaiki_data", "jaksel", **told(alasan="Bertambah"))
    with refused("E-STATE", guard="lokasi_belum_berakhir"):
        do(scene, obj, "tarik", "jaksel", alasan="…")


@pytest.mark.parametrize("who", ["tpc1", "ppss", "kanreg"])
def test_pansel_announces(exam: Any, who: str) -> None:
    scene = scene_of(exam)
    with refused("E-PERM"):
        announce(scene, who)


def test_what_is_corrected_is_registered_anew(exam: Any) -> None:
    scene = scene_of(exam, tipe_lokasi="mandiri")
    obj = do(scene, passed_on(scene, "instansi"), "konfirmasi_siap", "jaksel")
    with refused("E-REQ", field="alasan"):
        do(scene, obj, "perbaiki_data", "jaksel", **told(NUMBERS[0]))
    obj = do(scene, obj, "perbaiki_data", "jaksel", **told(NUMBERS[0], alasan="Satu orang"))
    assert (obj.state, obj.penerima, len(obj.peserta)) == ("diberitahukan", "", 1)


def test_it_ends_with_its_place(exam: Any) -> None:
    scene = scene_of(exam)
    obj = announce(scene)
    row = scene.ask("TL-17a", "akhiri", by=scene.place, on=obj)
    with unmet("lokasi_berakhir"):
        perform(tree.again(obj), "akhiri", actor=SYSTEM, ask=row)
    scene.put("dicabut")
    perform(tree.again(obj), "akhiri", actor=SYSTEM, ask=row)
    assert tree.again(obj).state == "berakhir"


def test_what_somebody_needs_is_for_those_who_prepare(exam: Any) -> None:
    scene = scene_of(exam)
    obj = do(scene, announce(scene), "data", "ppss", **DATA)
    entry = LedgerEntry.objects.get(stream=obj.pk, act="beritahukan")
    for who, seen in (("ppss", True), ("jaksel", True), ("tpc1", False), ("deputi", False)):
        person = exam.person(who)
        found = present(tree.again(obj), person)
        assert [row["nama"] for row in found["peserta"]] == ["Peserta 0", "Peserta 1"]
        assert [row["kebutuhan"] for row in found["peserta"]] == (["Kursi roda"] * 2 if seen else [None] * 2)
        assert (found["kebutuhan"] is not None) == seen
        assert entry_visible(entry, tree.again(obj), person) == seen
