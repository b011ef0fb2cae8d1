"""Event, lokasi and sesi with the rows that proposals ask of them, for as long as their rooms are not installed.

Each is made only where the real one is missing: nothing here stands in for a machine that is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cases.cat import proposals, tables
from cases.cat.permissions import tpc
from cases.cat.roles import ROLES
from cases.cat.states import Event, Lokasi, Sesi
from cases.core.declared.manifest import CaseType
from cases.core.declared.registry import case_types, register, unregister
from workflows import machines
from workflows.context import Move
from workflows.guards import guard
from workflows.locks import Lock
from workflows.machine import Machine, act

L = "Uji"
PLACE = "ditetapkan koordinasi survei layak tidak_layak perbaikan siap dibuka operasional disegel".split()  # noqa: SIM905
BEFORE = ["terjadwal", "registrasi", "registrasi_ditutup", "pengarahan", "berlangsung", "terganggu"]


@guard(legal=L, waits=True)
def permintaan_terjawab(move: Move) -> str | None:
    from workflows.models import Ask

    below = Ask.objects.filter(
        cause=move.ask.cause_id if move.ask else None, object_type="sesi", answered_at=None
    )
    return "Sesinya belum menjawab." if below.exists() else None


@guard(legal=L)
def tanpa_pembatalan_terbuka(move: Move) -> str | None:
    open_ones = [p for p in proposals.over(move.obj.case) if not p.cause and p.state != "berlaku"]
    return "Ada pembatalan yang diusulkan." if open_ones else None


def above(obj: Any, raw: Any) -> list[Lock]:
    place = obj.case.parent
    return [Lock(machines.named("event"), place.parent_id), Lock(machines.named("lokasi"), place.pk)]


class EventStandIn(tables.Acara):
    class Meta:
        proxy = True
        app_label = "cat"

    @act("EV-1", "Ajukan", source="", target=Event.PERMOHONAN, who=tpc, legal=L)
    def ajukan(self: Any, move: Move) -> None:
        """So that there is a machine."""


class LokasiStandIn(proposals.Watched, tables.TitikLokasi):
    class Meta:
        proxy = True
        app_label = "cat"

    @act("TL-13", "Tunda", source=PLACE, target=Lokasi.DITUNDA, kind="ask", causes={"PN-5"},
         guards=(permintaan_terjawab,), legal=L)  # fmt: skip
    def tunda(self: Any, move: Move) -> None:
        self.sebelumnya, self.gangguan_mulai, self.gangguan_lapor = move.before, None, None

    @act("TL-16", "Batalkan", source=[*PLACE, "ditunda"], target=Lokasi.DIBATALKAN, kind="ask", causes={"PB-5"},
         guards=(permintaan_terjawab,), legal=L)  # fmt: skip
    def batalkan(self: Any, move: Move) -> None:
        """Its sesi have answered."""

    @act("TL-15", "Lanjutkan", source=Lokasi.DITUNDA, target=Lokasi.SURVEI, who=tpc, legal=L)
    def lanjutkan(self: Any, move: Move) -> None:
        """It goes on."""

    @act("TL-12", "Tutup", source=[*PLACE, "ditunda"], target=Lokasi.DITUTUP, who=tpc, legal=L)
    def tutup(self: Any, move: Move) -> None:
        """It is over."""


class SesiStandIn(proposals.Watched, tables.Sesi):
    class Meta:
        proxy = True
        app_label = "cat"

    @act("SS-9", "Tunda", source=BEFORE, target=Sesi.DITUNDA, kind="ask", causes={"PN-5"}, legal=L)
    def tunda(self: Any, move: Move) -> None:
        self.sebelumnya = move.before

    @act(
        "SS-15",
        "Batalkan",
        source=[*BEFORE, "ditunda"],
        target=Sesi.DIBATALKAN,
        kind="ask",
        causes={"PB-5"},
        legal=L,
    )
    def batalkan(self: Any, move: Move) -> None:
        """It is void."""

    @act("SS-2", "Buka akses PIN", source=Sesi.TERJADWAL, target=Sesi.REGISTRASI, who=tpc, locks=above,
         guards=(tanpa_pembatalan_terbuka,), legal=L)  # fmt: skip
    def buka_akses_pin(self: Any, move: Move) -> None:
        """It opens."""

    @act("SS-10", "Lanjutkan", source=Sesi.DITUNDA, target=Sesi.TERJADWAL, who=tpc, legal=L)
    def lanjutkan(self: Any, move: Move) -> None:
        """It goes on."""


#: key -> label, prefix, states, model, level, under, below, terminal
_MADE: dict[str, tuple[Any, ...]] = {
    "event": ("Acara", "EV", Event, EventStandIn, 50, (), ("lokasi", "penundaan", "pembatalan"),
              ("selesai", "dibatalkan", "ditarik", "ditolak")),
    "lokasi": ("Titik lokasi", "TL", Lokasi, LokasiStandIn, 52, ("event",), ("sesi", "penundaan", "pembatalan"),
               ("ditutup", "dibatalkan", "dicabut")),
    "sesi": ("Sesi", "SS", Sesi, SesiStandIn, 54, ("lokasi",), ("penundaan", "pembatalan"),
             ("terunggah", "dijadwal_ulang", "dibatalkan", "dicabut")),
}  # fmt: skip


def _type(key: str) -> CaseType:
    label, prefix, states, model, level, under, below, terminal = _MADE[key]
    machine = Machine(
        key=key,
        label=label,
        states=states,
        versions={1: model},
        initial=frozenset({next(iter(states))}),
        terminal=frozenset(terminal),
        level=level,
    )
    return CaseType(
        key=key,
        label=label,
        prefix=prefix,
        menu=label,
        list_title=label,
        machine=machine,
        create=(),
        present=lambda obj, actor: {},
        roles=ROLES,
        under=frozenset(under),
        below=below,
    )


@contextmanager
def standing_in() -> Iterator[set[str]]:
    """The keys of those that stand in."""
    known = {one.key for one in case_types()}
    made = [_type(key) for key in _MADE if key not in known]
    for one in made:
        register(one)
    machines._by_key.cache_clear()
    try:
        yield {one.key for one in made}
    finally:
        for one in made:
            unregister(one.key)
            del _MADE[one.key][3].machine
        machines._by_key.cache_clear()
