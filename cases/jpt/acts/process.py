"""SL-10 … SL-15: Proses Seleksi as far as it is an act of the selection; candidates have their own."""

from __future__ import annotations

from typing import Any

from cases.core.doing.notices import tell
from cases.jpt import effects, guards
from cases.jpt.forms.process import JumlahPelamarForm, MonitoringForm, PelamarForm, UbahJumlahForm
from cases.jpt.permissions import institusi, petugas_kasn, sistem
from cases.jpt.states import MONITORED, State
from workflows.context import Move
from workflows.machine import act

LEGAL = "Peraturan KASN 7/2016 Lamp. D"


class ProcessActs:
    disampel_untuk: Any

    @act(
        "SL-10",
        "Input Jumlah Pelamar",
        source=State.DISETUJUI,
        target=State.PROSES_PELAMAR,
        who=institusi,
        form=JumlahPelamarForm,
        guards=(guards.rekomendasi_bila_wajib,),
        legal=f"{LEGAL} (Gambar 30, 31); SJ-86",
    )
    def input_jumlah_pelamar(self: Any, move: Move) -> None:
        self.jumlah_pelamar = move.data["jumlah_pelamar"]

    @act(
        "SL-10b",
        "Ubah jumlah pelamar",
        source=State.PROSES_PELAMAR,
        who=institusi,
        form=UbahJumlahForm,
        guards=(guards.jumlah_mencakup_nama,),
        legal="SJ-86",
    )
    @act(
        "SL-10c",
        "Ubah jumlah pelamar",
        source=State.PROSES_PENILAIAN,
        fact="!skor",
        who=institusi,
        form=UbahJumlahForm,
        guards=(guards.jumlah_mencakup_nama,),
        legal="SJ-86",
    )
    def ubah_jumlah_pelamar(self: Any, move: Move) -> None:
        move.notes["jumlah_pelamar_lama"] = self.jumlah_pelamar
        self.jumlah_pelamar = move.data["jumlah_pelamar"]

    @act(
        "SL-11",
        "Tambah pelamar",
        source=(State.PROSES_PELAMAR, State.PROSES_PENILAIAN),
        who=institusi,
        form=PelamarForm,
        guards=(guards.nip_unik, guards.jumlah_bukan_nol, guards.dalam_jumlah_pelamar),
        documents=("berkas_pelamar>=0",),
        effects=(effects.enter_candidate,),
        legal=f"{LEGAL} (Gambar 32); SJ-87",
    )
    def tambah_pelamar(self: Any, move: Move) -> None:
        """The candidate is the cascade KD-1."""

    @act(
        "SL-12",
        "Mengikuti kompetensi manajerial",
        source=State.PROSES_PELAMAR,
        target=State.PROSES_PENILAIAN,
        causes=("KD-2",),
        legal=f"{LEGAL} (Gambar 33); SJ-90",
    )
    def mulai_penilaian(self: Any, move: Move) -> None:
        """The first candidate has moved on."""

    @act(
        "SL-13",
        "Tiga Besar",
        source=State.PROSES_PENILAIAN,
        target=State.TIGA_BESAR,
        kind="auto",
        who=sistem,
        guards=(guards.semua_diputus, guards.satu_sampai_tiga_diterima),
        effects=(tell("Tiga Besar sudah lengkap; pelaporan dapat dibuat", "institusi"),),
        legal=f"{LEGAL} (Gambar 40); SJ-106",
    )
    def tetapkan_tiga_besar(self: Any, move: Move) -> None:
        """Every candidate is decided."""

    @act(
        "SL-14a",
        "Batalkan keputusan",
        source=State.TIGA_BESAR,
        target=State.PROSES_PENILAIAN,
        causes=("KD-13a", "KD-13b"),
        legal="SJ-104",
    )
    def batalkan_keputusan(self: Any, move: Move) -> None:
        """A decision was reversed."""

    @act(
        "SL-14b",
        "Koreksi skor",
        source=State.TIGA_BESAR,
        target=State.PROSES_PENILAIAN,
        causes=("KD-15b", "KD-15c"),
        legal="SJ-100",
    )
    def koreksi_skor(self: Any, move: Move) -> None:
        """A decision lapsed because a score was corrected."""

    @act(
        "SL-15",
        "Tambah Monitoring Seleksi",
        source=MONITORED,
        who=petugas_kasn,
        form=MonitoringForm,
        documents=("laporan_monitoring>=1",),
        effects=(effects.keep_monitoring,),
        legal=f"{LEGAL} (Gambar 41, 42); SJ-107",
    )
    def tambah_monitoring(self: Any, move: Move) -> None:
        self.disampel_untuk = None
