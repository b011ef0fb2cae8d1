"""SL-1 … SL-9, SL-23, SL-27, SL-30: the plan, its review, the dialogue, files taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.core.doing.corrections import ask_correction
from cases.core.doing.forms import AlasanForm, PesanForm
from cases.core.doing.notices import tell
from cases.core.doing.petugas import chooses, replaces
from cases.core.doing.withdrawal import takes_back
from cases.jpt import effects, guards
from cases.jpt.documents import WITHDRAWABLE
from cases.jpt.forms.plan import (
    DrafForm,
    KirimPerbaikanForm,
    PenolakanForm,
    PerbaikanForm,
    PersetujuanForm,
    RekomendasiForm,
    RencanaForm,
)
from cases.jpt.models.records import Rekomendasi
from cases.jpt.permissions import institusi, peserta_dialog, petugas_ditunjuk
from cases.jpt.selectors import chosen_nomenklatur, own_nomenklatur
from cases.jpt.states import LIVE, State
from cases.organisations.badan import in_words
from workflows.context import Move
from workflows.ledger import plain
from workflows.machine import NOTHING, act

LEGAL = "Peraturan KASN 7/2016 Lamp. D"
PLAN_FILES = ("surat_pengantar_rencana>=0", "berkas_pansel>=0")
APPOINTED = "Anda ditunjuk menelaah rencana seleksi"


class PlanActs:
    diajukan_pada: Any

    @act(
        "SL-1",
        "Simpan rencana",
        source=NOTHING,
        target=State.DRAF,
        who=institusi,
        form=DrafForm,
        documents=PLAN_FILES,
        locks=chosen_nomenklatur,
        legal="SJ-71",
    )
    @act(
        "SL-1b",
        "Simpan rencana",
        source=State.DRAF,
        who=institusi,
        form=DrafForm,
        documents=PLAN_FILES,
        locks=chosen_nomenklatur,
        legal="SJ-71",
    )
    def simpan_draf(self: Any, move: Move) -> None:
        self.take_plan(move.data)

    @act(
        "SL-2",
        "Simpan",
        source=(NOTHING, State.DRAF),
        target=State.BARU,
        who=institusi,
        form=RencanaForm,
        guards=(guards.tanpa_seleksi_terbuka,),
        documents=PLAN_FILES,
        effects=(effects.keep_plan, tell("Rencana seleksi baru", "kasn")),
        locks=chosen_nomenklatur,
        legal=f"{LEGAL} (Gambar 21–24); SJ-60",
    )
    def tambah_seleksi(self: Any, move: Move) -> None:
        self.take_plan(move.data)
        self.diajukan_pada = move.now
        self.nomenklatur_version_id = self.nomenklatur.approved_id

    pilih_petugas = chooses("SL-3", source=State.BARU, told=APPOINTED, legal=f"{LEGAL} (Gambar 25); SJ-74")

    @act(
        "SL-4",
        "Perbaikan",
        source=State.BARU,
        target=State.PERBAIKAN,
        fact="petugas",
        who=petugas_ditunjuk,
        form=PerbaikanForm,
        documents=("lampiran_dialog>=0",),
        effects=(
            effects.write_message,
            ask_correction("rencana", RencanaForm, "pesan"),
            tell("Rencana seleksi perlu diperbaiki", "institusi"),
        ),
        legal=f"{LEGAL} (Gambar 27); SJ-76",
    )
    def perbaikan(self: Any, move: Move) -> None:
        """The message is in the dialogue and in the history of corrections."""

    @act(
        "SL-5",
        "Kirim pesan",
        source=LIVE,
        fact="petugas",
        who=peserta_dialog,
        form=PesanForm,
        guards=(guards.batas_pesan,),
        documents=("lampiran_dialog>=0",),
        effects=(effects.write_message, effects.tell_other_side("Pesan baru dalam percakapan")),
        legal=f"{LEGAL} (Gambar 27); SJ-77",
    )
    def kirim_pesan(self: Any, move: Move) -> None:
        """The message is in the dialogue."""

    @act(
        "SL-6",
        "Kirim perbaikan",
        source=State.PERBAIKAN,
        target=State.BARU,
        who=institusi,
        form=KirimPerbaikanForm,
        guards=(guards.berubah_atau_tanggapan,),
        documents=PLAN_FILES,
        effects=(
            effects.keep_plan,
            effects.write_message,
            tell("Rencana seleksi sudah diperbaiki", "petugas"),
        ),
        legal=f"{LEGAL} (Gambar 27); SJ-78",
    )
    def kirim_perbaikan(self: Any, move: Move) -> None:
        self.take_plan(move.data)

    @act(
        "SL-7a",
        "Rekomendasi",
        source=State.BARU,
        fact="petugas",
        who=petugas_ditunjuk,
        form=RekomendasiForm,
        documents=("rekomendasi_rencana>=0",),
        effects=(
            effects.recommend(Rekomendasi.Jenis.RENCANA, "isi", "rekomendasi_rencana"),
            effects.letter("rekomendasi_rencana"),
            tell(in_words("Rekomendasi {badan} atas rencana seleksi"), "institusi"),
        ),
        legal=f"{LEGAL} (Gambar 29); SJ-81",
    )
    @act(
        "SL-7b",
        "Rekomendasi",
        source=State.DISETUJUI,
        who=petugas_ditunjuk,
        form=RekomendasiForm,
        documents=("rekomendasi_rencana>=0",),
        effects=(
            effects.recommend(Rekomendasi.Jenis.RENCANA, "isi", "rekomendasi_rencana"),
            effects.letter("rekomendasi_rencana"),
            tell(in_words("Rekomendasi {badan} atas rencana seleksi"), "institusi"),
        ),
        legal=f"{LEGAL} (Gambar 29); SJ-81",
    )
    def rekomendasi(self: Any, move: Move) -> None:
        """Kept as a numbered recommendation of its own."""

    @act(
        "SL-8",
        "Setujui",
        source=State.BARU,
        target=State.DISETUJUI,
        fact="petugas",
        who=petugas_ditunjuk,
        form=PersetujuanForm,
        guards=(guards.surat_pengantar_ada, guards.versi_disetujui_ada),
        documents=("surat_persetujuan>=0",),
        effects=(effects.letter("surat_persetujuan"), tell("Rencana seleksi disetujui", "institusi")),
        locks=own_nomenklatur,
        legal=f"{LEGAL} (Gambar 28); SJ-79",
    )
    def setujui(self: Any, move: Move) -> None:
        self.persetujuan = decision(move, move.data)

    @act(
        "SL-9",
        "Tolak",
        source=State.BARU,
        target=State.DITOLAK,
        fact="petugas",
        who=petugas_ditunjuk,
        form=PenolakanForm,
        documents=("surat_penolakan>=0",),
        effects=(tell("Rencana seleksi ditolak", "institusi"),),
        legal=f"{LEGAL} (Gambar 28); SJ-80",
        danger=True,
    )
    def tolak(self: Any, move: Move) -> None:
        self.penolakan = decision(move, move.data)

    @act(
        "SL-23",
        "Tarik rencana",
        source=(State.DRAF, State.BARU, State.PERBAIKAN),
        target=State.DIBATALKAN,
        who=institusi,
        form=AlasanForm,
        effects=(tell("Rencana seleksi ditarik institusi", "petugas"),),
        legal="SJ-125",
        danger=True,
    )
    def tarik_rencana(self: Any, move: Move) -> None:
        """Terminal; the open task is closed by the routing."""

    ganti_petugas = replaces("SL-27", source=LIVE, told=APPOINTED)
    tarik_berkas = takes_back("SL-30", source=tuple(WITHDRAWABLE))


def decision(move: Move, data: Mapping[str, Any]) -> dict[str, Any]:
    """What a form of KASN gave, as it is shown; the date is that of the decision unless one was written."""
    values: dict[str, Any] = plain({**data, "tanggal": data.get("tanggal") or effects.day_of(move)})
    return values
