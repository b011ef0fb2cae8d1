"""SL-24 … SL-26, SL-28a … SL-29b: the institution asks, KASN decides (SJ-125); the block is core's."""

from __future__ import annotations

from typing import Any

from cases.core.doing.interruption import Interruption
from cases.core.doing.requests import Request
from cases.jpt import effects, guards
from cases.jpt.forms.interruption import BatalkanForm, PermohonanForm, TundaForm
from cases.jpt.permissions import pemutus
from cases.jpt.presenting import request_said
from cases.jpt.states import RUNNING, State

INTERRUPTION = Interruption(
    "Seleksi",
    running=RUNNING,
    paused=State.DITUNDA,
    cancelled=State.DIBATALKAN,
    request=Request(
        "Permohonan",
        decides=pemutus,
        legal="SJ-125",
        waits="Permohonan institusi menunggu keputusan",
        opened=(effects.open_request,),
        closed=effects.close_request,
        explains=request_said,
    ),
)
#: What every request brings.
LETTER: dict[str, Any] = {"form": PermohonanForm, "documents": ("surat_permohonan>=1",)}


class InterruptionActs:
    tunda = INTERRUPTION.tunda(
        "SL-24",
        form=TundaForm,
        guards=(guards.permohonan_tunda_atau_temuan,),
        documents=("surat_penundaan>=1",),
    )
    lanjutkan = INTERRUPTION.lanjutkan("SL-25", guards=(guards.permohonan_lanjut_atau_komisioner,))
    batalkan = INTERRUPTION.batalkan(
        "SL-26",
        form=BatalkanForm,
        guards=(guards.permohonan_batal_atau_temuan,),
        documents=("surat_pembatalan>=1",),
    )
    mohon_tunda = INTERRUPTION.mohon_tunda("SL-28a", **LETTER)
    mohon_batal = INTERRUPTION.mohon_batal("SL-28b", **LETTER)
    mohon_lanjut = INTERRUPTION.mohon_lanjut("SL-28c", **LETTER)
    tolak_permohonan = INTERRUPTION.tolak_permohonan("SL-29a")
    tarik_permohonan = INTERRUPTION.tarik_permohonan("SL-29b")
