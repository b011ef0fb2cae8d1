"""PG-1 … PG-3: what KASN writes into its own book of supervision."""

from __future__ import annotations

from typing import Any

from cases.jpt.findings import TemuanForm, keep_finding
from cases.jpt.sampling import SampelForm, keep_sample
from cases.jpt.states import Buku
from cases.organisations.predicates import kasn_komisioner, petugas_kasn
from workflows.context import Move
from workflows.machine import NOTHING, act
from workflows.predicates import sistem


class PengawasanActs:
    @act("PG-1", "Buka buku pengawasan", source=NOTHING, target=Buku.TERBUKA, who=sistem, legal="SJ-141")
    def buka(self: Any, move: Move) -> None:
        """Once, when the book is first asked for."""

    @act(
        "PG-2",
        "Catat temuan",
        source=Buku.TERBUKA,
        who=petugas_kasn,
        form=TemuanForm,
        documents=("lampiran_temuan>=0",),
        effects=(keep_finding,),
        legal="Peraturan KASN 7/2016 Lamp. A (Tabel 1); SJ-141",
    )
    def catat_temuan(self: Any, move: Move) -> None:
        """The finding is a record of its own."""

    @act(
        "PG-3",
        "Buat sampel",
        source=Buku.TERBUKA,
        who=kasn_komisioner,
        form=SampelForm,
        effects=(keep_sample,),
        legal="Peraturan KASN 7/2016 Lamp. D (Gambar 41); SJ-108",
    )
    def buat_sampel(self: Any, move: Move) -> None:
        """The sample is a record of its own."""
