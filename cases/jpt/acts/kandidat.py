"""KD-1 … KD-17: what happens to one candidate. Everything is the institution's (SJ-105)."""

from __future__ import annotations

from typing import Any

from cases.jpt import effects, guards
from cases.jpt.forms.process import (
    AlasanSingkatForm,
    DeskripsiForm,
    IdentitasForm,
    KeputusanForm,
    KoreksiIdentitasForm,
    KoreksiSkorForm,
    SkorForm,
    UbahDeskripsiForm,
)
from cases.jpt.permissions import institusi
from cases.jpt.states import SCORED, UNDECIDED, Tahap
from workflows.context import Move
from workflows.machine import NOTHING, Remembered, act

LEGAL = "Peraturan KASN 7/2016 Lamp. D"
STAGE_LEFT = Remembered("<tahap>", "tahap_ditinggalkan", UNDECIDED)
SAVE_SKOR: dict[str, Any] = {
    "who": institusi,
    "fact": "!dinilai",
    "form": SkorForm,
    "guards": (guards.seleksi_proses,),
}
CORRECT: dict[str, Any] = {
    "who": institusi,
    "form": KoreksiSkorForm,
    "guards": (guards.seleksi_penilaian, guards.skor_tahap_ada),
    "legal": "SJ-100",
}


class StageActs:
    """KD-1 … KD-9c: through the stages."""

    @act(
        "KD-1",
        "Tambah pelamar",
        source=NOTHING,
        target=Tahap.LULUS_ADMINISTRASI,
        causes=("SL-11",),
        legal=f"{LEGAL} (Gambar 32, 33); SJ-87",
    )
    def tambah_pelamar(self: Any, move: Move) -> None:
        """Made by SL-11."""

    @act(
        "KD-2",
        "Mengikuti kompetensi manajerial",
        source=Tahap.LULUS_ADMINISTRASI,
        target=Tahap.KOMPETENSI_MANAJERIAL,
        who=institusi,
        guards=(guards.seleksi_proses,),
        effects=(effects.start_scoring,),
        legal=f"{LEGAL} (Gambar 33); SJ-90",
    )
    def mengikuti_kompetensi_manajerial(self: Any, move: Move) -> None:
        """The institution lets the candidate into the stage."""

    @act(
        "KD-3", "Simpan", source=Tahap.KOMPETENSI_MANAJERIAL, legal=f"{LEGAL} (Gambar 34); SJ-91", **SAVE_SKOR
    )
    @act("KD-5", "Simpan", source=Tahap.PENULISAN_MAKALAH, legal=f"{LEGAL} (Gambar 35); SJ-92", **SAVE_SKOR)
    @act("KD-7", "Simpan", source=Tahap.WAWANCARA, legal=f"{LEGAL} (Gambar 36); SJ-93", **SAVE_SKOR)
    @act("KD-9a", "Simpan", source=Tahap.REKAM_JEJAK, legal=f"{LEGAL} (Gambar 37); SJ-94", **SAVE_SKOR)
    def simpan_skor(self: Any, move: Move) -> None:
        self.set_skor(move, self.state)

    @act(
        "KD-4",
        "Mengikuti penulisan makalah",
        source=Tahap.KOMPETENSI_MANAJERIAL,
        target=Tahap.PENULISAN_MAKALAH,
        fact="dinilai",
        who=institusi,
        guards=(guards.seleksi_proses,),
        legal=f"{LEGAL} (Gambar 34); SJ-92",
    )
    def mengikuti_penulisan_makalah(self: Any, move: Move) -> None:
        """The institution's choice (SJ-98)."""

    @act(
        "KD-6",
        "Mengikuti wawancara",
        source=Tahap.PENULISAN_MAKALAH,
        target=Tahap.WAWANCARA,
        fact="dinilai",
        who=institusi,
        guards=(guards.seleksi_proses,),
        legal=f"{LEGAL} (Gambar 35); SJ-93",
    )
    def mengikuti_wawancara(self: Any, move: Move) -> None:
        """The institution's choice (SJ-98)."""

    @act(
        "KD-8",
        "Mengikuti rekam jejak",
        source=Tahap.WAWANCARA,
        target=Tahap.REKAM_JEJAK,
        fact="dinilai",
        who=institusi,
        guards=(guards.seleksi_proses,),
        legal=f"{LEGAL} (Gambar 36); SJ-94",
    )
    def mengikuti_rekam_jejak(self: Any, move: Move) -> None:
        """The institution's choice (SJ-98)."""

    @act(
        "KD-9b",
        "Input Deskripsi",
        source=Tahap.REKAM_JEJAK,
        fact="!deskripsi",
        who=institusi,
        form=DeskripsiForm,
        guards=(guards.seleksi_proses,),
        documents=("lampiran_rekam_jejak>=0",),
        legal=f"{LEGAL} (Gambar 38); SJ-94",
    )
    def input_deskripsi(self: Any, move: Move) -> None:
        self.deskripsi = move.data["deskripsi"]

    @act(
        "KD-9c",
        "Ubah Deskripsi",
        source=Tahap.REKAM_JEJAK,
        fact="deskripsi",
        who=institusi,
        form=UbahDeskripsiForm,
        guards=(guards.seleksi_proses,),
        documents=("lampiran_rekam_jejak>=0",),
        legal="SJ-94",
    )
    def ubah_deskripsi(self: Any, move: Move) -> None:
        move.notes["deskripsi_lama"] = self.deskripsi
        self.deskripsi = move.data["deskripsi"]


