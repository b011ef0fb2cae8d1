"""SL-24 … SL-26, SL-28a … SL-29b: the institution asks, KASN decides (SJ-125)."""

from __future__ import annotations

from typing import Any

from cases.core.doing.forms import AlasanForm
from cases.core.doing.notices import tell
from cases.jpt import effects, guards
from cases.jpt.forms.interruption import BatalkanForm, PermohonanForm, TundaForm
from cases.jpt.models.records import Permohonan
from cases.jpt.permissions import institusi, pemutus
from cases.jpt.presenting import request_said
from cases.jpt.states import REQUESTABLE, RUNNING, State
from workflows.context import Move
from workflows.machine import Remembered, act

DIKABULKAN = Permohonan.Keputusan.DIKABULKAN
ASKED = (effects.open_request, tell("Permohonan institusi menunggu keputusan", "petugas"))


class InterruptionActs:
    @act(
        "SL-24",
        "Tunda",
        source=RUNNING,
        target=State.DITUNDA,
        who=pemutus,
        form=TundaForm,
        guards=(guards.permohonan_tunda_atau_temuan,),
        documents=("surat_penundaan>=1",),
        effects=(
            effects.close_request(DIKABULKAN, Permohonan.Jenis.TUNDA),
            tell("Seleksi ditunda", "institusi", "petugas"),
        ),
        legal="SJ-125",
        explains=request_said,
    )
    def tunda(self: Any, move: Move) -> None:
        self.sebelumnya = move.before
        self.clear_request()

    @act(
        "SL-25",
        "Lanjutkan",
        source=State.DITUNDA,
        target=Remembered("<sebelumnya>", "sebelumnya", RUNNING),
        who=pemutus,
        form=AlasanForm,
        guards=(guards.permohonan_lanjut_atau_komisioner,),
        effects=(
            effects.close_request(DIKABULKAN, Permohonan.Jenis.LANJUT),
            tell("Seleksi dilanjutkan", "institusi", "petugas"),
        ),
        legal="SJ-125",
        explains=request_said,
    )
    def lanjutkan(self: Any, move: Move) -> None:
        self.clear_request()

    @act(
        "SL-26",
        "Batalkan",
        source=REQUESTABLE,
        target=State.DIBATALKAN,
        who=pemutus,
        form=BatalkanForm,
        guards=(guards.permohonan_batal_atau_temuan,),
        documents=("surat_pembatalan>=1",),
        effects=(
            effects.close_request(DIKABULKAN, Permohonan.Jenis.BATAL),
            tell("Seleksi dibatalkan", "institusi", "petugas"),
        ),
        legal="SJ-125",
        explains=request_said,
        danger=True,
    )
    def batalkan(self: Any, move: Move) -> None:
        self.clear_request()

    @act(
        "SL-28a",
        "Mohon tunda",
        source=RUNNING,
        fact="!permohonan",
        who=institusi,
        form=PermohonanForm,
        documents=("surat_permohonan>=1",),
        effects=ASKED,
        legal="SJ-125",
    )
    def mohon_tunda(self: Any, move: Move) -> None:
        self.set_request(Permohonan.Jenis.TUNDA, move)

    @act(
        "SL-28b",
        "Mohon batal",
        source=REQUESTABLE,
        fact="!permohonan",
        who=institusi,
        form=PermohonanForm,
        documents=("surat_permohonan>=1",),
        effects=ASKED,
        legal="SJ-125",
    )
    def mohon_batal(self: Any, move: Move) -> None:
        self.set_request(Permohonan.Jenis.BATAL, move)

    @act(
        "SL-28c",
        "Mohon lanjut",
        source=State.DITUNDA,
        fact="!permohonan",
        who=institusi,
        form=PermohonanForm,
        documents=("surat_permohonan>=1",),
        effects=ASKED,
        legal="SJ-125",
    )
    def mohon_lanjut(self: Any, move: Move) -> None:
        self.set_request(Permohonan.Jenis.LANJUT, move)

    @act(
        "SL-29a",
        "Tolak permohonan",
        source=REQUESTABLE,
        fact="permohonan",
        who=pemutus,
        form=AlasanForm,
        effects=(
            effects.close_request(Permohonan.Keputusan.DITOLAK),
            tell("Permohonan ditolak", "institusi", "petugas"),
        ),
        legal="SJ-125",
        explains=request_said,
    )
    def tolak_permohonan(self: Any, move: Move) -> None:
        self.clear_request()

    @act(
        "SL-29b",
        "Tarik permohonan",
        source=REQUESTABLE,
        fact="permohonan",
        who=institusi,
        effects=(
            effects.close_request(Permohonan.Keputusan.DITARIK),
            tell("Permohonan ditarik institusi", "petugas"),
        ),
        legal="SJ-125",
    )
    def tarik_permohonan(self: Any, move: Move) -> None:
        self.clear_request()
