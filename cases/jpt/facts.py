"""What the guards ask of the candidates of a selection, read with one query."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .states import SCORED, UNDECIDED, Tahap


@dataclass(frozen=True)
class SeleksiFacts:
    """The candidates of a selection as they are now, and what follows from them."""

    kandidat: tuple[Any, ...]

    def _in(self, *states: str) -> tuple[Any, ...]:
        return tuple(k for k in self.kandidat if k.state in states)

    @property
    def jumlah_nama(self) -> int:
        return len(self.kandidat)

    @property
    def diterima(self) -> tuple[Any, ...]:
        return self._in(Tahap.DITERIMA)

    @property
    def ditolak(self) -> tuple[Any, ...]:
        return self._in(Tahap.DITOLAK)

    @property
    def undecided(self) -> tuple[Any, ...]:
        return self._in(*UNDECIDED)

    @property
    def ada_skor(self) -> bool:
        return any(k.skor_of(tahap) is not None for k in self.kandidat for tahap in SCORED)

    def others(self, kandidat: Any, rows: tuple[Any, ...]) -> list[Decimal]:
        """Totals of `rows` without this candidate."""
        return [k.total_nilai for k in rows if k.pk != kandidat.pk and k.total_nilai is not None]


def facts_of(seleksi: Any) -> SeleksiFacts:
    rows = tuple(seleksi.kandidat.order_by("dimasukkan_pada", "id"))
    for row in rows:
        row.take_root(seleksi)  # the weights are the selection's; no query per candidate
    return SeleksiFacts(rows)
