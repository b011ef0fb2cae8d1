"""Acts on one object with "Bad input" of the catalogue: the object of each scene, and what must be refused there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from cases.core.declared.registry import case_type
from cases.core.doing.creation import begin
from tests.cases.jpt.steps import Steps

#: (who, act, values, code, field at which the error stands or "")
Attempt = tuple[str, str, dict[str, Any], str, str]
NOBODY = str(uuid4())


def post(steps: Steps, **changes: Any) -> dict[str, Any]:
    return {"unit_kerja": "Badan Baru", "jabatan": "Kepala Badan Baru", "level": "Pratama", **changes}


def nomenklatur_new(s: Steps) -> tuple[Any, list[Attempt]]:
    inactive = s.people.asisten2
    inactive.is_active = False
    inactive.save()
    return s.nomenklatur(upto="baru"), [
        ("komisioner", "pilih_petugas", {}, "E-REQ", "petugas"),
        ("komisioner", "pilih_petugas", {"petugas": str(inactive.pk)}, "E-REF", "petugas"),
        ("komisioner", "pilih_petugas", {"petugas": "x"}, "E-REF", "petugas"),
        ("jaksel", "pilih_petugas", {"petugas": str(s.people.asisten1.pk)}, "E-PERM", ""),
        ("asisten1", "setujui", {}, "E-GUARD", ""),
        ("jaksel", "tarik", {}, "E-REQ", "alasan"),
        ("jaksel", "tarik", {"alasan": "x" * 1001}, "E-RNG", "alasan"),
        ("jaksel", "batalkan_perubahan", {"alasan": "x"}, "E-STATE", ""),
    ]


def nomenklatur_review(s: Steps) -> tuple[Any, list[Attempt]]:
    obj = s.do(s.nomenklatur(upto="baru"), "komisioner", "pilih_petugas", petugas=str(s.people.asisten1.pk))
    again = {"petugas": str(s.people.asisten1.pk), "alasan": "Cuti"}
    return obj, [
        ("komisioner", "pilih_petugas", {"petugas": str(s.people.asisten2.pk)}, "E-STATE", ""),
        ("asisten2", "setujui", {}, "E-PERM", ""),
        ("asisten1", "perbaikan", {"alasan": "<p>&nbsp;</p>"}, "E-REQ", "alasan"),
        ("jaksel", "kirim_perbaikan", post(s), "E-STATE", ""),
        ("komisioner", "ganti_petugas", again, "E-RNG", "petugas"),
        ("komisioner", "ganti_petugas", {**again, "petugas": str(s.people.jaksel.pk)}, "E-REF", "petugas"),
        ("komisioner", "ganti_petugas", {"petugas": str(s.people.asisten2.pk)}, "E-REQ", "alasan"),
        ("asisten1", "ganti_petugas", {**again, "petugas": str(s.people.asisten2.pk)}, "E-PERM", ""),
    ]


def nomenklatur_correction(s: Steps) -> tuple[Any, list[Attempt]]:
    obj, _ = nomenklatur_review(s)
    obj = s.do(obj, "asisten1", "perbaikan", alasan="<p>Lengkapi.</p>")
    same = obj.snapshot()
    return obj, [
        ("jaksel", "kirim_perbaikan", same, "E-RNG", "tanggapan"),
        ("jaksel", "kirim_perbaikan", {**same, "unit_kerja": ""}, "E-REQ", "unit_kerja"),
        ("asisten1", "perbaikan", {"alasan": "x"}, "E-STATE", ""),
        ("asisten1", "setujui", {}, "E-STATE", ""),
    ]


def nomenklatur_incomplete(s: Steps) -> tuple[Any, list[Attempt]]:
    new = begin(case_type("nomenklatur"), s.people.jaksel.institution)
    obj = s.do(new, "jaksel", "tambah_nomenklatur", **post(s))
    obj = s.do(obj, "komisioner", "pilih_petugas", petugas=str(s.people.asisten1.pk))
    return obj, [("asisten1", "setujui", {}, "E-GUARD", "")]


def nomenklatur_approved(s: Steps) -> tuple[Any, list[Attempt]]:
    obj = s.nomenklatur()
    return obj, [
        ("jaksel", "mohon_nonaktif", {}, "E-REQ", "alasan"),
        ("asisten1", "setujui_nonaktif", {}, "E-GUARD", ""),
        ("asisten1", "tolak_nonaktif", {"alasan": "x"}, "E-GUARD", ""),
        ("jaksel", "tarik_permohonan", {}, "E-GUARD", ""),
        ("jaksel", "tarik", {"alasan": "x"}, "E-STATE", ""),
        ("jaksel", "edit", {**obj.snapshot(), "jabatan": ""}, "E-REQ", "jabatan"),
    ]


def nomenklatur_in_use(s: Steps) -> tuple[Any, list[Attempt]]:
    obj = s.nomenklatur()
    s.reviewed(nomenklatur=obj)
    return s.fresh(obj), [
        ("jaksel", "mohon_nonaktif", {"alasan": "Dihapus"}, "E-GUARD", ""),
        ("jaksel", "edit", {**obj.snapshot(), "kompetensi_teknis": "Baru"}, "E-GUARD", ""),
    ]


def plan_new(s: Steps) -> tuple[Any, list[Attempt]]:
    return s.submitted(), [
        ("admin", "pilih_petugas", {}, "E-REQ", "petugas"),
        ("admin", "pilih_petugas", {"petugas": str(s.people.auditor.pk)}, "E-REF", "petugas"),
        ("jaksel", "pilih_petugas", {"petugas": str(s.people.asisten1.pk)}, "E-PERM", ""),
        ("jaksel", "input_jumlah_pelamar", {"jumlah_pelamar": 1}, "E-STATE", ""),
        ("jaksel", "kirim_pesan", {"pesan": "Halo"}, "E-GUARD", ""),
        ("jaksel", "tarik_rencana", {}, "E-REQ", "alasan"),
        ("jaksel", "tarik_berkas", {"alasan": "x"}, "E-REQ", "berkas"),
        ("jaksel", "tarik_berkas", {"alasan": "x", "berkas": "x"}, "E-FMT", "berkas"),
        ("jaksel", "tarik_berkas", {"alasan": "x", "berkas": NOBODY}, "E-REF", "berkas"),
        ("asisten1", "tarik_berkas", {"alasan": "x", "berkas": NOBODY}, "E-PERM", ""),
    ]


def plan_review(s: Steps) -> tuple[Any, list[Attempt]]:
    return s.reviewed(surat_pengantar_rencana=[]), [
        ("admin", "pilih_petugas", {"petugas": str(s.people.asisten2.pk)}, "E-STATE", ""),
        ("asisten2", "perbaikan", {"pesan": "x"}, "E-PERM", ""),
        ("jaksel", "tolak", {"alasan": "x"}, "E-PERM", ""),
        ("asisten1", "perbaikan", {"pesan": "<p></p>"}, "E-REQ", "pesan"),
        ("asisten1", "rekomendasi", {"isi": ""}, "E-REQ", "isi"),
        ("asisten1", "tolak", {}, "E-REQ", "alasan"),
        ("asisten1", "setujui", {}, "E-REQ", "catatan_persetujuan"),
        ("asisten1", "setujui", {"catatan_persetujuan": "Baik"}, "E-GUARD", ""),
        ("asisten1", "setujui", {"catatan_persetujuan": "Baik", "tanggal": "kemarin"}, "E-FMT", "tanggal"),
        ("jaksel", "kirim_pesan", {"pesan": ""}, "E-REQ", "pesan"),
        ("asisten2", "kirim_pesan", {"pesan": "x"}, "E-PERM", ""),
        (
            "komisioner",
            "ganti_petugas",
            {"petugas": str(s.people.asisten1.pk), "alasan": "x"},
            "E-RNG",
            "petugas",
        ),
    ]


def plan_correction(s: Steps) -> tuple[Any, list[Attempt]]:
    obj = s.do(s.reviewed(), "asisten1", "perbaikan", pesan="<p>Jadwal.</p>")
    same = {**s.plan(), "surat_pengantar_rencana": []}
    same.pop("nomenklatur")
    return obj, [
        ("jaksel", "kirim_perbaikan", same, "E-RNG", "pesan"),
        ("jaksel", "kirim_perbaikan", {**same, "bobot_wawancara": 9}, "E-RNG", "bobot_wawancara"),
        ("asisten1", "tolak", {"alasan": "x"}, "E-STATE", ""),
    ]


def plan_refused(s: Steps) -> tuple[Any, list[Attempt]]:
    obj = s.do(s.reviewed(), "asisten1", "tolak", alasan="<p>Tidak sesuai.</p>")
    return obj, [("jaksel", "kirim_pesan", {"pesan": "x"}, "E-STATE", "")]


def applicants(s: Steps) -> tuple[Any, list[Attempt]]:
    obj = s.approved()
    return obj, [
        ("jaksel", "tarik_berkas", {"alasan": "x", "berkas": NOBODY}, "E-STATE", ""),
        ("jaksel", "input_jumlah_pelamar", {}, "E-REQ", "jumlah_pelamar"),
        ("jaksel", "input_jumlah_pelamar", {"jumlah_pelamar": -1}, "E-RNG", "jumlah_pelamar"),
        ("jaksel", "input_jumlah_pelamar", {"jumlah_pelamar": 100_001}, "E-RNG", "jumlah_pelamar"),
        ("jaksel", "input_jumlah_pelamar", {"jumlah_pelamar": "1,5"}, "E-FMT", "jumlah_pelamar"),
        ("jaksel", "input_jumlah_pelamar", {"jumlah_pelamar": "dua"}, "E-FMT", "jumlah_pelamar"),
        ("asisten1", "input_jumlah_pelamar", {"jumlah_pelamar": 1}, "E-PERM", ""),
        ("jaksel", "mohon_tunda", {"alasan": "x"}, "E-REQ", "surat_permohonan"),
        ("jaksel", "mohon_tunda", {"surat_permohonan": [s.file("jaksel")]}, "E-REQ", "alasan"),
        ("jaksel", "mohon_lanjut", {"alasan": "x", "surat_permohonan": [s.file("jaksel")]}, "E-STATE", ""),
        ("asisten1", "tunda", {"alasan": "x", "surat_penundaan": [s.file("asisten1")]}, "E-GUARD", ""),
        ("asisten1", "tolak_permohonan", {"alasan": "x"}, "E-GUARD", ""),
        ("jaksel", "tarik_permohonan", {}, "E-GUARD", ""),
    ]


def names(s: Steps) -> tuple[Any, list[Attempt]]:
    obj = s.counted(jumlah=1)
    s.candidate(obj, "Ani", "123")
    new = {"nama": "Budi", "nip": "456", "instansi": "Kota Uji"}
    seen = {
        "tanggal": "01/11/2026",
        "cara_pengambilan_sampel": "acak",
        "tahapan_dipantau": ["wawancara"],
        "uraian": "Baik",
        "temuan": "sesuai",
    }
    tomorrow = (dt.date.today() + dt.timedelta(days=2)).isoformat()
    report = {"laporan_monitoring": [s.file("asisten2")]}
    return s.fresh(obj), [
        ("jaksel", "tambah_pelamar", {**new, "nama": ""}, "E-REQ", "nama"),
        ("jaksel", "tambah_pelamar", {**new, "nip": "12A"}, "E-FMT", "nip"),
        ("jaksel", "tambah_pelamar", {**new, "instansi": ""}, "E-REQ", "instansi"),
        ("jaksel", "tambah_pelamar", new, "E-RNG", "nama"),
        ("jaksel", "ubah_jumlah_pelamar", {"jumlah_pelamar": 5}, "E-REQ", "alasan"),
        ("jaksel", "ubah_jumlah_pelamar", {"jumlah_pelamar": 0, "alasan": "x"}, "E-RNG", "jumlah_pelamar"),
        ("jaksel", "pelaporan", s.report(), "E-STATE", ""),
        ("jaksel", "tambah_monitoring", {**seen, **report}, "E-PERM", ""),
        ("asisten2", "tambah_monitoring", seen, "E-REQ", "laporan_monitoring"),
        ("asisten2", "tambah_monitoring", {**seen, **report, "temuan": "ada_temuan"}, "E-REQ", "kode"),
        ("asisten2", "tambah_monitoring", {**seen, **report, "tanggal": tomorrow}, "E-RNG", "tanggal"),
    ]


def candidate_new(s: Steps) -> tuple[Any, list[Attempt]]:
    obj = s.counted()
    s.candidate(obj, "Ani", "123")
    return s.candidate(obj, "Budi", "456"), [
        ("jaksel", "mengikuti_wawancara", {}, "E-STATE", ""),
        ("jaksel", "simpan_skor", {"skor": "5"}, "E-STATE", ""),
        ("jaksel", "hapus", {}, "E-REQ", "alasan"),
        ("jaksel", "tidak_lanjut", {}, "E-REQ", "alasan"),
        ("jaksel", "ubah", {"nama": "Budi", "nip": "123", "instansi": "x"}, "E-DUP", "nip"),
        (
            "jaksel",
            "koreksi_identitas",
            {"nama": "B", "nip": "9", "instansi": "x", "alasan": "y"},
            "E-STATE",
            "",
        ),
        ("asisten1", "mengikuti_kompetensi_manajerial", {}, "E-PERM", ""),
    ]


def candidate_scoring(s: Steps) -> tuple[Any, list[Attempt]]:
    found = s.at_stage(s.candidate(s.counted(), "Ani"), "penulisan_makalah")
    late = {"tahap": "wawancara", "skor": "5", "alasan": "Salah"}
    identity = {"nama": "Ani", "nip": "77", "instansi": "Kota"}
    return found, [
        ("jaksel", "simpan_skor", {"skor": ""}, "E-REQ", "skor"),
        ("jaksel", "simpan_skor", {"skor": "0"}, "E-RNG", "skor"),
        ("jaksel", "simpan_skor", {"skor": "10.01"}, "E-RNG", "skor"),
        ("jaksel", "simpan_skor", {"skor": "-1"}, "E-RNG", "skor"),
        ("jaksel", "simpan_skor", {"skor": "enam"}, "E-FMT", "skor"),
        ("jaksel", "simpan_skor", {"skor": "6,123"}, "E-FMT", "skor"),
        ("jaksel", "mengikuti_wawancara", {}, "E-GUARD", ""),
        ("jaksel", "mengikuti_rekam_jejak", {}, "E-STATE", ""),
        ("jaksel", "hapus", {"alasan": "x"}, "E-STATE", ""),
        ("jaksel", "ubah", identity, "E-STATE", ""),
        ("jaksel", "koreksi_identitas", identity, "E-REQ", "alasan"),
        ("jaksel", "koreksi_skor", late, "E-STATE", ""),
        (
            "jaksel",
            "koreksi_skor",
            {**late, "tahap": "kompetensi_manajerial", "alasan": ""},
            "E-REQ",
            "alasan",
        ),
    ]


def candidate_record(s: Steps) -> tuple[Any, list[Attempt]]:
    found = s.at_stage(s.candidate(s.counted(), "Ani"), "rekam_jejak")
    found = s.do(found, "jaksel", "simpan_skor", skor="6")
    return found, [
        ("jaksel", "input_deskripsi", {"deskripsi": "<p> </p>"}, "E-REQ", "deskripsi"),
        ("jaksel", "terima", {}, "E-GUARD", ""),
        ("jaksel", "batalkan_keputusan", {"alasan": "x"}, "E-STATE", ""),
    ]


def report_open(s: Steps) -> tuple[Any, list[Attempt]]:
    obj, _ = s.top_three(accepted=2)
    whole = s.report(alasan_kurang_tiga="Dua saja")
    return obj, [
        ("jaksel", "pelaporan", {**whole, "surat_pengantar": []}, "E-REQ", "surat_pengantar"),
        ("jaksel", "pelaporan", {**whole, "laporan_lengkap": []}, "E-REQ", "laporan_lengkap"),
        ("jaksel", "pelaporan", {**whole, "keterangan": ""}, "E-REQ", "keterangan"),
        ("jaksel", "pelaporan", {**whole, "alasan_kurang_tiga": ""}, "E-REQ", "alasan_kurang_tiga"),
        ("asisten1", "pelaporan", whole, "E-PERM", ""),
    ]


def report_sent(s: Steps) -> tuple[Any, list[Attempt]]:
    obj = s.reported()
    return obj, [
        ("asisten1", "perbaiki", {}, "E-REQ", "alasan"),
        ("asisten1", "lulus", {"rekomendasi": "Baik"}, "E-GUARD", ""),
        ("jaksel", "lulus", s.passing(), "E-PERM", ""),
        ("jaksel", "pelantikan", {}, "E-STATE", ""),
    ]


def report_reopened(s: Steps) -> tuple[Any, list[Attempt]]:
    obj = s.do(s.reported(), "asisten1", "perbaiki", alasan="<p>Skor salah.</p>", buka_kembali=True)
    return obj, [("jaksel", "kirim_perbaikan_laporan", s.report(), "E-GUARD", "")]


def inauguration(s: Steps) -> tuple[Any, list[Attempt]]:
    obj = s.passed()
    rejected = obj.kandidat.get(state="ditolak")
    best = obj.kandidat.filter(state="diterima").first()
    whole = s.inauguration(best)
    return obj, [
        ("asisten1", "pelantikan", whole, "E-PERM", ""),
        ("jaksel", "pelantikan", {**whole, "berita_acara": ""}, "E-REQ", "berita_acara"),
        ("jaksel", "pelantikan", {**whole, "lampiran_sk": []}, "E-REQ", "lampiran_sk"),
        ("jaksel", "pelantikan", {**whole, "kandidat": str(rejected.pk)}, "E-REF", "kandidat"),
        ("jaksel", "pelantikan", {**whole, "tanggal": "01/01/2999"}, "E-RNG", "tanggal"),
    ]


def official(s: Steps) -> tuple[Any, list[Attempt]]:
    return s.inaugurated(), [
        ("jaksel", "tambah_pejabat", s.official(nama=""), "E-REQ", "nama"),
        ("jaksel", "tambah_pejabat", s.official(akhir="01/10/2026"), "E-RNG", "akhir"),
    ]


def closed(s: Steps) -> tuple[Any, list[Attempt]]:
    return s.finished(), [
        ("jaksel", "tambah_pejabat", s.official(), "E-STATE", ""),
        ("jaksel", "kirim_pesan", {"pesan": "x"}, "E-STATE", ""),
        (
            "komisioner",
            "batalkan",
            {"alasan": "x", "surat_pembatalan": [s.file("komisioner")]},
            "E-STATE",
            "",
        ),
    ]


def paused(s: Steps) -> tuple[Any, list[Attempt]]:
    return s.paused(), [
        ("asisten1", "lanjutkan", {"alasan": "x"}, "E-GUARD", ""),
        ("komisioner", "lanjutkan", {}, "E-REQ", "alasan"),
        ("asisten1", "tunda", {"alasan": "x"}, "E-STATE", ""),
        ("jaksel", "mohon_tunda", {"alasan": "x"}, "E-STATE", ""),
    ]


SCENES: dict[Callable[[Steps], tuple[Any, list[Attempt]]], tuple[str, ...]] = {
    nomenklatur_new: ("SJ-39", "SJ-40", "SJ-142"),
    nomenklatur_review: ("SJ-39", "SJ-40", "SJ-41", "SJ-42", "SJ-137"),
    nomenklatur_correction: ("SJ-41", "SJ-42", "SJ-43"),
    nomenklatur_incomplete: ("SJ-43",),
    nomenklatur_approved: ("SJ-45", "SJ-46", "SJ-142"),
    nomenklatur_in_use: ("SJ-45", "SJ-46"),
    plan_new: ("SJ-74", "SJ-84", "SJ-125"),
    plan_review: ("SJ-74", "SJ-75", "SJ-76", "SJ-77", "SJ-79", "SJ-80", "SJ-81", "SJ-83", "SJ-137"),
    plan_correction: ("SJ-78", "SJ-80"),
    plan_refused: ("SJ-77",),
    applicants: ("SJ-86", "SJ-105", "SJ-125"),
    names: ("SJ-86", "SJ-87", "SJ-106", "SJ-107", "SJ-111"),
    candidate_new: ("SJ-89", "SJ-90", "SJ-98", "SJ-99", "SJ-105"),
    candidate_scoring: ("SJ-89", "SJ-92", "SJ-93", "SJ-95", "SJ-98", "SJ-100"),
    candidate_record: ("SJ-94", "SJ-101", "SJ-104"),
    report_open: ("SJ-102", "SJ-111", "SJ-112"),
    report_sent: ("SJ-114", "SJ-115", "SJ-116", "SJ-118"),
    report_reopened: ("SJ-117",),
    inauguration: ("SJ-119", "SJ-120"),
    official: ("SJ-47", "SJ-121"),
    closed: ("SJ-77", "SJ-122", "SJ-125"),
    paused: ("SJ-125",),
}
