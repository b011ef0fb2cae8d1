"""The whole story as data: who does what, what it leads to, and what is refused on the way.

Both doors tell it: a program over the API and people in a browser. Imports nothing of the project. A person or
candidate to choose is named as the drop-down shows it; "berkas" stands for a file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

UNIT, JABATAN = "Dinas Sosial", "Kepala Dinas Sosial"
BOBOT = {
    "bobot_kompetensi_manajerial": 40,
    "bobot_penulisan_makalah": 20,
    "bobot_wawancara": 30,
    "bobot_rekam_jejak": 10,
}
#: Figures of the regulation (Gambar 34–40): skor per stage and the total that follows with 40/20/30/10.
KANDIDAT: dict[str, tuple[tuple[str, str, str, str], int]] = {
    "Kandidat 4": (("6", "9", "6", "5"), 650),
    "Kandidat 3": (("8", "7", "7", "5,3"), 723),
    "Kandidat 2": (("4", "2", "7,5", "6,7"), 492),
    "Kandidat 1": (("9", "4", "5,4", "5,9"), 661),
}
RANKED = ["Kandidat 3", "Kandidat 1", "Kandidat 4", "Kandidat 2"]
ADVANCE = (
    "mengikuti_kompetensi_manajerial",
    "mengikuti_penulisan_makalah",
    "mengikuti_wawancara",
    "mengikuti_rekam_jejak",
)


@dataclass(frozen=True)
class Refusal:
    """An attempt that must fail: who, which act, the code, and what was entered."""

    who: str
    act: str
    code: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """An act that must succeed and the state it leads to; before it, attempts that are refused.

    turn: label of the task that then stands in the main lane ("" = none).
    """

    who: str
    act: str
    state: str
    turn: str
    values: dict[str, Any] = field(default_factory=dict)
    refused: tuple[Refusal, ...] = ()


POST = {
    "unit_kerja": UNIT,
    "jabatan": JABATAN,
    "level": "Pratama",
    "kompetensi_teknis": "Urusan sosial.",
    "kompetensi_sosiokultural": "Perekat bangsa.",
}
#: Tambah Nomenklatur has led to `baru`; then:
NOMENKLATUR = (
    Step(
        "komisioner",
        "pilih_petugas",
        "baru",
        "Telaah nomenklatur",
        {"petugas": "Asisten 1"},
        refused=(
            Refusal("asisten1", "setujui", "E-GUARD"),
            Refusal("jaksel", "pilih_petugas", "E-PERM", {"petugas": "Asisten 1"}),
        ),
    ),
    Step(
        "asisten1",
        "perbaikan",
        "perbaikan",
        "Perbaiki nomenklatur",
        {"alasan": "<p>Lengkapi tugas pokok dan fungsi.</p>"},
        refused=(Refusal("asisten2", "perbaikan", "E-PERM", {"alasan": "x"}),),
    ),
    Step(
        "jaksel",
        "kirim_perbaikan",
        "baru",
        "Telaah nomenklatur",
        {"tugas_pokok_fungsi": "Memimpin dinas sosial."},
        refused=(Refusal("jaksel", "kirim_perbaikan", "E-RNG"), Refusal("asisten1", "setujui", "E-STATE")),
    ),
    Step("asisten1", "setujui", "disetujui", "", refused=(Refusal("komisioner", "setujui", "E-PERM"),)),
)
PLAN = {
    **BOBOT,
    "no_surat_pengantar": "800/123/2026",
    "metode_seleksi": ["assessment_centre"],
    "panitia": [{"nama": "Prof. Siti Rahayu", "keterangan": "Ketua"}],
    "jadwal": [{"kegiatan": "Pengumuman", "mulai": "2026-11-02", "akhir": "2026-11-20"}],
}
#: Tambah Seleksi has led to `baru`; up to the first pelamar:
SELEKSI_RENCANA = (
    Step(
        "admin",
        "pilih_petugas",
        "baru",
        "Telaah rencana",
        {"petugas": "Asisten 1"},
        refused=(
            Refusal("asisten2", "setujui", "E-GUARD"),
            Refusal("jaksel", "input_jumlah_pelamar", "E-STATE", {"jumlah_pelamar": 9}),
        ),
    ),
    Step(
        "asisten1",
        "perbaikan",
        "perbaikan",
        "Perbaiki rencana",
        {"pesan": "<p>Tambahkan jadwal wawancara.</p>"},
        refused=(Refusal("asisten1", "perbaikan", "E-REQ", {"pesan": "   "}),),
    ),
    Step(
        "jaksel",
        "kirim_perbaikan",
        "baru",
        "Telaah rencana",
        {
            "jadwal": [
                {"kegiatan": "Pengumuman", "mulai": "2026-11-02", "akhir": "2026-11-20"},
                {"kegiatan": "Wawancara", "mulai": "2026-12-01", "akhir": "2026-12-02"},
            ]
        },
        refused=(Refusal("jaksel", "kirim_perbaikan", "E-RNG", {"bobot_wawancara": 29}),),
    ),
    Step(
        "asisten1",
        "setujui",
        "disetujui",
        "Input jumlah pelamar",
        {"catatan_persetujuan": "<p>Rencana sesuai.</p>"},
        refused=(Refusal("jaksel", "setujui", "E-PERM"), Refusal("asisten2", "setujui", "E-PERM")),
    ),
    Step(
        "jaksel",
        "input_jumlah_pelamar",
        "proses_pelamar",
        "Lengkapi proses seleksi",
        {"jumlah_pelamar": 4},
        refused=(Refusal("jaksel", "tambah_pelamar", "E-STATE", {"nama": "A", "nip": "1", "instansi": "B"}),),
    ),
    # half-way another reviewer takes over
    Step(
        "komisioner",
        "ganti_petugas",
        "proses_pelamar",
        "Lengkapi proses seleksi",
        {"petugas": "Asisten 2", "alasan": "Asisten 1 cuti."},
        refused=(
            Refusal("asisten1", "ganti_petugas", "E-PERM", {"petugas": "Asisten 2", "alasan": "x"}),
            Refusal("komisioner", "ganti_petugas", "E-RNG", {"petugas": "Asisten 1", "alasan": "x"}),
        ),
    ),
)
#: With the candidates scored and one decided, a postponement and back:
PENUNDAAN = (
    Step(
        "jaksel",
        "mohon_tunda",
        "proses_penilaian",
        "Lengkapi proses seleksi",
        {"alasan": "Banjir."},
        refused=(Refusal("asisten2", "tunda", "E-GUARD", {"alasan": "x"}),),
    ),
    Step(
        "asisten2",
        "tunda",
        "ditunda",
        "Mohon lanjut atau batal",
        {"alasan": "Dikabulkan."},
        refused=(
            Refusal("jaksel", "mohon_batal", "E-STATE", {"alasan": "x"}),
            Refusal("asisten1", "tunda", "E-PERM", {"alasan": "x"}),
        ),
    ),
    Step(
        "jaksel",
        "mohon_lanjut",
        "ditunda",
        "Mohon lanjut atau batal",
        {"alasan": "Sudah surut."},
        refused=(
            Refusal("asisten2", "lanjutkan", "E-GUARD", {"alasan": "x"}),
            Refusal("jaksel", "tambah_pelamar", "E-STATE"),
        ),
    ),
    Step("asisten2", "lanjutkan", "proses_penilaian", "Lengkapi proses seleksi", {"alasan": "Lanjut."}),
)
#: `tiga_besar` has been reached by the system; to the end:
SELEKSI_AKHIR = (
    Step(
        "jaksel",
        "pelaporan",
        "laporan",
        "Telaah pelaporan",
        {"keterangan": "<p>Semua tahapan selesai.</p>", "berita_acara": "<p>Tiga nama.</p>"},
        refused=(
            Refusal("jaksel", "pelaporan", "E-REQ", {"laporan_lengkap": []}),
            Refusal("asisten2", "lulus", "E-STATE"),
        ),
    ),
    Step(
        "asisten2",
        "perbaiki",
        "perbaikan_laporan",
        "Perbaiki laporan",
        {"alasan": "<p>Berita acara belum ditandatangani.</p>", "buka_kembali": False},
        refused=(Refusal("asisten1", "perbaiki", "E-PERM"),),
    ),
    Step(
        "jaksel",
        "kirim_perbaikan_laporan",
        "laporan",
        "Telaah pelaporan",
        {"berita_acara": "<p>Tiga nama, ditandatangani.</p>"},
        refused=(Refusal("jaksel", "buka_kembali_penilaian", "E-GUARD"),),
    ),
    Step(
        "asisten2",
        "lulus",
        "lulus",
        "Pelantikan",
        {"rekomendasi": "<p>Laporan memadai.</p>", "rekomendasi_pelaporan": "berkas"},
        refused=(
            Refusal("asisten2", "lulus", "E-GUARD", {"rekomendasi": "", "rekomendasi_pelaporan": []}),
            Refusal("jaksel", "lulus", "E-PERM"),
            Refusal("jaksel", "pelantikan", "E-STATE"),
        ),
    ),
    Step(
        "jaksel",
        "pelantikan",
        "pelantikan",
        "Tambah pejabat",
        {"kandidat": "Kandidat 3"},
        refused=(Refusal("asisten2", "lulus", "E-STATE"), Refusal("asisten2", "pelantikan", "E-PERM")),
    ),
    Step(
        "jaksel",
        "tambah_pejabat",
        "selesai",
        "",
        {"sk": "821/1/2026", "mulai": "2026-11-23", "akhir": "2031-11-22"},
        refused=(
            Refusal(
                "jaksel", "tambah_pejabat", "E-RNG", {"sk": "1", "mulai": "2026-11-23", "akhir": "2026-11-01"}
            ),
        ),
    ),
)
#: States in the order in which the selection went through them.
PATH = [
    "baru", "perbaikan", "baru", "disetujui", "proses_pelamar", "proses_penilaian", "ditunda", "proses_penilaian",
    "tiga_besar", "laporan", "perbaikan_laporan", "laporan", "lulus", "pelantikan", "selesai",
]  # fmt: skip
