"""Choosing and changing the petugas of a case, written once: a type says from where, and what the person is told.

    pilih_petugas = chooses("PR-8", source=State.DIAJUKAN, told="Anda ditunjuk …", legal=LEGAL)
    ganti_petugas = replaces("PR-9", source=LIVE, told="Anda ditunjuk …")

Beside them `petugas_facts` for the machine, `choosing_petugas` (cases.core.declared.turns) for the flow, and in the
manifest `together` and `hands_over` with the names of the acts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cases.organisations.predicates import penyelia
from workflows.context import Move
from workflows.errors import E_GUARD, E_STATE
from workflows.guards import Fact
from workflows.machine import SAME, act
from workflows.predicates import Permission
from workflows.written import Body, Written

from .assignment import appoint, tell_former
from .forms import GantiPetugasForm, PetugasForm, petugas_berbeda
from .notices import tell

Effect = Callable[[Move], None]


def petugas_facts(legal: str, *, none: str = "Petugas belum dipilih.", basis: str = "") -> tuple[Fact, Fact]:
    """`petugas` and `!petugas`. none: what is said while there is none; basis: legal basis of that, if another."""
    return (
        Fact("petugas", lambda obj: obj.case.assignee_id is not None, E_GUARD, none, basis or legal),
        Fact(
            "!petugas",
            lambda obj: obj.case.assignee_id is None,
            E_STATE,
            "Petugas sudah dipilih; gunakan Ganti petugas.",
            legal,
        ),
    )


def take_charge(obj: Any, move: Move) -> None:
    """The person is named here; right, history and notice are effects of the row."""
    obj.case.assignee = move.data["petugas"]


def take_over(obj: Any, move: Move) -> None:
    """The entry of the ledger keeps who had it before."""
    move.notes["petugas_lama"] = obj.case.assignee
    take_charge(obj, move)


def chooses(
    ref: str,
    *,
    source: str | Sequence[str],
    told: str,
    legal: str,
    label: str = "Pilih petugas",
    who: Permission = penyelia,
    **spec: Any,
) -> Any:
    """The act that appoints the first petugas (SJ-39, SJ-74). told: what he reads; spec: as of `machine.act`."""
    effects = (appoint, tell(told, "petugas"))
    row = act(
        ref,
        label,
        source=source,
        fact="!petugas",
        who=who,
        form=PetugasForm,
        effects=effects,
        legal=legal,
        **spec,
    )
    return Written(take_charge, row)


@dataclass(frozen=True)
class Change:
    """One row of Ganti petugas. before, after: effects beside those that every change has."""

    ref: str
    source: str | Sequence[str]
    target: Any = SAME
    fact: str = ""
    before: tuple[Effect, ...] = ()
    after: tuple[Effect, ...] = ()


def replaces(
    ref: str | Sequence[Change],
    *,
    source: str | Sequence[str] = (),
    told: str,
    legal: str = "SJ-137",
    label: str = "Ganti petugas",
    who: Permission = penyelia,
    also: Body | None = None,
) -> Any:
    """The act that gives a case to another petugas, with the reason (SJ-137).

    ref: of its one row, which asks for a petugas; or its rows. also: what else the method sets.
    """
    changes = (Change(ref, source, fact="petugas"),) if isinstance(ref, str) else ref

    def body(obj: Any, move: Move) -> None:
        """The former one loses the right, the new one gains it, whatever waits for the former one follows."""
        take_over(obj, move)
        if also is not None:
            also(obj, move)

    rows = (
        act(
            change.ref,
            label,
            source=change.source,
            target=change.target,
            fact=change.fact,
            who=who,
            form=GantiPetugasForm,
            guards=(petugas_berbeda,),
            effects=(*change.before, tell_former, appoint, tell(told, "petugas"), *change.after),
            legal=legal,
        )
        for change in changes
    )
    return Written(body, *rows)
