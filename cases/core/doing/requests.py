"""A request that somebody else decides, written once: it is a fact beside the state, both answers end it.

    REQUEST = Request("Permohonan nonaktif", decides=petugas_ditunjuk, legal="SJ-46")

    mohon_nonaktif = REQUEST.asked("NM-8a", "Mohon nonaktif", source=State.DISETUJUI)
    setujui_nonaktif = REQUEST.granted("NM-8b", "Setujui nonaktif", source=State.DISETUJUI, target=State.NONAKTIF)
    tolak_nonaktif = REQUEST.refused("NM-8c", "Tolak nonaktif", source=State.DISETUJUI)
    tarik_permohonan = REQUEST.withdrawn("NM-8d", source=State.DISETUJUI)

The model has the columns of `Requested`, the machine the facts of `request_facts`, the flow the turn of
`deciding_request` (cases.core.declared.turns) in a lane of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import TextChoices

from cases.core.declared.permissions import institusi
from workflows.context import Move
from workflows.errors import E_GUARD, E_STATE
from workflows.guards import Fact
from workflows.machine import act
from workflows.predicates import Permission
from workflows.written import Written

from .forms import AlasanForm
from .notices import tell

Effect = Callable[[Move], None]


class Keputusan(TextChoices):
    """What became of a request, for a type that keeps their history."""

    DIKABULKAN = "dikabulkan", "Dikabulkan"
    DITOLAK = "ditolak", "Ditolak"
    DITARIK = "ditarik", "Ditarik institusi"
    GUGUR = "gugur", "Gugur"


class Requested(models.Model):
    """permohonan_*: the open request; None and "" while there is none."""

    permohonan_alasan = models.TextField(blank=True)
    permohonan_pada = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def set_request(self, move: Move, jenis: str = "") -> None:
        """jenis: what is asked for, of a type with several kinds of requests (`RequestedOfKinds`)."""
        self.permohonan_alasan, self.permohonan_pada = move.reason, move.now

    def clear_request(self) -> None:
        self.permohonan_alasan, self.permohonan_pada = "", None


class RequestedOfKinds(Requested):
    permohonan_jenis = models.CharField(max_length=10, blank=True)

    class Meta:
        abstract = True

    def set_request(self, move: Move, jenis: str = "") -> None:
        super().set_request(move)
        self.permohonan_jenis = jenis

    def clear_request(self) -> None:
        super().clear_request()
        self.permohonan_jenis = ""


def request_facts(
    legal: str,
    *,
    none: str = "Tidak ada permohonan.",
    waits: str = "Masih ada permohonan yang belum diputus.",
) -> tuple[Fact, Fact]:
    """`permohonan` and `!permohonan`, with what is said while they do not hold."""
    return (
        Fact("permohonan", lambda obj: obj.permohonan_pada is not None, E_GUARD, none, legal),
        Fact("!permohonan", lambda obj: obj.permohonan_pada is None, E_STATE, waits, legal),
    )


def end_request(obj: Any, move: Move) -> None:
    """The request is answered."""
    obj.clear_request()


@dataclass(frozen=True)
class Request:
    """Something the institution asks for and somebody decides.

    called: how notices begin ("Permohonan nonaktif"); decides, asks: who may; legal: of all its rows; decider: who is
    told of a request, by the name that `tell` knows; waits: what he is told, if not that `called` waits; opened:
    effects that keep it; closed: gives the effect that keeps a decision, of the `Keputusan` and the kind of request
    that it grants ("" for none); explains: what the request is, on the page of a decision.
    """

    called: str
    decides: Permission
    legal: str
    asks: Permission = institusi
    decider: str = "petugas"
    waits: str = ""
    opened: tuple[Effect, ...] = ()
    closed: Callable[[Keputusan, str], Effect] | None = None
    explains: str | Callable[[Any], str] = ""

    def asked(self, ref: str, label: str, *, jenis: str = "", **spec: Any) -> Any:
        """The institution asks, unless a request is open. spec: source, form, guards … of `machine.act`."""

        def body(obj: Any, move: Move) -> None:
            """The request waits for its decision."""
            obj.set_request(move, jenis)

        told = tell(self.waits or f"{self.called} menunggu keputusan", self.decider)
        spec = {"form": AlasanForm, "effects": (*self.opened, told), "legal": self.legal, **spec}
        return Written(body, act(ref, label, fact="!permohonan", who=self.asks, **spec))

    def granted(self, ref: str, label: str, **spec: Any) -> Any:
        """What was asked for is done. spec: with its target."""
        return self._decided(ref, label, Keputusan.DIKABULKAN, "disetujui", spec)

    def refused(self, ref: str, label: str = "Tolak permohonan", **spec: Any) -> Any:
        spec = {"form": AlasanForm, **spec}
        return self._decided(ref, label, Keputusan.DITOLAK, "ditolak", spec)

    def _decided(self, ref: str, label: str, keputusan: Keputusan, said: str, spec: Any) -> Any:
        told = tell(f"{self.called} {said}", "institusi", self.decider)
        spec = {"effects": (*self.ending(keputusan), told), "legal": self.legal, **spec}
        row = act(ref, label, fact="permohonan", who=self.decides, explains=self.explains, **spec)
        return Written(end_request, row)

    def withdrawn(self, ref: str, label: str = "Tarik permohonan", **spec: Any) -> Any:
        """The institution takes it back."""
        told = tell(f"{self.called} ditarik institusi", self.decider)
        spec = {"effects": (*self.ending(Keputusan.DITARIK), told), "legal": self.legal, **spec}
        return Written(end_request, act(ref, label, fact="permohonan", who=self.asks, **spec))

    def ending(self, keputusan: Keputusan, jenis: str = "") -> tuple[Effect, ...]:
        """Effects of whatever answers a request, asked for or not."""
        return () if self.closed is None else (self.closed(keputusan, jenis),)
