"""SL-16 … SL-20: the report and its review."""

from __future__ import annotations

from typing import Any

from cases.core.doing.corrections import ask_correction
from cases.core.doing.notices import tell
from cases.jpt import effects, guards
from cases.jpt.forms.report import KirimPerbaikanLaporanForm, LulusForm, PelaporanForm, PerbaikiForm
from cases.jpt.models.records import Rekomendasi
from cases.jpt.permissions import institusi, petugas_ditunjuk
from cases.jpt.states import State
from workflows.context import Move
from workflows.machine import act

LEGAL = "Peraturan KASN 7/2016 Lamp. D"
REPORT_DOCUMENTS = ("surat_pengantar_ppk_pyb>=1", "laporan_lengkap_tahapan>=1", "berita_acara_pansel>=1")
REPORT_GUARDS = (guards.semua_diputus, guards.satu_sampai_tiga_diterima, guards.alasan_kurang_tiga)


class ReportActs:
    @act(
        "SL-16",
        "Pelaporan",
        source=State.TIGA_BESAR,
        target=State.LAPORAN,
        who=institusi,
        form=KirimPerbaikanLaporanForm,
        guards=REPORT_GUARDS,
        documents=REPORT_DOCUMENTS,
        effects=(effects.keep_report, tell("Pelaporan seleksi menunggu telaah", "petugas")),
        legal=f"{LEGAL} (Gambar 44, 45); SJ-112",
    )
    def pelaporan(self: Any, move: Move) -> None:
        self.take_report(move.data)

    @act(
        "SL-17",
        "Perbaiki",
        source=State.LAPORAN,
        target=State.PERBAIKAN_LAPORAN,
        who=petugas_ditunjuk,
        form=PerbaikiForm,
        documents=("lampiran_perbaikan>=0",),
        effects=(
            ask_correction("pelaporan", PelaporanForm),
            tell("Pelaporan seleksi perlu diperbaiki", "institusi"),
        ),
        legal=f"{LEGAL} (Gambar 46); SJ-115",
    )
    def perbaiki(self: Any, move: Move) -> None:
        self.buka_kembali = move.data["buka_kembali"]

    @act(
        "SL-18",
        "Kirim perbaikan laporan",
        source=State.PERBAIKAN_LAPORAN,
        target=State.LAPORAN,
        fact="!buka_kembali",
        who=institusi,
        form=KirimPerbaikanLaporanForm,
        guards=REPORT_GUARDS,
        documents=REPORT_DOCUMENTS,
        effects=(effects.keep_report, tell("Pelaporan seleksi sudah diperbaiki", "petugas")),
        legal="SJ-117",
    )
    def kirim_perbaikan_laporan(self: Any, move: Move) -> None:
        self.take_report(move.data)

    @act(
        "SL-19",
        "Buka kembali penilaian",
        source=State.PERBAIKAN_LAPORAN,
        target=State.PROSES_PENILAIAN,
        fact="buka_kembali",
        who=institusi,
        effects=(tell("Penilaian seleksi dibuka kembali", "petugas"),),
        legal="SJ-117",
        danger=True,
        explains="Sesudah dibuka, batalkan keputusan atau koreksi skor pada tab Proses, lalu kirim pelaporan lagi; "
        "isinya tetap ada.",
    )
    def buka_kembali_penilaian(self: Any, move: Move) -> None:
        self.buka_kembali = False

    @act(
        "SL-20",
        "Lulus",
        source=State.LAPORAN,
        target=State.LULUS,
        who=petugas_ditunjuk,
        form=LulusForm,
        guards=(guards.rekomendasi_terlampir,),
        documents=("rekomendasi_pelaporan>=1",),
        effects=(
            effects.recommend(Rekomendasi.Jenis.PELAPORAN, "rekomendasi", "rekomendasi_pelaporan"),
            tell("Pelaporan seleksi dinyatakan lulus", "institusi"),
        ),
        legal=f"{LEGAL} (Gambar 47); SJ-116",
    )
    def lulus(self: Any, move: Move) -> None:
        """Kept as a numbered recommendation of its own."""
