"""One act on many objects of a boundary (decision 024): asked of each, done by one statement, one entry for all.

An act that may be done so declares what it sets (`machine.act`, `sets`). Facts and guards are asked of every object
with a move of its own, as if it were the only one; what depends on the order of the objects sees those before it.
Those that may are written by one UPDATE for each row of the catalogue, and make one entry of the ledger
(workflows.batches).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, connection, models

from . import batches, ledger
from .context import Move
from .copying import copy_in
from .errors import E_STATE, Reason, Refused, stale
from .guards import Guard, with_basis
from .machine import SAME, Act, any_row, open_gate, row_for, transition_table
from .models import LedgerEntry, Subject
from .readiness import constraint_refusal, refusal_of, unmet_facts


@dataclass
class Many:
    """What a set-wise act led to.

    done: the objects that were moved, as they are now, in the order given; refused: key of an object -> why it was not
    (of an act that is each for itself); entries: what stands in the ledger, one for each row of the catalogue;
    repeated: the same press had been answered before, and nothing was done again; each: the act is each for itself.
    """

    done: list[Any] = field(default_factory=list)
    refused: dict[Any, Refused] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    repeated: bool = False
    each: bool = False

    @property
    def entries(self) -> list[LedgerEntry]:
        return [move.entry for move in self.moves]


#: What an object of a set-wise act brings beside the data that all share.
Own = Callable[[Any], Mapping[str, Any]]


def gathered(objs: Iterable[Any], root: Subject) -> list[Any]:
    """The objects of a set-wise act: of a queryset those of this root, read with what they need, else as given.

    Raises TypeError for objects without a machine, and ValueError for objects of several roots.
    """
    if isinstance(objs, models.QuerySet):
        model: Any = objs.model
        if not hasattr(model, "machine"):
            raise TypeError(f"{model.__name__} has no machine: the queryset must be of a version of it")
        return list(model.gather(objs, root))
    found = list(objs)
    if any(obj.root() is not found[0].root() for obj in found):
        raise ValueError("the objects of one set-wise act stand in one boundary, and share its root")
    return found


def begun(
    cause: Move, objs: Iterable[Any], name: str, data: Mapping[str, Any], own: Own | None
) -> tuple[list[Move], Many]:
    """The moves of a consequence on many objects; those in whose state there is none are refused."""
    found = gathered(objs, cause.root)
    moves, many = list[Move](), Many(each=bool(found) and is_each(type(found[0]), name))
    for obj in found:
        row = row_for(type(obj), name, obj.state, obj)
        if row is None or cause.row.ref not in row.causes:
            said = f"{cause.row.ref} tidak dapat menyebabkan {name} pada status {obj.state_label}."
            many.refused[obj.pk] = Refused(E_STATE, said)
            continue
        brought = own(obj) if own is not None else {}
        move = cause.follow(
            obj,
            name,
            row,
            actor=cause.actor,
            on_behalf_of=cause.on_behalf_of,
            capacity=cause.capacity,
            data={**data, **brought},
            own=brought,
        )
        move.root = obj.root()
        if move.root is not cause.root:
            move.boundary = move.root.get_boundary()
        moves.append(move)
    return moves, many


# --- asked ---------------------------------------------------------------------------------------------------------


class Judge:
    """Guards of many objects: those with a twin are asked once for all, the others of each."""

    def __init__(self, moves: Sequence[Move]) -> None:
        self.saved: dict[int, list[Any]] = {}
        for move in moves:
            if not move.obj._state.adding:
                self.saved.setdefault(id(move.row), []).append(move.obj)
        self.failing: dict[tuple[int, str], Mapping[Any, str]] = {}

    def unmet(self, move: Move, *, only: str = "") -> list[Reason]:
        """As `readiness.unmet_guards`."""
        chosen = [g for g in move.row.guards if (g.code == only if only else g.code != E_STATE)]
        reasons = (self._reason(guard, move) for guard in chosen)
        return [with_basis(r, move.row.legal_basis) for r in reasons if r is not None]

    def _reason(self, guard: Guard, move: Move) -> Reason | None:
        if guard.many is None or move.obj._state.adding:
            return guard.reason(move)
        place = id(move.row), guard.name
        if place not in self.failing:
            self.failing[place] = guard.many(move, self.saved[id(move.row)])
        return guard.told(move, self.failing[place].get(move.obj.pk))


def judged(moves: Sequence[Move]) -> tuple[list[Move], dict[Any, Refused]]:
    """(moves of those that may, key -> why not), in order: what acts without a person is held to."""
    judge, ready, refused = Judge(moves), list[Move](), dict[Any, Refused]()
    earlier: list[Any] = []
    for move in moves:
        move.earlier = earlier
        if reasons := unmet_facts(move) + judge.unmet(move, only=E_STATE) + judge.unmet(move):
            refused[move.obj.pk] = refusal_of(reasons)
            continue
        ready.append(move)
        earlier.append(move.obj)
    return ready, refused


def is_each(model: type[Subject], name: str) -> bool:
    """Whether the act is done on those that may, and not on all or none. Raises TypeError for one that takes one."""
    row = any_row(model, name)
    if row is None or row.sets is None:
        raise TypeError(f"{name} is not declared for many objects (`sets`)")
    return row.each


def check_refused(many: Many, ready: Sequence[Move]) -> None:
    """Raises Refused where an act that is all or none cannot be done on all: the reasons of the first, and how many
    there are."""
    if not many.refused or many.each:
        return
    first, count = next(iter(many.refused.values())), len(many.refused) + len(ready)
    said = f"{len(many.refused)} dari {count} tidak dapat diproses; tidak ada yang berubah. {first.message}"
    raise Refused(first.code, said, first.reasons, first.errors)


def _by_act(moves: Iterable[Move]) -> Iterator[tuple[Act, list[Move]]]:
    """Moves of the same row of the catalogue together, rows in the order in which they first come."""
    found: dict[int, list[Move]] = {}
    for move in moves:
        found.setdefault(id(move.row), []).append(move)
    yield from ((rows[0].row, rows) for rows in found.values())


# --- done ----------------------------------------------------------------------------------------------------------


def facts_of(move: Move) -> dict[str, Any]:
    """What an act with `sets` sets on one object, from the object as it was before."""
    sets = move.row.sets or {}
    return {name: value(move) if callable(value) else value for name, value in sets.items()}


def execute(moves: Sequence[Move], shared: Mapping[str, Any]) -> list[Move]:
    """Do an act on objects that may, all in states of its rows; the moves that the ledger is written from, one for each
    row of the catalogue (and 65,536 objects). shared: the data that all have. Raises Refused where somebody changed one
    of them meanwhile."""
    return [_batch(rows, shared) for _, of_act in _by_act(moves) for rows in _pieces(of_act)]


def _pieces(moves: Sequence[Move]) -> Iterator[Sequence[Move]]:
    yield from (moves[start : start + batches.MOST] for start in range(0, len(moves), batches.MOST))


def _batch(rows: Sequence[Move], shared: Mapping[str, Any]) -> Move:
    first = rows[0]
    model, new = type(first.obj), first.obj._state.adding
    with open_gate():
        facts = [_lead(move) for move in rows]
        try:
            if new:
                _insert(model, [move.obj for move in rows])
            else:
                _update(model, rows, facts)
        except IntegrityError as error:
            raise constraint_refusal(first.obj, error) from error
    whole = replace(first, data=shared, rows=rows, own={}, earlier=(), notes={})
    whole.entry = ledger.begin(whole)
    for move in rows:
        move.entry = whole.entry
    return whole


def _lead(move: Move) -> dict[str, Any]:
    """The object as the act leaves it, in memory."""
    obj = move.obj
    facts = facts_of(move)
    transition = transition_table(type(obj))[move.name]._django_fsm.get_transition(move.before)
    target = transition.target
    if hasattr(target, "get_state"):
        target = target.get_state(obj, transition, None, args=(move,))
    state = move.before if target is SAME else str(target)
    for name, value in facts.items():
        setattr(obj, name, value)
    obj._meta.get_field("state").set_state(obj, state)
    obj.version += 1
    move.after, move.version = state, obj.version
    return facts


def _update(model: type[Subject], rows: Sequence[Move], facts: Sequence[Mapping[str, Any]]) -> None:
    """One statement: what is the same for all is given once, the rest in arrays."""
    quote = connection.ops.quote_name
    arrays: list[tuple[str, str, list[Any]]] = [
        ("id", "uuid", [move.obj.pk for move in rows]),
        ("seen", "bigint", [move.version - 1 for move in rows]),
    ]
    sets, given = ["version = t.version + 1"], list[Any]()
    given_to = {"state": [move.after for move in rows]}
    given_to |= {name: [one[name] for one in facts] for name in facts[0]}
    for number, (name, values) in enumerate(given_to.items()):
        column: Any = model._meta.get_field(name)
        kept = [column.get_db_prep_save(_key(value), connection) for value in values]
        assigned = quote(column.column)
        if all(value == kept[0] for value in kept):
            sets.append(f"{assigned} = %s")
            given.append(kept[0])
        else:
            arrays.append((f"c{number}", _type_of(column), kept))
            sets.append(f"{assigned} = d.c{number}")
    sources = sorted({move.before for move in rows})
    names = ", ".join(name for name, *_ in arrays)
    unnested = ", ".join(f"%s::{kind}[]" for _, kind, _ in arrays)
    key = quote(str(model._meta.pk.column))
    sql = (
        f"UPDATE {quote(model._meta.db_table)} AS t SET {', '.join(sets)} "  # noqa: S608  names of our own columns
        f"FROM unnest({unnested}) AS d({names}) "
        f"WHERE t.{key} = d.id AND t.version = d.seen AND t.state = ANY(%s) RETURNING t.{key}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*given, *(values for *_, values in arrays), sources])
        if cursor.rowcount != len(rows):
            raise stale()


def _key(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def _type_of(column: Any) -> str:
    """Its type in the database without a length, which the table itself looks after."""
    return re.sub(r"\([\d,]+\)", "", column.db_type(connection))


def may_differ(column: models.Field[Any, Any]) -> bool:
    """Whether a set-wise act can give each object its own value of this column."""
    return not isinstance(column, ArrayField) and not getattr(column, "auto_now", False)


def _insert(model: type[Subject], objs: Sequence[Any]) -> None:
    columns: list[Any] = [f for f in model._meta.concrete_fields if not f.generated]
    copy_in(
        model,
        [column.column for column in columns],
        (
            [column.get_db_prep_save(column.pre_save(obj, True), connection) for column in columns]
            for obj in objs
        ),
    )
    for obj in objs:
        obj._state.adding, obj._state.db = False, connection.alias


def alike(objs: Iterable[Any]) -> list[tuple[Any, str, list[Any]]]:
    """(model, state, its objects): conditions of SYSTEM are asked of those together."""
    found: dict[tuple[Any, str], list[Any]] = {}
    for obj in objs:
        found.setdefault((type(obj), obj.state), []).append(obj)
    return [(model, state, group) for (model, state), group in found.items()]
