"""Postponing, going on and cancelling a case, written once: a type says in which states, who decides and by which rows.

    PAUSE = Interruption("Seleksi", running=RUNNING, paused=State.DITUNDA, cancelled=State.DIBATALKAN,
                         request=Request("Permohonan", decides=pemutus, legal="SJ-125"))

    tunda = PAUSE.tunda("SL-24")
    lanjutkan = PAUSE.lanjutkan("SL-25")
    batalkan = PAUSE.batalkan("SL-26")

and, where the institution asks for it, `mohon_tunda`, `mohon_batal`, `mohon_lanjut`, `tolak_permohonan` and
`tarik_permohonan` in the same way. The model has the columns of `Interruptible`; `Request` says what else belongs to a
request. A row takes whatever `machine.act` takes beside what the block says: form, guards, documents, legal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import TextChoices

from workflows.context import Move
from workflows.machine import Remembered, act
from workflows.written import Written

from .forms import AlasanForm
from .notices import tell
from .requests import Keputusan, Request, RequestedOfKinds, end_request


class Jenis(TextChoices):
    """What the institution asks for."""

    TUNDA = "tunda", "Tunda"
    BATAL = "batal", "Batal"
    LANJUT = "lanjut", "Lanjut"


class Interruptible(RequestedOfKinds):
    """sebelumnya: the state in which it was postponed, and to which it goes back."""

    sebelumnya = models.CharField(max_length=30, blank=True)

    class Meta:
        abstract = True


def pause(obj: Any, move: Move) -> None:
    """The state is remembered; a request that was open is answered."""
    obj.sebelumnya = move.before
    obj.clear_request()


@dataclass(frozen=True)
class Interruption:
    """How cases of a type are interrupted.

    called: what it is in notices ("Seleksi"); running: states in which it goes on and may be postponed; paused,
    cancelled: where it leads; request: who decides, and what belongs to what the institution asks for.
    """

    called: str
    running: Sequence[str]
    paused: str
    cancelled: str
    request: Request

    @property
    def open(self) -> tuple[str, ...]:
        """States in which something can be asked for or decided."""
        return (*self.running, self.paused)

    # What is decided, asked for or not

    def tunda(self, ref: str, label: str = "Tunda", **spec: Any) -> Any:
        row = self._decision(Jenis.TUNDA, "ditunda", spec)
        return Written(pause, act(ref, label, source=self.running, target=self.paused, **row))

    def lanjutkan(self, ref: str, label: str = "Lanjutkan", **spec: Any) -> Any:
        """Back to the state in which it was postponed."""
        target = Remembered("<sebelumnya>", "sebelumnya", self.running)
        row = self._decision(Jenis.LANJUT, "dilanjutkan", spec)
        return Written(end_request, act(ref, label, source=self.paused, target=target, **row))

    def batalkan(self, ref: str, label: str = "Batalkan", **spec: Any) -> Any:
        row = self._decision(Jenis.BATAL, "dibatalkan", {"danger": True, **spec})
        return Written(end_request, act(ref, label, source=self.open, target=self.cancelled, **row))

    def _decision(self, jenis: Jenis, said: str, spec: Any) -> dict[str, Any]:
        told = tell(f"{self.called} {said}", "institusi", self.request.decider)
        return {
            "who": self.request.decides,
            "form": AlasanForm,
            "effects": (*self.request.ending(Keputusan.DIKABULKAN, jenis), told),
            "legal": self.request.legal,
            "explains": self.request.explains,
            **spec,
        }

    # What the institution asks for

    def mohon_tunda(self, ref: str, label: str = "Mohon tunda", **spec: Any) -> Any:
        return self.request.asked(ref, label, jenis=Jenis.TUNDA, source=self.running, **spec)

    def mohon_batal(self, ref: str, label: str = "Mohon batal", **spec: Any) -> Any:
        return self.request.asked(ref, label, jenis=Jenis.BATAL, source=self.open, **spec)

    def mohon_lanjut(self, ref: str, label: str = "Mohon lanjut", **spec: Any) -> Any:
        return self.request.asked(ref, label, jenis=Jenis.LANJUT, source=self.paused, **spec)

    def tolak_permohonan(self, ref: str, **spec: Any) -> Any:
        return self.request.refused(ref, source=self.open, **spec)

    def tarik_permohonan(self, ref: str, **spec: Any) -> Any:
        return self.request.withdrawn(ref, source=self.open, **spec)
