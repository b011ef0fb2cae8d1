"""Whether a loan is ready: facts select rows of the machine, guards must hold."""

from __future__ import annotations

from typing import Any

from cases.core.doing.petugas import petugas_facts
from cases.core.doing.requests import request_facts
from workflows.context import Move
from workflows.errors import E_GUARD, E_STATE, Reason
from workflows.guards import Fact, guard

FACTS = (
    *petugas_facts("PR-8"),
    *request_facts("PR-13"),
    Fact("kunci", lambda p: p.kunci_pada is not None, E_GUARD, "Kunci ruang belum diserahkan.", "PR-5"),
    Fact("!kunci", lambda p: p.kunci_pada is None, E_STATE, "Kunci ruang sudah diserahkan.", "PR-5"),
)

#: What the guard says, also when a unique constraint found somebody quicker.
TERPAKAI = Reason("ruang_bebas", "Ruang ini sudah dipinjam pada tanggal itu.", "PR-2", E_GUARD)


@guard(legal="PR-2")
def ruang_bebas(move: Move) -> str | None:
    asked: Any = move.obj
    return TERPAKAI.message if asked.taken() else None
