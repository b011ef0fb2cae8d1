"""A titik lokasi with its acts, version 1 of the machine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from cases.cat import proposals
from cases.cat.lokasi.acts.day import DayActs
from cases.cat.lokasi.acts.elsewhere import ElsewhereActs
from cases.cat.lokasi.acts.preparing import PreparingActs
from cases.cat.lokasi.guards.lawful import TEMPAT_ADA
from cases.cat.tables import TitikLokasi
from workflows.context import Move
from workflows.errors import Reason
from workflows.machine import Machine


class LokasiV1(PreparingActs, DayActs, ElsewhereActs, TitikLokasi):
    constraint_reasons: ClassVar[Mapping[str, Reason]] = {"lokasi_tempat": TEMPAT_ADA}
    note_labels: ClassVar[Mapping[str, str]] = {"mulai": "Mulai gangguan"}

    class Meta:
        proxy = True

    def watchers(self, done: Sequence[Move]) -> Iterable[tuple[Machine, Any]]:
        """Postponements and cancellations over it, too: their conditions read what it is."""
        yield from super().watchers(done)
        if not done or any(move.obj.pk == self.pk for move in done):
            yield from proposals.watching(self.case)
