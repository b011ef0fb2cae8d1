"""One NIP in several selections that run at the same time: allowed, but told to whoever decides (SJ-87).

Told is only what the reader may see: KASN and auditors all, an institution its own selections.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps

from cases.core.reading.sight import cases_visible_to
from workflows.actors import Actor

from .states import OPEN, PANJANG_NIP, TANPA_NIP, Tahap

#: Selections that are named of one NIP, and rows read at most for one page.
NAMED, READ = 3, 500
#: Who has left a selection stands in no other's way.
_LEFT = (Tahap.DITOLAK, Tahap.TIDAK_LANJUT)


def elsewhere(seleksi: Any, actor: Actor, nips: Iterable[str] | None = None) -> dict[str, str]:
    """NIP -> the other open selections in which it stands too, in words. nips: None for all of the selection.

    One statement.
    """
    kandidat: Any = apps.get_model("jpt", "Kandidat").objects
    wanted: Any = (
        kandidat.filter(seleksi=seleksi).exclude(nip=TANPA_NIP).values("nip")
        if nips is None
        else [nip for nip in nips if nip != TANPA_NIP]
    )
    rows = (
        kandidat.filter(nip__in=wanted, seleksi__state__in=OPEN, seleksi__case__in=cases_visible_to(actor))
        .exclude(seleksi=seleksi)
        .exclude(state__in=_LEFT)
        .order_by("nip", "seleksi__case__number")
        .values_list(
            "nip", "seleksi__case__number", "seleksi__case__title", "seleksi__case__institution__nama"
        )
    )
    found: dict[str, list[str]] = {}
    for nip, number, title, institution in rows[:READ]:
        found.setdefault(nip, []).append(f"{number} {title}, {institution}")
    return {nip: _said(cases) for nip, cases in found.items()}


def nip_notes(seleksi: Any, actor: Actor, nip: str) -> list[str]:
    """Sentences about a NIP that is taken as it is and worth a look."""
    if not nip or nip == TANPA_NIP:
        return []
    notes = [] if len(nip) == PANJANG_NIP else [f"NIP {nip} bukan {PANJANG_NIP} digit, periksa kembali."]
    return notes + [f"NIP {nip} {said}" for said in elsewhere(seleksi, actor, [nip]).values()]


def _said(cases: list[str]) -> str:
    more = f"; dan {len(cases) - NAMED} seleksi lain" if len(cases) > NAMED else ""
    return f"juga pada seleksi lain yang berjalan: {'; '.join(cases[:NAMED])}{more}."