class DecisionActs:
    """KD-10 … KD-14: the decision, its reversal, the inauguration."""

    @act(
        "KD-10",
        "Terima",
        source=Tahap.REKAM_JEJAK,
        target=Tahap.DITERIMA,
        fact="dinilai deskripsi",
        who=institusi,
        form=KeputusanForm,
        guards=(guards.seleksi_proses, guards.kurang_dari_tiga_diterima, guards.alasan_luar_peringkat),
        legal=f"{LEGAL} (Gambar 39); SJ-101",
    )
    def terima(self: Any, move: Move) -> None:
        self.alasan_keputusan = move.reason
        self.remember_standing(move)

    @act(
        "KD-11",
        "Tolak",
        source=Tahap.REKAM_JEJAK,
        target=Tahap.DITOLAK,
        fact="dinilai deskripsi",
        who=institusi,
        form=KeputusanForm,
        guards=(guards.seleksi_proses, guards.alasan_luar_peringkat),
        legal=f"{LEGAL} (Gambar 39); SJ-101",
    )
    def tolak(self: Any, move: Move) -> None:
        self.alasan_keputusan = move.reason
        self.remember_standing(move)

    @act(
        "KD-12",
        "Tidak lanjut",
        source=UNDECIDED,
        target=Tahap.TIDAK_LANJUT,
        who=institusi,
        form=AlasanSingkatForm,
        guards=(guards.seleksi_proses,),
        legal="SJ-99",
    )
    def tidak_lanjut(self: Any, move: Move) -> None:
        self.tahap_ditinggalkan = self.state
        self.alasan_keputusan = move.reason
        self.remember_standing(move)

    @act(
        "KD-13a",
        "Batalkan keputusan",
        source=(Tahap.DITERIMA, Tahap.DITOLAK),
        target=Tahap.REKAM_JEJAK,
        who=institusi,
        form=AlasanSingkatForm,
        guards=(guards.seleksi_sebelum_laporan,),
        effects=(effects.leave_top_three("batalkan_keputusan"),),
        legal="SJ-104",
    )
    @act(
        "KD-13b",
        "Batalkan keputusan",
        source=Tahap.TIDAK_LANJUT,
        target=STAGE_LEFT,
        who=institusi,
        form=AlasanSingkatForm,
        guards=(guards.seleksi_sebelum_laporan,),
        effects=(effects.leave_top_three("batalkan_keputusan"),),
        legal="SJ-104",
    )
    def batalkan_keputusan(self: Any, move: Move) -> None:
        self.alasan_keputusan = ""

    @act(
        "KD-14",
        "Pelantikan",
        source=Tahap.DITERIMA,
        target=Tahap.DILANTIK,
        causes=("SL-21",),
        legal=f"{LEGAL} (Gambar 49); SJ-120",
    )
    def pelantikan(self: Any, move: Move) -> None:
        """Chosen in the Pelantikan form."""


#: Said before a score is corrected of somebody who was decided on.
LAPSES = "Keputusan atas kandidat ini gugur; putuskan lagi sesudah skornya dikoreksi."


class CorrectionActs:
    """KD-15a … KD-17: corrections with the old value kept, removal before the first stage."""

    @act("KD-15a", "Koreksi skor", source=SCORED, fact="skor", **CORRECT)
    @act(
        "KD-15b",
        "Koreksi skor",
        source=(Tahap.DITERIMA, Tahap.DITOLAK),
        target=Tahap.REKAM_JEJAK,
        effects=(effects.leave_top_three("koreksi_skor"),),
        explains=LAPSES,
        **CORRECT,
    )
    @act(
        "KD-15c",
        "Koreksi skor",
        source=Tahap.TIDAK_LANJUT,
        target=STAGE_LEFT,
        fact="skor",
        effects=(effects.leave_top_three("koreksi_skor"),),
        explains=LAPSES,
        **CORRECT,
    )
    def koreksi_skor(self: Any, move: Move) -> None:
        """A decision taken on the old score lapses."""
        move.notes["skor_lama"] = self.skor_of(move.data["tahap"])
        self.set_skor(move, move.data["tahap"])
        self.alasan_keputusan = ""

    @act(
        "KD-16a",
        "Hapus",
        source=Tahap.LULUS_ADMINISTRASI,
        who=institusi,
        form=AlasanSingkatForm,
        guards=(guards.seleksi_proses,),
        legal="SJ-89",
        removes=True,
        danger=True,
    )
    def hapus(self: Any, move: Move) -> None:
        move.notes |= {"nama_lama": self.nama, "nip_lama": self.nip}

    @act(
        "KD-16b",
        "Ubah",
        source=(Tahap.LULUS_ADMINISTRASI, Tahap.KOMPETENSI_MANAJERIAL),
        fact="!skor",
        who=institusi,
        form=IdentitasForm,
        guards=(guards.seleksi_proses, guards.nip_unik),
        legal="SJ-89",
    )
    def ubah(self: Any, move: Move) -> None:
        self.set_identity(move)

    @act(
        "KD-17",
        "Koreksi identitas",
        source=(*SCORED, Tahap.DITERIMA, Tahap.DITOLAK, Tahap.TIDAK_LANJUT),
        fact="skor",
        who=institusi,
        form=KoreksiIdentitasForm,
        guards=(guards.seleksi_penilaian, guards.nip_unik),
        legal="SJ-89",
    )
    def koreksi_identitas(self: Any, move: Move) -> None:
        self.set_identity(move)


class KandidatActs(StageActs, DecisionActs, CorrectionActs):
    """All acts of a candidate, version 1."""
