"""PN-1a … PN-11: the acts of a postponement (docs/spec/machines/penundaan.csv)."""

from __future__ import annotations

from typing import Any

from cases.cat import proposals
from cases.cat.law.proposals import postponed_by
from cases.cat.permissions import deputi, kanreg, ppss, psi, sistem, tpc
from cases.cat.states import Penundaan as State
from cases.cat.tables import UsulPenundaan
from cases.cat.usul import facts
from cases.cat.usul.effects import confirmed, decide, freeze
from cases.cat.usul.forms import KonfirmasiBknForm, KoordinasiForm, PengumumanForm, PersetujuanForm
from cases.cat.usul.guards import ba_lengkap_ditandatangani, pihak_sesuai_lokasi
from cases.cat.usul.papers import makes
from cases.cat.usul.subject import Proposed, lock_scope
from cases.core.doing.forms import AlasanForm
from cases.core.doing.notices import tell
from workflows.context import Move
from workflows.ledger import plain
from workflows.machine import NOTHING, act
from workflows.rows import id_of, matched

from . import guards
from .forms import (
    GangguanSelesaiForm,
    KompensasiForm,
    KoordinasiSelesaiForm,
    TarikForm,
    TindakLanjutForm,
    UsulkanForm,
    UsulkanOtomatisForm,
)
from .jenis import BA_PENUNDAAN

BEFORE = "Peraturan BKN 5/2024 Pasal 10 (4)–(6), 11 (4)–(6)"
OPEN = (State.KONSEP, State.DIKOORDINASIKAN)
PROPOSED = (
    guards.cakupan_dapat_ditunda,
    guards.sebab_penundaan_sah,
    guards.tanpa_penundaan_terbuka,
    guards.tanpa_permintaan_menunggu,
)


class ProposalActs:
    acara_id: Any
    sebab: str
    uraian: str
    gangguan: Any
    tindak_lanjut: Any
    koordinasi_psi: Any
    koordinasi_bkn: Any
    case: Any

    @act(
        "PN-1a",
        "Usulkan penundaan",
        source=NOTHING,
        target=State.KONSEP,
        who=tpc,
        form=UsulkanForm,
        guards=PROPOSED,
        locks=lock_scope,
        legal=f"{BEFORE}; CB-74, CB-119, CB-128",
        explains="Penundaan berlaku setelah koordinasi, berita acara, dan persetujuan deputi.",
    )
    def usulkan(self: Any, move: Move) -> None:
        self._propose(move)

    @act(
        "PN-1b",
        "Penundaan diusulkan (3 jam)",
        source=NOTHING,
        target=State.KONSEP,
        kind="ask",
        causes={"SS-8", "TL-21"},
        form=UsulkanOtomatisForm,
        guards=PROPOSED,
        locks=lock_scope,
        legal=f"{BEFORE}; CB-119, CB-128",
    )
    def usulkan_otomatis(self: Any, move: Move) -> None:
        self._propose(move)

    def _propose(self: Any, move: Move) -> None:
        self.acara_id = proposals.event_of(self.case.parent)
        self.sebab, self.uraian = move.data["sebab"], move.data["uraian"]
        self.gangguan = facts.names_of(move)

    @act(
        "PN-2a",
        "Konfirmasi koordinasi (Pansel)",
        source=State.KONSEP,
        fact="!konfirmasi_psi",
        who=psi,
        form=KoordinasiForm,
        legal=f"{BEFORE}; CB-75, CB-121, CB-128",
    )
    def konfirmasi_pansel(self: Any, move: Move) -> None:
        self.koordinasi_psi = confirmed(move)

    @act(
        "PN-2b",
        "Konfirmasi koordinasi (KKR/KPPSS)",
        source=State.KONSEP,
        fact="!konfirmasi_bkn",
        who=kanreg | ppss,
        form=KonfirmasiBknForm,
        guards=(pihak_sesuai_lokasi,),
        legal=f"{BEFORE}; CB-75, CB-121, CB-130",
    )
    def konfirmasi_bkn(self: Any, move: Move) -> None:
        self.koordinasi_bkn = confirmed(move)

    @act(
        "PN-2c",
        "Koordinasi selesai",
        source=State.KONSEP,
        target=State.DIKOORDINASIKAN,
        fact="konfirmasi_psi konfirmasi_bkn",
        who=tpc,
        form=KoordinasiSelesaiForm,
        effects=(makes(BA_PENUNDAAN.key),),
        legal=f"{BEFORE}; CB-75, CB-121, CB-128, CB-219",
        explains="Berita acara penundaan lalu disusun dan menunggu tanda tangan Tim Pelaksana dan Pansel.",
    )
    def koordinasi_selesai(self: Any, move: Move) -> None:
        self.tindak_lanjut = matched(self.tindak_lanjut, move.data["kegiatan"])


