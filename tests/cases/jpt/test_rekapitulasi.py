"""Rekapitulasi Proses Seleksi (SJ-110)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from cases.jpt.rekapitulasi import build
from cases.terbitan.models import Terbitan
from cases.terbitan.requests import request_print
from documents import storage
from tests.support.jobs import deliver_all
from tests.support.pdf import assert_archivable, attached_to, words_of
from tests.support.world import refused

from .steps import Steps


def printed(steps: Steps, seleksi: Any, who: str = "jaksel") -> tuple[Terbitan, bytes]:
    ordered = request_print(steps.user(who), "rekapitulasi", {}, seleksi.case.pk)
    deliver_all()
    ordered.refresh_from_db()
    assert ordered.upload is not None, ordered.gagal
    return ordered, storage.read(ordered.upload.storage_key, 10**7)


@pytest.mark.req("SJ-110", "SJ-96", "SJ-97", "SJ-103")
def test_the_example_of_the_regulation(steps, s3):
    seleksi, _ = steps.top_three()
    ordered, pdf = printed(steps, seleksi)
    assert_archivable(pdf, ordered.kode)
    data = attached_to(pdf)["data.json"]
    best = {
        row["nama"]: [cell["nilai"] for cell in row["nilai"]] + [row["total"]] for row in data["tiga_besar"]
    }
    assert best == {
        "Kandidat 3": ["320", "140", "210", "53", "723"],
        "Kandidat 1": ["360", "80", "162", "59", "661"],
        "Kandidat 4": ["240", "180", "180", "50", "650"],
    }
    assert list(best) == ["Kandidat 3", "Kandidat 1", "Kandidat 4"]
    decided = {row["nama"]: (row["keputusan"], row["total"]) for row in data["pelamar"]}
    assert decided["Kandidat 2"] == ("Ditolak", "492")
    assert decided["Kandidat 3"] == ("Diterima (3 besar)", "723")
    text = words_of(pdf)
    for part in (
        "REKAPITULASI PROSES SELEKSI",
        "5,3 × 10",
        "Jumlah pelamar 10 (sepuluh) orang; memenuhi syarat administrasi 4 (empat) orang; "
        "masuk 3 besar 3 (tiga) orang.",
        "800/12/2026",
        "Ketua Pansel",
        "1 Desember 2026",
        "Tiga besar ditetapkan",
    ):
        assert part in text


@pytest.mark.req("SJ-110", "SJ-103", "SJ-99")
@pytest.mark.kills("slip:columns.print")
def test_rank_ties_and_reasons(steps, s3):
    """In rank order with the place, equal places named, a reason for each "–", a line for each of the panel."""
    panel = [{"nama": f"Anggota {n}", "keterangan": "Ketua" if n == 1 else ""} for n in range(1, 10)]
    seleksi = steps.do(
        steps.do(steps.reviewed(panitia=panel), "asisten1", "setujui", catatan_persetujuan="<p>Ya.</p>"),
        "jaksel",
        "input_jumlah_pelamar",
        jumlah_pelamar=9,
    )
    skor = {"Ani": "5", "Budi": "6", "Cici": "6", "Dodi": "9"}
    found = {n: steps.scored(steps.candidate(seleksi, n), (s,) * 4) for n, s in skor.items()}
    left = steps.at_stage(steps.candidate(seleksi, "Evi"), "wawancara")
    steps.do(left, "jaksel", "tidak_lanjut", alasan="Mengundurkan diri")
    steps.do(steps.candidate(seleksi, "Fani"), "jaksel", "tidak_lanjut", alasan="Sakit")
    for nama, act in (("Dodi", "terima"), ("Budi", "terima"), ("Cici", "terima"), ("Ani", "tolak")):
        steps.do(found[nama], "jaksel", act)
    data = build(steps.people.jaksel, steps.fresh(seleksi), {})
    assert [(row["peringkat"], row["nama"], row["total"]) for row in data["pelamar"]] == [
        ("1", "Dodi", "900"),
        ("2 bersama", "Budi", "600"),
        ("2 bersama", "Cici", "600"),
        ("4", "Ani", "500"),
        ("–", "Evi", "–"),
        ("–", "Fani", "–"),
    ]
    assert [row["peringkat"] for row in data["tiga_besar"]] == ["1", "2 bersama", "2 bersama"]
    assert data["seri"] == ["peringkat 2 bersama (2 kandidat): Budi, Cici"]
    assert data["kosong"] == [
        "Evi (NIP 1004): tidak dinilai wawancara; tidak mengikuti rekam jejak "
        "(tidak lanjut pada tahap wawancara: Mengundurkan diri).",
        "Fani (NIP 1005): tidak mengikuti kompetensi manajerial, penulisan makalah, wawancara, rekam jejak "
        "(tidak lanjut pada tahap lulus administrasi: Sakit).",
    ]
    evi = data["pelamar"][4]
    assert [(cell["nilai"], cell["sebab"]) for cell in evi["nilai"]] == [
        ("240", ""),
        ("120", ""),
        ("", "tidak dinilai"),
        ("", "tidak mengikuti"),
    ]
    pdf = printed(steps, steps.fresh(seleksi))[1]
    text = words_of(pdf)
    assert "Tanda tangan panitia seleksi" in text
    signed = text[text.index("Tanda tangan panitia seleksi") :]
    assert [f"Anggota {n}" in signed for n in range(1, 10)] == [True] * 9
    for part in ("2 bersama", "Nilai sama: peringkat 2 bersama (2 kandidat): Budi, Cici.", "tidak mengikuti"):
        assert part in text
    if folder := os.environ.get("ALUR_SHOTS"):
        Path(folder, "rekapitulasi.pdf").write_bytes(pdf)


@pytest.mark.req("SJ-110")
@pytest.mark.parametrize("stage", ["approved", "counted", "scoring"])
def test_earlier_there_is_none(steps, s3, stage):
    made = getattr(steps, stage)()
    seleksi = made[0] if isinstance(made, tuple) else made
    with refused("E-STATE", guard="tiga_besar"):
        request_print(steps.people.jaksel, "rekapitulasi", {}, seleksi.case.pk)


@pytest.mark.req("SJ-110", "SJ-100")
def test_none_while_a_score_is_being_corrected(steps, s3):
    seleksi, found = steps.top_three()
    steps.do(
        found["Kandidat 3"], "jaksel", "koreksi_skor", tahap="wawancara", skor="9", alasan="Salah ketik."
    )
    with refused("E-STATE", guard="tiga_besar"):
        request_print(steps.people.jaksel, "rekapitulasi", {}, seleksi.case.pk)


@pytest.mark.req("SJ-110")
def test_later_it_says_the_same(steps):
    seleksi, _ = steps.top_three()
    first = build(steps.people.jaksel, seleksi, {})
    seleksi = steps.do(seleksi, "jaksel", "pelaporan", **steps.report())
    assert build(steps.people.jaksel, steps.fresh(seleksi), {}) == first
    seleksi = steps.do(seleksi, "asisten1", "lulus", **steps.passing())
    best = min(seleksi.facts.diterima, key=lambda k: k.rank_key)
    seleksi = steps.do(seleksi, "jaksel", "pelantikan", **steps.inauguration(best))
    last = dict(build(steps.people.jaksel, steps.fresh(seleksi), {}))
    (added,) = last.pop("rekomendasi")
    assert added["isi"] == [{"t": "p", "isi": ["Lanjutkan."]}]
    assert last == {name: value for name, value in first.items() if name != "rekomendasi"}


@pytest.mark.req("SJ-110", "SJ-125")
def test_a_selection_postponed_after_tiga_besar_keeps_it(steps):
    seleksi, _ = steps.top_three()
    first = build(steps.people.jaksel, seleksi, {})
    seleksi = steps.do(
        seleksi, "jaksel", "mohon_tunda", alasan="Anggaran.", surat_permohonan=[steps.file("jaksel")]
    )
    seleksi = steps.do(
        seleksi, "asisten1", "tunda", alasan="Dikabulkan.", surat_penundaan=[steps.file("asisten1")]
    )
    assert seleksi.state == "ditunda"
    assert build(steps.people.jaksel, steps.fresh(seleksi), {}) == first


@pytest.mark.req("SJ-110", "SJ-19")
def test_who_sees_the_case_may_have_it(steps, s3):
    seleksi, _ = steps.top_three()
    for who in ("jaksel", "asisten2", "auditor"):
        assert printed(steps, seleksi, who)[0].pemohon == steps.user(who)
    with refused("E-HIDE"):
        request_print(steps.people.bogor, "rekapitulasi", {}, seleksi.case.pk)


@pytest.mark.req("SJ-110")
def test_the_button_is_on_the_page_of_the_process(steps, client):
    seleksi, _ = steps.scoring()
    client.force_login(steps.people.jaksel, backend="cases.organisations.auth.backends.AccountBackend")
    address = f"/kasus/{seleksi.case.pk}/proses/"
    assert "Rekapitulasi Proses Seleksi" not in client.get(address).content.decode()
    for nama in ("Kandidat 1", "Kandidat 2", "Kandidat 3", "Kandidat 4"):
        steps.do(steps.kandidat(seleksi, nama), "jaksel", "tolak" if nama == "Kandidat 2" else "terima")
    assert "Rekapitulasi Proses Seleksi (PDF)" in client.get(address).content.decode()
