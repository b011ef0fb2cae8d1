"""Rekapitulasi over many pages: every page of a table has its head, rows stay whole, nobody signs an empty page."""

from __future__ import annotations

import re
from typing import Any

import pytest

from documents.rendering import render
from tests.support.pdf import text_of

from .steps import Steps

LABELS = ("Kompetensi Manajerial", "Penulisan Makalah", "Wawancara", "Rekam Jejak")
FRAME = {
    "badan": {"nama": "Badan Uji", "alamat": "Jalan Contoh 1"},
    "judul": "Rekapitulasi Proses Seleksi",
    "tanggal": "2026-11-30",
    "pembuat": "Penguji",
    "waktu_cetak": "hari ini",
    "verifikasi": {"kode": "A" * 20, "alamat": "https://alur.example/verifikasi/A/"},
}


def applicant(number: int, reason: str) -> dict[str, Any]:
    cells = [{"skor": "7", "bobot": "25", "nilai": "175", "sebab": ""} for _ in LABELS]
    return {
        "peringkat": str(number),
        "nama": f"Awal{number} Nama Panjang Seorang Pelamar",
        "nip": "198001012005011001",
        "instansi": "Dinas Pekerjaan Umum dan Penataan Ruang Kota Uji",
        "nilai": cells,
        "total": "700",
        "keputusan": "Ditolak",
        "alasan": f"{reason} Akhir{number}.",
        "deskripsi": [],
    }


def data(applicants: int, panel: int, reason: str = "Tidak masuk tiga besar.") -> dict[str, Any]:
    rows = [applicant(number, f"{reason} " * (number % 7 + 1)) for number in range(1, applicants + 1)]
    return {
        **FRAME,
        "nomor": "JPT-2026-000001",
        "jabatan": "Kepala Dinas",
        "institusi": "Kota Uji",
        "rencana": [],
        "panitia": [{"nama": f"Anggota{n}", "keterangan": "Anggota"} for n in range(1, panel + 1)],
        "jadwal": [],
        "tahap": [{"label": label, "bobot": "25"} for label in LABELS],
        "jumlah_bobot": "100",
        "kalimat_pelamar": "Jumlah pelamar.",
        "pelamar": rows,
        "seri": [],
        "kosong": [],
        "tiga_besar": rows[:3],
        "tanggal_penting": [{"label": "Tiga besar ditetapkan", "value": "30 November 2026"}],
        "rekomendasi": [],
    }


def pages(content: dict[str, Any]) -> list[str]:
    """Pages as poppler lays them out, each as one line of words."""
    found = text_of(render("jpt/rekapitulasi", content)).split("\f")
    return [" ".join(page.split()) for page in found if page.strip()]


def page_with(found: list[str], word: str) -> list[int]:
    return [n for n, page in enumerate(found) if re.search(rf"\b{word}\b", page)]


@pytest.mark.req("SJ-110")
def test_heads_repeat_and_rows_stay_whole() -> None:
    found = pages(data(60, 5))
    rows = {n: page_with(found, f"Akhir{n}") for n in range(1, 61)}
    assert len({places[0] for places in rows.values()}) >= 4, "a table over several pages"
    for number, [place] in rows.items():
        assert place in page_with(found, f"Awal{number}"), f"row {number} is split"
        heads = ("Peringkat", "Nama dan NIP", "Instansi", *LABELS, "Total nilai", "Keputusan")
        assert [head for head in heads if head not in found[place]] == [], f"page {place + 1}"


@pytest.mark.req("SJ-110")
def test_a_row_longer_than_a_page_is_split_and_loses_nothing() -> None:
    found = pages(data(3, 1, reason="W " * 300))
    assert " ".join(found).count("W") >= 3 * 900
    assert all(page_with(found, f"Akhir{n}") for n in (1, 2, 3))


@pytest.mark.req("SJ-110")
@pytest.mark.parametrize("applicants", range(1, 41, 3))
def test_the_place_to_sign_is_never_orphaned(applicants: int) -> None:
    """Heading, sentence and first names stand on one page wherever it falls; no name is parted from its line."""
    found = pages(data(applicants, 9))
    [place] = [n for n, page in enumerate(found) if "Tanda tangan panitia seleksi" in page]
    signing = found[place].partition("Tanda tangan panitia seleksi")[2]
    assert "Ditandatangani di" in signing
    assert [f"Anggota{n}" in signing for n in (1, 2, 3)] == [True] * 3
    assert [len(page_with(found[place:], f"Anggota{n}")) for n in range(1, 10)] == [1] * 9


@pytest.mark.req("SJ-110")
def test_what_a_selection_gives_fits_the_layout(steps: Steps) -> None:
    """The data above have the names that `build` gives."""
    from cases.jpt.rekapitulasi import build

    built = build(steps.people.jaksel, steps.top_three()[0], {})
    made = data(3, 1)
    assert set(built) == set(made) - set(FRAME)
    assert set(built["pelamar"][0]) == set(made["pelamar"][0])
    assert set(built["pelamar"][0]["nilai"][0]) == set(made["pelamar"][0]["nilai"][0])
