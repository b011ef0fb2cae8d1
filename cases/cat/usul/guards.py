"""Facts and guards that postponements and cancellations share (docs/spec/machines/cat.md)."""

from __future__ import annotations

from typing import Any

from cases.cat import permissions, proposals
from workflows.context import Move
from workflows.errors import E_GUARD, E_STATE
from workflows.guards import Fact, guard
from workflows.predicates import Predicate

from .subject import KKR, KPPSS, PARTIES


def signed(obj: Any) -> bool:
    """The mirror, and the document itself: what takes effect does not go by a mirror alone."""
    return bool(obj.ba) and proposals.is_signed(obj.pk, obj.machine.key)


SHARED_FACTS = (
    Fact(
        "konfirmasi_bkn",
        lambda o: bool(o.koordinasi_bkn),
        E_GUARD,
        "Kepala Kantor Regional atau Kepala PPSS belum mengonfirmasi koordinasi.",
        "CB-128 (3), CB-129 (2)",
    ),
    Fact(
        "!konfirmasi_bkn",
        lambda o: not o.koordinasi_bkn,
        E_STATE,
        "Koordinasi dengan BKN sudah dikonfirmasi.",
        "CB-128 (3), CB-129 (2)",
    ),
    Fact("ba", signed, E_GUARD, "Berita acara belum ditandatangani semua pihak.", "CB-128 (4), CB-129 (3)"),
    Fact("!ba", lambda o: not o.ba, E_STATE, "Berita acara sudah ditandatangani.", "CB-128 (4), CB-129 (3)"),
    Fact("disetujui", lambda o: o.disetujui, E_GUARD, "Deputi belum menyetujui.", "CB-128 (5), CB-129 (4)"),
    Fact(
        "!disetujui",
        lambda o: not o.disetujui,
        E_STATE,
        "Deputi sudah menyetujui.",
        "CB-128 (5), CB-129 (4)",
    ),
    Fact("!diumumkan", lambda o: not o.diumumkan, E_STATE, "Sudah diumumkan.", "CB-85, CB-149"),
)

_HEADS: dict[str, Predicate] = {KKR: permissions.kanreg, KPPSS: permissions.ppss}


@guard(legal="CB-130", needs_data=True)
def pihak_sesuai_lokasi(move: Move) -> str | None:
    """Each Kepala confirms for himself; whose turn it is the place says, the other gives a reason."""
    obj: Any = move.obj
    party = str(move.data["pihak"])
    if not _HEADS[party].may(obj, move.principal):
        return f"Konfirmasi atas nama {PARTIES[party]} hanya dicatat oleh pejabat itu sendiri."
    if party != obj.party() and not move.data.get("alasan_pihak"):
        return f"Untuk cakupan ini pihaknya {PARTIES[obj.party()]}; pihak lain menyebutkan alasannya."
    return None


@guard(legal="CB-128 (4), CB-129 (3)")
def ba_lengkap_ditandatangani(move: Move) -> str | None:
    obj: Any = move.obj
    if proposals.is_signed(obj.pk, obj.machine.key):
        return None
    return "Berita acara belum lengkap atau belum ditandatangani semua pihak."
