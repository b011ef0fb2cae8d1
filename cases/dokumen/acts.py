"""DK-1 … DK-12: the acts of a signed document (cat-bkn §16.8; rows: docs/spec/machines/dokumen.csv)."""

from __future__ import annotations

from typing import Any

from cases.core.doing.forms import AlasanForm
from cases.core.doing.notices import tell
from cases.core.doing.petugas import Change, replaces
from workflows.context import Move
from workflows.ledger import plain
from workflows.machine import NOTHING, act

from . import effects, guards
from .forms import BuatForm, LampirkanForm, SusunForm, TandaTanganiForm, UnggahMstForm
from .permissions import penandatangan, pengurus, sistem
from .states import State

#: The machine is that of the CAT regulation, for whose forms it is prescribed; other letters follow it too.
LEGAL = "§16.8; untuk CAT: Peraturan BKN Pasal 11 (3) u–x"


#: Of a change of petugas before the last signature: the lines change with the person.
REDRAWN: dict[str, Any] = {"before": (effects.change_signer,), "after": (effects.redraw,)}


def draw_anew(dokumen: Any, move: Move) -> None:
    """A new draft, earlier signatures void, as long as it is not signed by all."""
    if move.before in (State.KONSEP, State.MENUNGGU_TTD):
        dokumen.begin_draft()


class DraftActs:
    @act(
        "DK-1",
        "Buat dokumen",
        source=NOTHING,
        target=State.KONSEP,
        who=sistem,
        form=BuatForm,
        effects=(effects.draw_lines, effects.appoint_petugas),
        legal=f"{LEGAL}; CB-239",
    )
    def buat(self: Any, move: Move) -> None:
        self.case.assignee = move.data.get("petugas")
        self.siap = True

    @act(
        "DK-2",
        "Susun ulang konsep",
        source=State.KONSEP,
        fact="!disusun",
        who=pengurus,
        form=SusunForm,
        effects=(effects.redraw,),
        legal=f"{LEGAL}; CB-239",
    )
    def susun_ulang(self: Any, move: Move) -> None:
        self.isi = {**self.isi, **plain(move.data)}
        self.begin_draft()

    @act(
        "DK-3",
        "Konsep disusun",
        source=State.KONSEP,
        fact="!siap",
        who=sistem,
        form=LampirkanForm,
        legal=f"{LEGAL}; CB-239",
    )
    def lampirkan(self: Any, move: Move) -> None:
        self.siap, self.disusun = True, False

    @act(
        "DK-13",
        "Konsep gagal disusun",
        source=State.KONSEP,
        fact="!siap",
        who=sistem,
        form=AlasanForm,
        effects=(effects.tell_keeper("Konsep dokumen tidak dapat disusun; perbaiki isinya"),),
        legal=f"{LEGAL}; CB-239",
    )
    def gagal_disusun(self: Any, move: Move) -> None:
        """The text cannot be printed as it is: its author's turn again."""
        self.disusun = False

    @act(
        "DK-4",
        "Ajukan tanda tangan",
        source=State.KONSEP,
        target=State.MENUNGGU_TTD,
        fact="siap",
        who=pengurus | sistem,
        guards=(guards.nomor_surat_ada, guards.tata_letak_sama),
        effects=(effects.tell_signers,),
        legal=LEGAL,
    )
    def ajukan(self: Any, move: Move) -> None:
        """The file of this draft is what will be signed."""

    @act(
        "DK-10",
        "Batalkan dokumen",
        source=(State.KONSEP, State.MENUNGGU_TTD),
        target=State.DIBATALKAN,
        who=pengurus,
        form=AlasanForm,
        legal="§16.8 (usulan)",
        danger=True,
    )
    def batalkan(self: Any, move: Move) -> None:
        """Nothing was sent; the draft and its signatures stay as evidence."""

    ganti_petugas = replaces(
        (
            Change("DK-12a", State.KONSEP, fact="petugas", **REDRAWN),
            Change("DK-12b", State.MENUNGGU_TTD, State.KONSEP, fact="petugas", **REDRAWN),
            Change("DK-12c", (State.DITANDATANGANI, State.TERKIRIM), fact="petugas"),
        ),
        told="Anda ditunjuk mengurus dokumen",
        also=draw_anew,
    )


class SigningActs:
    @act(
        "DK-5",
        "Tanda tangani",
        source=State.MENUNGGU_TTD,
        personal=True,  # a certificate is its owner's
        who=penandatangan,
        form=TandaTanganiForm,
        guards=(
            guards.nomor_surat_ada,
            guards.tata_letak_sama,
            guards.baris_terbuka,
            guards.orang_berbeda,
        ),
        legal=f"{LEGAL}; CB-239",
    )
    def tanda_tangani(self: Any, move: Move) -> None:
        """The signed file was attached and the line marked while the documents of the act were bound."""

    @act(
        "DK-6",
        "Semua tanda tangan lengkap",
        source=State.MENUNGGU_TTD,
        target=State.DITANDATANGANI,
        fact="lengkap",
        kind="auto",
        who=sistem,
        effects=(
            effects.tell_keeper("Dokumen sudah ditandatangani dan siap dikirim"),
            effects.ask_documented,
        ),
        legal=LEGAL,
    )
    def lengkapi(self: Any, move: Move) -> None:
        """No edit from here on: a replacement is a new document that names this one."""

    @act(
        "DK-7",
        "Tolak",
        source=State.MENUNGGU_TTD,
        target=State.KONSEP,
        who=penandatangan,
        form=AlasanForm,
        effects=(effects.void_signatures, effects.tell_keeper("Konsep dokumen ditolak penandatangan")),
        legal=LEGAL,
        danger=True,
    )
    def tolak_tanda_tangan(self: Any, move: Move) -> None:
        self.begin_draft(rendering=False)


class SendingActs:
    dikirim_pada: Any
    mst_oleh: Any
    berkas: Any

    @act(
        "DK-8",
        "Kirim",
        source=State.DITANDATANGANI,
        target=State.TERKIRIM,
        who=pengurus,
        effects=(tell("Dokumen bertanda tangan dikirim kepada Anda", "institusi"),),
        legal="§16.8; untuk CAT: Peraturan BKN Pasal 11 (3) w; CB-112",
    )
    def kirim(self: Any, move: Move) -> None:
        self.dikirim_pada = move.now

    @act(
        "DK-9",
        "Catat unggah MST",
        source=State.TERKIRIM,
        target=State.TERUNGGAH,
        fact="mst",
        who=pengurus,
        form=UnggahMstForm,
        legal="untuk CAT: Peraturan BKN Pasal 11 (3) x; CB-113, CB-240",
    )
    def catat_unggah(self: Any, move: Move) -> None:
        self.mst_id, self.mst_pada = move.data["mst_id"], move.data["waktu"]
        self.mst_oleh, self.mst_sidik = move.actor, self.berkas.sha256

    @act(
        "DK-11",
        "Buat pengganti",
        source=(State.TERKIRIM, State.DIBATALKAN),
        who=pengurus,
        form=AlasanForm,
        guards=(guards.belum_diganti,),
        effects=(effects.replace,),
        legal="§16.8",
    )
    def buat_pengganti(self: Any, move: Move) -> None:
        """A new document that names this one; this one stays what it is."""
        self.pengganti_diminta += 1
