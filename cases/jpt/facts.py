"""What guards, pages and prints ask of the candidates of a selection, read with one query."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from .reading import candidates
from .states import SCORED, UNDECIDED, Tahap


@dataclass(frozen=True)
class Peringkat:
    """Place of a total nilai among all complete totals of the selection.

    nomor: 1 is the best, equal totals share one number and the next one counts them all (1, 2, 2, 4);
    bersama: how many candidates share it, 1 when nobody does.
    """

    nomor: int
    bersama: int = 1

    def __str__(self) -> str:
        return f"{self.nomor} bersama" if self.bersama > 1 else str(self.nomor)

    @property
    def kalimat(self) -> str:
        """As "peringkat 3 bersama (4 kandidat)", the same words on page, letter and print."""
        shared = f" ({self.bersama} kandidat)" if self.bersama > 1 else ""
        return f"peringkat {self}{shared}"


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
    def tiga_besar(self) -> list[Any]:
        """The accepted candidates, the best first; who was inaugurated stays one of them (SJ-103)."""
        return ranked(self._in(Tahap.DITERIMA, Tahap.DILANTIK))

    @cached_property
    def _peringkat(self) -> dict[Any, Peringkat]:
        totals = Counter(k.total_nilai for k in self.kandidat if k.total_nilai is not None)
        places, above = {}, 0
        for total in sorted(totals, reverse=True):
            places[total] = Peringkat(above + 1, totals[total])
            above += totals[total]
        return {k.pk: places[k.total_nilai] for k in self.kandidat if k.total_nilai is not None}

    def peringkat(self, kandidat: Any) -> Peringkat | None:
        """None while the total is not complete (SJ-97)."""
        return self._peringkat.get(kandidat.pk)

    @cached_property
    def seri(self) -> list[tuple[Peringkat, list[Any]]]:
        """Who shares a place with whom, the best place first."""
        shared: dict[Peringkat, list[Any]] = {}
        for kandidat in ranked(self.kandidat):
            place = self.peringkat(kandidat)
            if place is not None and place.bersama > 1:
                shared.setdefault(place, []).append(kandidat)
        return list(shared.items())

    @property
    def ada_skor(self) -> bool:
        return any(k.skor_of(tahap) is not None for k in self.kandidat for tahap in SCORED)

    def others(self, kandidat: Any, rows: tuple[Any, ...]) -> list[Decimal]:
        """Totals of `rows` without this candidate."""
        return [k.total_nilai for k in rows if k.pk != kandidat.pk and k.total_nilai is not None]


def ranked(rows: Any) -> list[Any]:
    """Candidates in the order of the regulation's list: total, then rekam jejak, then name (SJ-103)."""
    return sorted(rows, key=lambda kandidat: kandidat.rank_key)


def facts_of(seleksi: Any) -> SeleksiFacts:
    rows = tuple(candidates(seleksi))
    for row in rows:
        row.take_root(seleksi)  # the weights are the selection's; no query per candidate
    return SeleksiFacts(rows)
