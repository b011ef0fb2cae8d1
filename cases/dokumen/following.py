"""Letters follow the case: when its petugas changes, so does whose turn it is with its letters (SJ-137).

In the transaction of that change. The case is locked first and its letters behind it, one after the other in one
order; an act on a letter locks no case, so that nobody waits in a circle.
"""

from __future__ import annotations

from typing import Any

from cases.core.reading.selectors import subject_of
from workflows.context import Move
from workflows.errors import E_RNG, E_STATE, Refused
from workflows.gate import perform

from .models import Dokumen
from .states import State

#: Somebody still has something to do with the letter, or may have.
_OPEN = (State.KONSEP, State.MENUNGGU_TTD, State.DITANDATANGANI, State.TERKIRIM)


def letters_follow(move: Move, former: Any) -> None:
    """DK-12 on every open letter of the case that the former petugas holds: as draft with the new one's name on
    its line while it is unsigned, unchanged once it is signed. One that somebody else was put in charge of stays."""
    new = move.data["petugas"]
    rows = Dokumen.objects.filter(induk=move.root.case.pk, state__in=_OPEN, case__assignee=former)
    for letter in rows.select_related("case__institution", "case__assignee").order_by("pk"):
        data = {"petugas": str(new.pk), "alasan": move.reason}
        try:
            perform(
                subject_of(letter.case),
                "ganti_petugas",
                actor=move.actor,
                on_behalf_of=move.on_behalf_of,
                data=data,
            )
        except Refused as refused:
            # closed, or handed over by somebody else, since it was read: nothing is left to follow
            if refused.code not in (E_STATE, E_RNG):
                raise