class DecisionActs:
    ba: bool
    disetujui: bool

    @act(
        "PN-3",
        "BA penundaan ditandatangani",
        source=State.DIKOORDINASIKAN,
        fact="!ba",
        kind="ask",
        causes={"DK-6"},
        guards=(ba_lengkap_ditandatangani,),
        legal=f"{BEFORE}; CB-76, CB-122, CB-143, CB-220",
    )
    def ba_ditandatangani(self: Any, move: Move) -> None:
        self.ba = True

    @act(
        "PN-4a",
        "Setujui",
        source=State.DIKOORDINASIKAN,
        fact="!disetujui",
        who=deputi,
        form=PersetujuanForm,
        documents=("bukti_persetujuan>=0",),
        legal=f"{BEFORE}; CB-75, CB-121",
    )
    def setujui(self: Any, move: Move) -> None:
        self.disetujui = True

    @act(
        "PN-4b",
        "Tolak",
        source=State.DIKOORDINASIKAN,
        target=State.DITOLAK_DEPUTI,
        fact="!disetujui",
        who=deputi,
        form=AlasanForm,
        effects=(tell("Usul penundaan ditolak deputi", "institusi"),),
        legal="CB-128",
        danger=True,
    )
    def tolak(self: Any, move: Move) -> None:
        """What it was proposed over stays as it is; another may be proposed with new facts."""

    @act(
        "PN-5",
        "Penundaan berlaku",
        source=State.DIKOORDINASIKAN,
        target=State.BERLAKU,
        fact="ba disetujui",
        kind="auto",
        across=True,
        who=sistem,
        guards=(
            guards.gangguan_pn_masih_terbuka,
            guards.tiga_jam_atau_penetapan,
            guards.ada_yang_dapat_ditunda,
            guards.tanpa_pembatalan_matang,
            guards.tanpa_permintaan_menunggu,
        ),
        locks=lock_scope,
        effects=(freeze("tunda"), tell("Penundaan berlaku; umumkan kepada peserta", "institusi")),
        legal=f"{BEFORE}; CB-74, CB-119, CB-128",
    )
    def berlakukan(self: Any, move: Move) -> None:
        decide(move, postponed_by)


class EndingActs:
    diumumkan: bool
    kompensasi: bool
    sebab_berakhir: Any
    tindak_lanjut: Any

    @act(
        "PN-7a",
        "Tarik",
        source=OPEN,
        target=State.DITARIK,
        who=tpc,
        form=TarikForm,
        guards=(guards.sebab_berakhir,),
        legal="CB-273",
        danger=True,
    )
    def tarik(self: Any, move: Move) -> None:
        """The ledger says why."""

    @act(
        "PN-7b",
        "Ditarik (gangguan selesai)",
        source=OPEN,
        target=State.DITARIK,
        kind="ask",
        causes={"SS-7a", "SS-7b", "TL-20"},
        form=GangguanSelesaiForm,
        guards=(guards.pn_menyebut_gangguan_ini,),
        legal="CB-273",
    )
    def tarik_gangguan_selesai(self: Any, move: Move) -> None:
        """No disturbance that it names is open any more."""

    @act(
        "PN-7c",
        "Ditarik (tidak ada yang dapat ditunda)",
        source=OPEN,
        target=State.DITARIK,
        kind="auto",
        across=True,
        who=sistem,
        guards=(guards.tidak_ada_yang_dapat_ditunda, guards.tanpa_permintaan_menunggu),
        legal="CB-273",
    )
    def tarik_tanpa_objek(self: Any, move: Move) -> None:
        """Its scope has ended, is postponed already, or is in use again."""

    @act(
        "PN-8",
        "Penundaan berakhir",
        source=State.BERLAKU,
        target=State.BERAKHIR,
        kind="auto",
        across=True,
        who=sistem,
        guards=(guards.tidak_ada_yang_tertunda, guards.permintaan_terjawab),
        legal="CB-273",
    )
    def akhiri(self: Any, move: Move) -> None:
        """What the Pansel still owes stays its turn."""

    @act(
        "PN-9",
        "Umumkan penundaan",
        source=(State.BERLAKU, State.BERAKHIR),
        fact="!diumumkan",
        who=psi,
        form=PengumumanForm,
        documents=("pengumuman>=0",),
        legal="Peraturan BKN 5/2024 Pasal 10 (10) f, 11 (12) q; CB-85, CB-149",
    )
    def umumkan(self: Any, move: Move) -> None:
        self.diumumkan = True

    @act(
        "PN-10",
        "Catat kompensasi peserta",
        source=(State.BERLAKU, State.BERAKHIR),
        fact="mandiri !kompensasi",
        who=psi,
        form=KompensasiForm,
        documents=("bukti_kompensasi>=0",),
        legal="Peraturan BKN 5/2024 Pasal 11 (12) p; CB-148",
    )
    def catat_kompensasi(self: Any, move: Move) -> None:
        self.kompensasi = True

    @act(
        "PN-11",
        "Catat tindak lanjut",
        source=State.BERLAKU,
        who=tpc,
        form=TindakLanjutForm,
        legal="Peraturan BKN 5/2024 Pasal 11 (7); CB-123, CB-221",
    )
    def catat_tindak_lanjut(self: Any, move: Move) -> None:
        done = {"selesai_pada": plain(move.data.get("selesai_pada")), "oleh": move.data.get("oleh")}
        chosen = set(move.data.get("kegiatan") or ())
        self.tindak_lanjut = [row | done if id_of(row) in chosen else row for row in self.tindak_lanjut]
        self.sebab_berakhir = move.data.get("sebab_berakhir") or self.sebab_berakhir


class PenundaanV1(Proposed, ProposalActs, DecisionActs, EndingActs, UsulPenundaan):
    class Meta:
        proxy = True
