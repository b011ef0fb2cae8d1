"""PB-1 … PB-8: the acts of a cancellation (docs/spec/machines/pembatalan.csv)."""

from __future__ import annotations

from typing import Any

from cases.cat import proposals
from cases.cat.law.proposals import cancelled_by
from cases.cat.permissions import deputi, kanreg, ppss, psi, sistem, tpc
from cases.cat.states import Pembatalan as State
from cases.cat.tables import UsulPembatalan
from cases.cat.usul.effects import confirmed, decide, freeze
from cases.cat.usul.forms import KonfirmasiBknForm, PengumumanForm, PersetujuanForm
from cases.cat.usul.guards import ba_lengkap_ditandatangani, pihak_sesuai_lokasi
from cases.cat.usul.papers import makes
from cases.cat.usul.subject import Proposed, lock_scope
from cases.core.doing.forms import AlasanForm
from cases.core.doing.notices import tell
from workflows.context import Move
from workflows.machine import NOTHING, act

from . import guards
from .forms import TarikForm, UsulkanForm
from .jenis import BA_PEMBATALAN

BASIS = "Peraturan BKN 5/2024 Pasal 10 (7)–(9), 11 (9)–(11)"
OPEN = (State.KONSEP, State.DIKOORDINASIKAN)


class ProposalActs:
    acara_id: Any
    uraian: str
    koordinasi_bkn: Any

    @act(
        "PB-1",
        "Usulkan pembatalan",
        source=NOTHING,
        target=State.KONSEP,
        who=tpc,
        form=UsulkanForm,
        guards=(
            guards.cakupan_dapat_dibatalkan,
            guards.indikasi_kecurangan,
            guards.tanpa_pembatalan_terbuka,
        ),
        locks=lock_scope,
        legal=f"{BASIS}; CB-77, CB-125, CB-129",
        explains="Selama diusulkan tidak ada sesi dalam cakupannya yang dibuka atau dimulai.",
    )
    def usulkan(self: Any, move: Move) -> None:
        self.acara_id = proposals.event_of(self.case.parent)
        self.uraian = move.data["uraian"]

    @act(
        "PB-2a",
        "Konfirmasi koordinasi (KKR/KPPSS)",
        source=State.KONSEP,
        fact="!konfirmasi_bkn",
        who=kanreg | ppss,
        form=KonfirmasiBknForm,
        guards=(pihak_sesuai_lokasi,),
        legal=f"{BASIS}; CB-78, CB-126, CB-130",
    )
    def konfirmasi_bkn(self: Any, move: Move) -> None:
        self.koordinasi_bkn = confirmed(move)

    @act(
        "PB-2b",
        "Koordinasi selesai",
        source=State.KONSEP,
        target=State.DIKOORDINASIKAN,
        fact="konfirmasi_bkn",
        who=tpc,
        effects=(makes(BA_PEMBATALAN.key),),
        legal=f"{BASIS}; CB-78, CB-126, CB-129",
        explains="Berita acara pembatalan lalu disusun dan menunggu tanda tangan Tim Pelaksana.",
    )
    def koordinasi_selesai(self: Any, move: Move) -> None:
        """The berita acara says that it was."""


class DecisionActs:
    ba: bool
    disetujui: bool

    @act(
        "PB-3",
        "BA pembatalan ditandatangani",
        source=State.DIKOORDINASIKAN,
        fact="!ba",
        kind="ask",
        causes={"DK-6"},
        guards=(ba_lengkap_ditandatangani,),
        legal=f"{BASIS}; CB-79, CB-127, CB-223",
    )
    def ba_ditandatangani(self: Any, move: Move) -> None:
        self.ba = True

    @act(
        "PB-4a",
        "Setujui",
        source=State.DIKOORDINASIKAN,
        fact="!disetujui",
        who=deputi,
        form=PersetujuanForm,
        documents=("bukti_persetujuan>=0",),
        legal=f"{BASIS}; CB-78, CB-126",
    )
    def setujui(self: Any, move: Move) -> None:
        self.disetujui = True

    @act(
        "PB-4b",
        "Tolak",
        source=State.DIKOORDINASIKAN,
        target=State.DITOLAK_DEPUTI,
        fact="!disetujui",
        who=deputi,
        form=AlasanForm,
        legal="CB-129",
        danger=True,
    )
    def tolak(self: Any, move: Move) -> None:
        """What it was proposed over stays as it is; a room is used again after a new check (TL-9)."""

    @act(
        "PB-5",
        "Pembatalan berlaku",
        source=State.DIKOORDINASIKAN,
        target=State.BERLAKU,
        fact="ba disetujui",
        kind="auto",
        across=True,
        who=sistem,
        guards=(guards.ada_yang_dapat_dibatalkan, guards.tanpa_permintaan_menunggu),
        locks=lock_scope,
        effects=(freeze("batalkan"), tell("Pembatalan berlaku; umumkan kepada peserta", "institusi")),
        legal=f"{BASIS}; CB-77, CB-125, CB-129",
    )
    def berlakukan(self: Any, move: Move) -> None:
        decide(move, cancelled_by)


class EndingActs:
    diumumkan: bool

    @act(
        "PB-6",
        "Umumkan pembatalan",
        source=State.BERLAKU,
        fact="!diumumkan",
        who=psi,
        form=PengumumanForm,
        documents=("pengumuman>=0",),
        legal="Peraturan BKN 5/2024 Pasal 10 (10) f, 11 (12) q; CB-85, CB-149",
    )
    def umumkan(self: Any, move: Move) -> None:
        self.diumumkan = True

    @act(
        "PB-7a",
        "Tarik",
        source=OPEN,
        target=State.DITARIK,
        who=tpc,
        form=TarikForm,
        guards=(guards.indikasi_tidak_terbukti,),
        legal="CB-273",
        danger=True,
    )
    def tarik(self: Any, move: Move) -> None:
        """The ledger says why."""

    @act(
        "PB-7b",
        "Ditarik (tidak ada yang dapat dibatalkan)",
        source=OPEN,
        target=State.DITARIK,
        kind="auto",
        across=True,
        who=sistem,
        guards=(guards.tidak_ada_yang_dapat_dibatalkan, guards.tanpa_permintaan_menunggu),
        legal="CB-273",
    )
    def tarik_tanpa_objek(self: Any, move: Move) -> None:
        """Its scope has ended, or was never surveyed."""

    @act(
        "PB-8",
        "Pembatalan berakhir",
        source=State.BERLAKU,
        target=State.BERAKHIR,
        fact="diumumkan",
        kind="auto",
        across=True,
        who=sistem,
        guards=(guards.cakupan_sudah_batal, guards.permintaan_terjawab),
        legal="CB-273",
    )
    def akhiri(self: Any, move: Move) -> None:
        """Everything that it froze has answered, and participants were told."""


class PembatalanV1(Proposed, ProposalActs, DecisionActs, EndingActs, UsulPembatalan):
    class Meta:
        proxy = True
