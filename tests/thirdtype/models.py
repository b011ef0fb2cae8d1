"""The loan of a meeting room to an institution: asked for, decided within three days, used, given back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from cases.core.doing.forms import AlasanForm
from cases.core.doing.interruption import Interruptible, Interruption
from cases.core.doing.notices import tell
from cases.core.doing.petugas import chooses, replaces
from cases.core.doing.requests import Request
from cases.core.doing.subjects import CaseDetail
from workflows.context import Move
from workflows.errors import Reason
from workflows.machine import NOTHING, act

from . import guards
from .forms import PeminjamanForm, SelesaiForm
from .permissions import institusi, penyelia, sistem
from .states import Ruang, State

LEGAL = "Tata tertib ruang rapat"


class PinjamRuang(CaseDetail, Interruptible):
    """kunci_pada: when the key was handed over, None before."""

    ruang = models.CharField(max_length=10, choices=Ruang.choices)
    tanggal = models.DateField()
    siap_pada = models.DateTimeField()
    keperluan = models.CharField(max_length=200)
    jumlah_peserta = models.PositiveSmallIntegerField()
    kunci_pada = models.DateTimeField(null=True)

    constraint_reasons: ClassVar[Mapping[str, Reason]] = {"pinjam_ruang_once": guards.TERPAKAI}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="pinjam_ruang_state"),
            models.UniqueConstraint(
                fields=["ruang", "tanggal"], name="pinjam_ruang_once", condition=Q(state=State.DISETUJUI)
            ),
        ]

    def title(self) -> str:
        return f"{Ruang(self.ruang).label} — {self.keperluan}"

    def taken(self) -> bool:
        """Whether somebody else has the room on that day."""
        same = type(self)._default_manager.filter(ruang=self.ruang, tanggal=self.tanggal)
        return same.filter(state=State.DISETUJUI).exclude(pk=self.pk).exists()


class LoanActs:
    """PR-1 … PR-4: asked for, and decided within three days."""

    @act(
        "PR-1",
        "Ajukan",
        source=NOTHING,
        target=State.DIAJUKAN,
        who=institusi,
        form=PeminjamanForm,
        documents=("surat_peminjaman>=1",),
        effects=(tell("Permohonan peminjaman ruang menunggu keputusan", "penyelia"),),
        legal=LEGAL,
    )
    def ajukan(self: Any, move: Move) -> None:
        for name in ("ruang", "tanggal", "siap_pada", "keperluan", "jumlah_peserta"):
            setattr(self, name, move.data[name])

    @act(
        "PR-2",
        "Setujui",
        source=State.DIAJUKAN,
        target=State.DISETUJUI,
        who=penyelia,
        guards=(guards.ruang_bebas,),
        effects=(tell("Peminjaman ruang disetujui", "institusi"),),
        legal=LEGAL,
    )
    def setujui(self: Any, move: Move) -> None:
        """From now on the room is taken on that day."""

    @act(
        "PR-3",
        "Tolak",
        source=State.DIAJUKAN,
        target=State.DITOLAK,
        who=penyelia,
        form=AlasanForm,
        effects=(tell("Peminjaman ruang ditolak", "institusi"),),
        legal=LEGAL,
    )
    def tolak(self: Any, move: Move) -> None:
        """The reason is in the ledger."""

    @act(
        "PR-4",
        "Kedaluwarsa",
        source=State.DIAJUKAN,
        target=State.GUGUR,
        who=sistem,
        effects=(tell("Permohonan peminjaman ruang gugur karena tidak diputus", "institusi", "penyelia"),),
        legal=LEGAL,
    )
    def kedaluwarsa(self: Any, move: Move) -> None:
        """Three days have passed; done by the timer of the turn."""


class UseActs:
    """PR-5 … PR-7: the key, and the end."""

    @act("PR-5", "Serahkan kunci", source=State.DISETUJUI, fact="!kunci", who=penyelia, legal=LEGAL)
    def serahkan_kunci(self: Any, move: Move) -> None:
        self.kunci_pada = move.now

    @act(
        "PR-6",
        "Selesai",
        source=State.DISETUJUI,
        target=State.SELESAI,
        fact="kunci",
        who=institusi,
        form=SelesaiForm,
        documents=("rekaman_ruang>=0",),
        legal=LEGAL,
    )
    def selesaikan(self: Any, move: Move) -> None:
        """The room is free again."""

    @act(
        "PR-7",
        "Tarik",
        source=[State.DIAJUKAN, State.DISETUJUI],
        target=State.GUGUR,
        fact="!kunci",
        who=institusi,
        form=AlasanForm,
        effects=(tell("Permohonan peminjaman ruang ditarik institusi", "penyelia"),),
        legal=LEGAL,
        danger=True,
    )
    def tarik(self: Any, move: Move) -> None:
        """Terminal; the routing closes what is open."""


TOLD = "Anda ditunjuk mengurus peminjaman ruang"


class PetugasActs:
    """PR-8, PR-9: who looks after the room."""

    pilih_petugas = chooses("PR-8", source=[State.DIAJUKAN, State.DISETUJUI], told=TOLD, legal=LEGAL)
    ganti_petugas = replaces("PR-9", source=[State.DIAJUKAN, State.DISETUJUI, State.DITUNDA], told=TOLD)


INTERRUPTION = Interruption(
    "Peminjaman ruang",
    running=(State.DISETUJUI,),
    paused=State.DITUNDA,
    cancelled=State.GUGUR,
    request=Request("Permohonan", decides=penyelia, decider="penyelia", legal=LEGAL),
)


class InterruptionActs:
    """PR-10 … PR-15: postponed, taken up again, cancelled; the institution may ask for the end."""

    tunda = INTERRUPTION.tunda("PR-10")
    lanjutkan = INTERRUPTION.lanjutkan("PR-11", guards=(guards.ruang_bebas,))
    batalkan = INTERRUPTION.batalkan("PR-12")
    mohon_batal = INTERRUPTION.mohon_batal("PR-13")
    tolak_permohonan = INTERRUPTION.tolak_permohonan("PR-14")
    tarik_permohonan = INTERRUPTION.tarik_permohonan("PR-15")


class PinjamRuangV1(LoanActs, UseActs, PetugasActs, InterruptionActs, PinjamRuang):
    class Meta:
        proxy = True
