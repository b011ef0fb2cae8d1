"""Ranks and ties of the candidates (SJ-97, SJ-103): one function for page, API, letter and print."""

from decimal import Decimal

import pytest

from cases.jpt.facts import Peringkat, SeleksiFacts, ranked
from cases.jpt.presenting import present, present_candidate
from documents.models import Attachment
from tests.support.cells import columns

ALL_SIX = ("6", "6", "6", "6")


@pytest.mark.req("SJ-103")
@pytest.mark.kills("slip:scores.ties")
def test_equal_totals_share_a_place_and_the_next_one_counts_them(steps):
    seleksi = steps.counted()
    skor = {
        "Ani": ("9", "9", "9", "9"),
        "Budi": ALL_SIX,
        "Cici": ("6", "5", "6", "8"),
        "Dodi": ("7", "7", "7", "7"),
        "Evi": ("5", "5", "5", "5"),
    }
    for nama, values in skor.items():
        steps.scored(steps.candidate(seleksi, nama), values)
    steps.at_stage(steps.candidate(seleksi, "Fani"), "rekam_jejak")  # no fourth score: no place
    facts = steps.fresh(seleksi).facts
    assert {k.nama: facts.peringkat(k) for k in facts.kandidat} == {
        "Ani": Peringkat(1),
        "Dodi": Peringkat(2),
        "Budi": Peringkat(3, 2),
        "Cici": Peringkat(3, 2),
        "Evi": Peringkat(5),
        "Fani": None,
    }
    assert [k.nama for k in ranked(facts.kandidat)] == ["Ani", "Dodi", "Cici", "Budi", "Evi", "Fani"]
    assert [(str(place), [k.nama for k in shared]) for place, shared in facts.seri] == [
        ("3 bersama", ["Cici", "Budi"])
    ]


def test_the_words():
    assert (str(Peringkat(2)), Peringkat(2).kalimat) == ("2", "peringkat 2")
    assert (str(Peringkat(3, 4)), Peringkat(3, 4).kalimat) == (
        "3 bersama",
        "peringkat 3 bersama (4 kandidat)",
    )


def test_nobody_has_a_place_in_an_empty_selection():
    assert (SeleksiFacts(()).tiga_besar, SeleksiFacts(()).seri) == ([], [])


@pytest.mark.req("SJ-88", "SJ-94", "SJ-96", "SJ-97", "SJ-103")
@pytest.mark.kills(*columns("kandidat"))
def test_what_is_told_of_a_candidate(steps):
    """One row of everything that page and API know; who has no NIP says why."""
    seleksi = steps.counted()
    pelamar = {"nama": "Ani", "nip": "-", "alasan_tanpa_nip": "Profesional", "instansi": "Kota Uji"}
    steps.do(seleksi, "jaksel", "tambah_pelamar", **pelamar, berkas_pelamar=[steps.file("jaksel")])
    (kandidat,) = steps.fresh(seleksi).facts.kandidat
    kandidat = steps.scored(kandidat, ("8", "7", "7,5", "9"))
    kandidat = steps.do(kandidat, "jaksel", "tidak_lanjut", alasan="Mengundurkan diri")
    told = present_candidate(steps.fresh(kandidat))
    files = told.pop("berkas_pelamar")
    assert [str(file.pk) for file in Attachment.objects.filter(kind="berkas_pelamar")] == list(files)
    stages = ("kompetensi_manajerial", "penulisan_makalah", "wawancara", "rekam_jejak")
    assert told == {
        **pelamar,
        "bobot": dict(zip(stages, map(Decimal, (40, 20, 30, 10)), strict=True)),
        "skor": dict(zip(stages, ("8", "7", "7.5", "9"), strict=True)),
        "nilai": dict(zip(stages, ("320", "140", "225", "90"), strict=True)),
        "total_nilai": "775",
        "peringkat": {"nomor": 1, "bersama": 1, "kalimat": "peringkat 1"},
        "deskripsi": "<p>Baik.</p>",
        "alasan_keputusan": "Mengundurkan diri",
        "tahap_ditinggalkan": "rekam_jejak",
    }


@pytest.mark.req("SJ-103")
def test_the_three_best_tell_their_place(steps):
    seleksi, found = steps.top_three()
    best = present(seleksi, steps.people.jaksel)["tiga_besar"]
    assert [(row["nama"], row["peringkat"]["nomor"]) for row in best] == [
        ("Kandidat 3", 1),
        ("Kandidat 1", 2),
        ("Kandidat 4", 3),
    ]
    assert present_candidate(steps.fresh(found["Kandidat 2"]))["peringkat"] == {
        "nomor": 4,
        "bersama": 1,
        "kalimat": "peringkat 4",
    }
