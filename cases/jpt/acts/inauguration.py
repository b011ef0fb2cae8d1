"""SL-21, SL-22: Pelantikan, and the official who ends the selection."""

from __future__ import annotations

from typing import Any

from cases.core.doing.notices import tell
from cases.core.doing.requests import Keputusan
from cases.jpt import effects, guards
from cases.jpt.forms.report import PelantikanForm
from cases.jpt.permissions import institusi
from cases.jpt.selectors import own_nomenklatur
from cases.jpt.states import State
from cases.pejabat.forms import PejabatSeleksiForm
from cases.pejabat.register import to_close
from workflows.context import Move
from workflows.ledger import plain
from workflows.machine import act

LEGAL = "Peraturan KASN 7/2016 Lamp. D"


class InaugurationActs:
    @act(
        "SL-21",
        "Pelantikan",
        source=State.LULUS,
        target=State.PELANTIKAN,
        who=institusi,
        form=PelantikanForm,
        guards=(guards.kandidat_tiga_besar,),
        documents=("berita_acara_pelantikan>=1", "sk_pengangkatan>=1"),
        effects=(
            effects.inaugurate,
            effects.close_request(Keputusan.GUGUR),
            tell("Pelantikan dicatat", "petugas"),
        ),
        then="tambah_pejabat",
        legal=f"{LEGAL} (Gambar 49, 52); SJ-120",
    )
    def pelantikan(self: Any, move: Move) -> None:
        self.dilantik = move.data["kandidat"]
        self.pelantikan_data = plain({name: value for name, value in move.data.items() if name != "kandidat"})
        self.clear_request()

    @act(
        "SL-22",
        "Simpan",
        source=State.PELANTIKAN,
        target=State.SELESAI,
        who=institusi,
        form=PejabatSeleksiForm,
        effects=(effects.enter_official, tell("Seleksi selesai", "petugas")),
        locks=own_nomenklatur,
        legal=f"{LEGAL} (Gambar 50, 51); SJ-121, SJ-122",
    )
    def tambah_pejabat(self: Any, move: Move) -> None:
        """The official is entered in the register; whose period ends by it stands in the entry (SJ-124)."""
        move.notes["pejabat_ditutup"] = to_close(self.nomenklatur_id, move.data)
