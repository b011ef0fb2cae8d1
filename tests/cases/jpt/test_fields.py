"""Fields of the catalogue that no act turns on: what they take, keep and say."""

import re

import pytest

from cases.jpt.forms.plan import RencanaForm
from cases.jpt.forms.report import PelaporanForm
from tests.support.world import refused


@pytest.mark.req("SJ-66")
def test_deskripsi_alasan_keeps_its_format_and_nothing_that_runs(steps):
    text = '<p onclick="x()">Lowong <strong>lama</strong></p><script>alert(1)</script><iframe src="//x"></iframe>'
    seleksi = steps.submitted(deskripsi_alasan=text)
    kept = seleksi.deskripsi_alasan
    assert kept.startswith(
        "<p>Lowong <strong>lama</strong></p><p>&lt;script&gt;alert(1)&lt;/script&gt;&lt;iframe "
    )
    assert (
        steps.submitted(steps.nomenklatur(unit="Dinas Lain"), deskripsi_alasan="<p> </p>").deskripsi_alasan
        == ""
    )


@pytest.mark.req("SJ-91", "SJ-92", "SJ-93")
@pytest.mark.parametrize(
    ("tahap", "berikut", "nilai"),
    [
        ("kompetensi_manajerial", "mengikuti_penulisan_makalah", 300),
        ("penulisan_makalah", "mengikuti_wawancara", 150),
        ("wawancara", "mengikuti_rekam_jejak", 225),
    ],
)
def test_a_stage_is_scored_before_it_is_left(steps, tahap, berikut, nilai):
    kandidat = steps.at_stage(steps.candidate(steps.counted(), "Ani"), tahap)
    with refused("E-GUARD", guard="dinilai"):
        steps.do(kandidat, "jaksel", berikut)
    kandidat = steps.do(kandidat, "jaksel", "simpan_skor", skor="7,5")
    assert kandidat.nilai_of(tahap) == nilai
    assert steps.do(kandidat, "jaksel", berikut).state == re.sub("^mengikuti_", "", berikut)


@pytest.mark.req("SJ-67")
def test_three_methods_and_more_than_one_of_them(steps):
    field = RencanaForm.base_fields["metode_seleksi"]
    assert [label for _, label in field.choices] == [
        "Assessment centre",
        "Team Assessor (2 - 3 orang)",
        "Hasil Assessment yang masih berlaku",
    ]
    every = [value for value, _ in field.choices]
    assert steps.submitted(metode_seleksi=every).metode_seleksi == every


@pytest.mark.req("SJ-68")
def test_the_four_weights_are_named_as_in_gambar_22():
    fields = {name: f for name, f in RencanaForm.base_fields.items() if name.startswith("bobot_")}
    stages = ("Kompetensi Manajerial", "Penulisan Makalah", "Wawancara", "Rekam Jejak")
    assert [field.label for field in fields.values()] == [f"Bobot Penilaian {stage}" for stage in stages]
    assert {field.widget.attrs.get("placeholder") for field in fields.values()} == {"Bobot (10-100)"}


@pytest.mark.req("SJ-113")
def test_ppk_and_pyb_are_explained():
    field = PelaporanForm.base_fields["surat_pengantar"]
    assert field.label == "Surat pengantar PPK dan PyB"
    assert field.help_text == "PPK: Pejabat Pembina Kepegawaian. PyB: Pejabat yang Berwenang."
