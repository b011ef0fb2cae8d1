"""The result of a selection for whoever decides on its report: all candidates in rank order, with the three best."""

from __future__ import annotations

from typing import Any

from .facts import ranked
from .states import REPORTED, SCORED, Tahap

_BEST = frozenset({Tahap.DITERIMA, Tahap.DILANTIK})


def result(seleksi: Any) -> dict[str, Any] | None:
    """{columns, rows, ties} for jpt/hasil.html; None in another state.

    rows: in rank order, who left before all four stages were scored behind them; values: of the columns;
    ties: a sentence for each place that is shared.
    """
    if seleksi.state not in REPORTED:
        return None
    facts = seleksi.facts
    complete = [k for k in facts.kandidat if k.total_nilai is not None]
    others = [k for k in facts.kandidat if k.total_nilai is None]
    return {
        "columns": [{"label": str(t.label), "bobot": seleksi.bobot[str(t)]} for t in SCORED],
        "rows": [_row(k, facts) for k in [*ranked(complete), *others]],
        "ties": [
            f"{', '.join(k.nama for k in rows)}: {place.kalimat}, total nilai sama"
            for place, rows in facts.seri
        ],
    }


def _row(kandidat: Any, facts: Any) -> dict[str, Any]:
    return {
        "kandidat": kandidat,
        "peringkat": str(facts.peringkat(kandidat) or "–"),
        "values": [{"label": str(t.label), "nilai": kandidat.nilai_of(t)} for t in SCORED],
        "best": kandidat.state in _BEST,
        "state_label": str(Tahap(kandidat.state).label),
        "tone": kandidat.machine.tones.get(kandidat.state, "muted"),
    }
