"""Boundaries that a press moves beside its own: siblings moved together (ARCHITECTURE §2).

A participant goes from one session into another, a replaced session makes its successor: both boundaries are locked in
order before the press (`locks=` of its row, CHANGE), each gets entries in its own stream, lanes and clocks of its own,
and all of it is one transaction. What does not exist yet nobody can want: it needs no lock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .context import Move
from .errors import E_STATE, Refused
from .machine import row_for
from .models import Boundary, Subject
from .routing import Route


@dataclass
class Stream:
    """What a press does in one boundary. first: of its moves, whose root all share; done: in the order in which they
    were done."""

    first: Move
    route: Route | None = None
    creating: bool = False
    done: list[Move] = field(default_factory=list)
    performed: set[str] = field(default_factory=set)


def begin(cause: Move, obj: Subject, name: str, data: Mapping[str, Any]) -> Move:
    """The move of a consequence on an object of another boundary. Raises Refused(E-STATE) where the cause has no such
    consequence in this state."""
    row = row_for(type(obj), name, obj.state, obj)
    if row is None or cause.row.ref not in row.causes:
        raise Refused(
            E_STATE, f"{cause.row.ref} tidak dapat menyebabkan {name} pada status {obj.state_label}."
        )
    move = cause.follow(
        obj,
        name,
        row,
        actor=cause.actor,
        on_behalf_of=cause.on_behalf_of,
        capacity=cause.capacity,
        data=data,
    )
    move.root = obj.root()
    move.boundary = move.root.get_boundary()
    return move


def opened(move: Move, held: Mapping[str, Boundary]) -> Stream:
    """The stream of a boundary that is moved for the first time. held: boundaries that the press may change.

    Raises RuntimeError for one that it has not locked, and for an object read before the lock was taken.
    """
    root = move.root
    if root._state.adding:
        return Stream(move, creating=True)
    row = held.get(str(move.boundary.pk))
    if row is None:
        raise RuntimeError(
            f"{move.row.ref} moves {root.machine.key} {root.pk}, which this press has not locked"
        )
    if row.seq != move.boundary.seq:
        raise RuntimeError(f"{root.machine.key} {root.pk} was read before it was locked")
    root.adopt(row)
    move.boundary = row
    return Stream(move, root.open_route())
