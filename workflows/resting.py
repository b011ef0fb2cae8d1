"""Conditions of SYSTEM after a press: what was touched comes to rest, one object after the other or many together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from . import setwise
from .actors import SYSTEM
from .context import Move
from .machine import rows_in
from .models import Subject
from .readiness import unmet

if TYPE_CHECKING:
    from .gate import Call


def until_rest(call: Call, cause: Move, done: Sequence[Move], across: bool) -> None:
    """Do conditions until none holds any more. done: the moves of one boundary, which grow meanwhile; across: those
    that read other boundaries, too.

    Those of the root come first, then those of what was moved by itself, one act after the other; then those of what a
    set-wise act has moved, each condition of all objects of a state together.
    """
    for _ in range(10 * (1 + len(done))):
        standing = [move for move in done if not move.row.removes]
        alone = {move.obj.pk: move.obj for move in standing if not move.rows}
        if any(_condition(call, cause, obj, across) for obj in (cause.root, *alone.values())):
            continue
        many = {obj.pk: obj for move in standing for obj in move.objects if obj.pk not in alone}
        if not _of_many(call, cause, list(many.values()), across):
            return
    raise RuntimeError(f"conditions of {cause.root.machine.key} do not come to rest")


def _condition(call: Call, cause: Move, obj: Subject, across: bool) -> bool:
    for name, row in rows_in(type(obj), obj.state, obj):
        if row.kind != "auto" or (row.across and not across):
            continue
        move = cause.follow(obj, name, row, actor=SYSTEM)
        if not unmet(move):
            call.do(move)
            return True
    return False


def _of_many(call: Call, cause: Move, objs: Sequence[Any], across: bool) -> bool:
    """Whether any held."""
    any_held = False
    for model, state, group in setwise.alike(objs):
        left = group
        for name, row in rows_in(model, state):
            if row.kind != "auto" or (row.across and not across):
                continue
            moves = [cause.follow(obj, name, row, actor=SYSTEM) for obj in left]
            if row.sets is not None:
                ready, _ = setwise.judged(moves)
                call.done_many(setwise.execute(ready, {}))
            else:
                ready = [move for move in moves if not unmet(move)]
                for move in ready:
                    call.do(move)
            any_held = any_held or bool(ready)
            moved = {id(move.obj) for move in ready}
            left = [obj for obj in left if id(obj) not in moved]
    return any_held
