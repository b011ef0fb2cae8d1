"""EV-14 … EV-19, EV-27: the event follows its titik lokasi, by itself."""

from __future__ import annotations

from typing import Any

from cases.cat.event import guards
from cases.cat.permissions import sistem
from cases.cat.states import Event
from workflows.context import Move
from workflows.machine import Remembered, act

PASAL = "Peraturan BKN 5/2024"
_UNDER_WAY = (Event.JADWAL_DITETAPKAN, Event.PERSIAPAN_LOKASI, Event.SIAP, Event.PELAKSANAAN)
#: Conditions that read the titik lokasi: asked when these have settled.
_FOLLOWS: dict[str, Any] = {"who": sistem, "kind": "auto", "across": True}
CONTINUES = Remembered("<lanjut_acara>", "lanjut", _UNDER_WAY)


class RunningActs:
    @act(
        "EV-14",
        "Semua lokasi siap",
        source=Event.PERSIAPAN_LOKASI,
        target=Event.SIAP,
        guards=(guards.semua_lokasi_siap, guards.permintaan_terjawab),
        legal=f"{PASAL} Pasal 10 (2); CB-62, CB-63",
        **_FOLLOWS,
    )
    def nyatakan_siap(self: Any, move: Move) -> None:
        """Every place is ready."""

    @act(
        "EV-15",
        "Pelaksanaan dimulai",
        source=(Event.PERSIAPAN_LOKASI, Event.SIAP),
        target=Event.PELAKSANAAN,
        guards=(guards.ada_lokasi_dibuka,),
        legal=f"{PASAL} Pasal 9 (2), 11 (3) a; CB-55, CB-90",
        **_FOLLOWS,
    )
    def mulai_pelaksanaan(self: Any, move: Move) -> None:
        """A room was opened."""

    @act(
        "EV-16",
        "Penundaan berlaku",
        source=_UNDER_WAY,
        target=Event.DITUNDA,
        guards=(guards.semua_lokasi_tertunda, guards.permintaan_terjawab),
        legal=f"{PASAL} Pasal 10 (4), 11 (4); CB-74, CB-119, CB-131",
        **_FOLLOWS,
    )
    def berlakukan_penundaan(self: Any, move: Move) -> None:
        """Every place that is not finished waits."""

    @act(
        "EV-17",
        "Lanjutkan",
        source=Event.DITUNDA,
        target=CONTINUES,
        guards=(guards.ada_lokasi_tidak_tertunda,),
        legal=f"{PASAL} Pasal 11 (7); CB-123, CB-131",
        **_FOLLOWS,
    )
    def lanjutkan(self: Any, move: Move) -> None:
        self.lanjut = guards.continues_in(move)

    @act(
        "EV-18",
        "Pembatalan berlaku",
        source=(*_UNDER_WAY, Event.DITUNDA),
        target=Event.DIBATALKAN,
        guards=(guards.semua_lokasi_batal_atau_dicabut, guards.permintaan_terjawab),
        legal=f"{PASAL} Pasal 10 (7), 11 (9); CB-77, CB-125, CB-131",
        **_FOLLOWS,
    )
    def berlakukan_pembatalan(self: Any, move: Move) -> None:
        """No place is left."""

    @act(
        "EV-19",
        "Pelaksanaan selesai",
        source=(Event.PELAKSANAAN, Event.DITUNDA),
        target=Event.PELAKSANAAN_SELESAI,
        guards=(guards.semua_lokasi_selesai, guards.ada_lokasi_ditutup, guards.permintaan_terjawab),
        legal=f"{PASAL} Pasal 2 (6), 12 (1); CB-07, CB-151",
        **_FOLLOWS,
    )
    def selesaikan_pelaksanaan(self: Any, move: Move) -> None:
        """Every place is finished, one of them closed."""

    @act(
        "EV-27",
        "Kembali ke persiapan lokasi",
        source=Event.SIAP,
        target=Event.PERSIAPAN_LOKASI,
        guards=(guards.ada_lokasi_belum_siap, guards.tanpa_lokasi_pernah_dibuka),
        legal="CB-62, CB-266 (usulan)",
        **_FOLLOWS,
    )
    def kembali_ke_persiapan(self: Any, move: Move) -> None:
        """One was postponed, added or is surveyed again."""
