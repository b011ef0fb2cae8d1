"""What a proposal that takes effect does to its scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cases.cat.law.seen import Key, OfProposal
from workflows import machines
from workflows.asks import ask_each
from workflows.context import Move
from workflows.ledger import plain

from . import facts

Nodes = Callable[[OfProposal], list[tuple[str, Key]]]


def confirmed(move: Move) -> dict[str, Any]:
    """A confirmation of the coordination, as it is kept: what was said, by whom and when."""
    return {**plain(move.data), "oleh": str(move.principal), "pada": plain(move.now)}


def decide(move: Move, nodes: Nodes) -> None:
    """In the method of the act, while the snapshot is of the state before it: what will be frozen."""
    move.obj.__dict__["_freezes"] = nodes(facts.seen(move))


def freeze(act: str) -> Callable[[Move], None]:
    """An effect that asks all of it for this act: the rows are the frozen scope, the entry names them."""

    def effect(move: Move) -> None:
        obj: Any = move.obj
        obj.beku = move.entry.pk
        type(obj).objects.filter(pk=obj.pk).update(beku=obj.beku)
        nodes = obj.__dict__.pop("_freezes")
        ask_each(move, [(machines.named(kind), key) for kind, key in nodes], act)

    return effect
