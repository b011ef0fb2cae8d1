"""What no font of the letters has is refused where it is typed, in every text of a letter or the Rekapitulasi."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cases.core.doing.creation import create
from cases.jpt.forms import plan, process, report
from cases.nomenklatur import forms as nomenklatur
from tests.support.world import refused
from workflows.errors import Refused

PRINTED: list[tuple[Any, str]] = [
    (nomenklatur.NomenklaturForm, "unit_kerja"),
    (nomenklatur.NomenklaturForm, "jabatan"),
    (plan.RencanaForm, "no_surat_pengantar"),
    (plan.PanitiaRow, "nama"),
    (plan.PanitiaRow, "keterangan"),
    (process.PelamarForm, "nama"),
    (process.PelamarForm, "instansi"),
    (process.KoreksiIdentitasForm, "nama"),
    (process.DeskripsiForm, "deskripsi"),
    (process.UbahDeskripsiForm, "deskripsi"),
    (process.KeputusanForm, "alasan"),
    (process.AlasanSingkatForm, "alasan"),
    (report.LulusForm, "rekomendasi"),
    (report.LulusForm, "no_surat"),
]


@pytest.mark.parametrize(("form", "name"), PRINTED, ids=lambda part: getattr(part, "__name__", part))
def test_it_is_named_and_what_the_fonts_have_is_taken(form: Any, name: str) -> None:
    field = form.base_fields[name]
    with pytest.raises(ValidationError) as told:
        field.clean("Baik ✓ 😀 中 a²")
    assert [(e.code, e.messages) for e in told.value.error_list] == [
        ("E-FMT", ["Tidak dapat dicetak: “✓”, “😀”, “中”. Tulis dengan huruf atau tanda lain."])
    ]
    assert "a² é ½ – “x” Ñ Ж α" in field.clean("Baik a² é ½ – “x” Ñ Ж α")


def test_through_the_gate_and_in_rows(steps: Any, browse: Any) -> None:
    with pytest.raises(Refused) as told:
        steps.nomenklatur(unit="Dinas 😀")
    assert (told.value.code, set(told.value.errors)) == ("E-FMT", {"unit_kerja", "jabatan"})
    data = steps.plan(
        steps.nomenklatur(unit="Dinas Pangan"), panitia=[{"nama": "Ketua 中", "keterangan": "Sekretaris"}]
    )
    with refused("E-FMT", field="panitia"):
        create(steps.people.jaksel, "jpt", "tambah_seleksi", data)
    seleksi = steps.counted()
    with refused("E-FMT", field="nama"):
        steps.candidate(seleksi, "Ani 😀")
    person, address = browse("jaksel"), f"/kasus/{seleksi.pk}/t/tambah_pelamar/"
    sent = {"nama": "Ani 😀", "nip": "1", "instansi": "X"}
    answer = person.post(address, {**person.get(address).hidden(), **sent})
    assert (answer.status, answer.codes) == (422, {"E-FMT"})
    assert "Tidak dapat dicetak: “😀”." in answer.text
    assert 'value="Ani 😀"' in answer.body
