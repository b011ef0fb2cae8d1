"""The same act on several cases, or on several children of one: each for itself, with a result for each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from cases.core.declared.manifest import ChildType
from cases.core.declared.registry import case_type
from cases.core.reading.selectors import get_subject_for, unseen
from workflows import locks
from workflows.actors import Actor
from workflows.errors import E_PERM, Refused
from workflows.gate import Outcome, perform

LIMIT = 200


def perform_each(
    actor: Actor, act: str, case_ids: Iterable[Any], data: Mapping[str, Any]
) -> list[tuple[Any, Outcome | Refused]]:
    """[(case id, outcome or refusal)], in order. One refusal does not undo the others (SJ-39, SJ-137).

    At most 200 cases at once; more are refused as a whole with E-RNG.
    """
    wanted = list(dict.fromkeys(case_ids))
    if len(wanted) > LIMIT:
        raise Refused("E-RNG", f"Paling banyak {LIMIT} kasus sekaligus.")
    return [(case_id, _one(actor, act, case_id, data)) for case_id in wanted]


def _one(actor: Actor, act: str, case_id: Any, data: Mapping[str, Any]) -> Outcome | Refused:
    try:
        return perform(get_subject_for(actor, case_id, act), act, actor=actor, data=data)
    except Refused as refused:
        return refused


@dataclass(frozen=True)
class RowCall:
    """One row of a press on a case: an act on a child, or on the case itself where `child` is None.

    version: what the person saw, None to take the row as it is; name: tells this row from the others of the
    press that have the same act and child.
    """

    act: str
    child: Any = None
    data: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = None
    name: str = ""


def perform_rows(
    actor: Actor, subject: Any, plural: str, rows: Sequence[RowCall], *, key: str = ""
) -> list[Outcome | Refused]:
    """One press on several children of a case: a result for each row, in the order of the rows.

    One transaction: the boundary is locked before the first row and held behind the last, so that nobody acts
    between two rows and two presses cannot wait for each other. Each row goes through the gate for itself: what is
    refused changes nothing, the others stand. key: of the press (Idempotency-Key); repeated, it gives the results
    of the rows that were done and tries only those that were refused.

    At most 200 rows; more are refused as a whole (E-RNG), as are the press of somebody who may not do the act
    (E-PERM) and one while the case is busy (E-BUSY).
    """
    if len(rows) > LIMIT:
        raise Refused("E-RNG", f"Paling banyak {LIMIT} baris sekaligus.")
    kind = case_type(subject.case.type).children[plural]
    results: list[Outcome | Refused] = []
    with locks.said_busy(), transaction.atomic():
        locks.take(_wanted(subject, kind, rows))
        for row in rows:
            results.append(_row(actor, subject, kind, row, key))
            if _denied(results):
                break
    if (refused := _denied(results)) is not None:
        raise refused
    return results


def _wanted(subject: Any, kind: ChildType, rows: Sequence[RowCall]) -> Iterator[locks.Lock]:
    """The own boundary and what any of the rows asks for: all before the first row, in the order of all presses."""
    yield locks.Lock(subject.machine, subject.case.pk, locks.Strength.CHANGE)
    child = kind.machine.model(kind.machine.latest)
    for row in rows:
        model = type(subject) if row.child is None else child
        if locks.asks(model, row.act, type(subject)):
            obj = subject if row.child is None else child.fetch(row.child)
            if obj is not None:
                yield from locks.wanted_by(model, row.act, obj, subject, row.data)


def _denied(results: list[Outcome | Refused]) -> Refused | None:
    """The act is not this person's: refused as a whole, and written to the access log once."""
    first = results[0]
    return first if len(results) == 1 and isinstance(first, Refused) and first.code == E_PERM else None


def _row(actor: Actor, subject: Any, kind: ChildType, row: RowCall, key: str) -> Outcome | Refused:
    """Both objects anew: what a row before it changed (a score, the state of the case) counts for this one."""
    try:
        if row.child is None:
            obj: Any = type(subject).fetch(subject.pk)
        else:
            obj = _child(actor, subject, kind, row)
        own = hashlib.sha256(f"{key} {row.act} {row.child} {row.name}".encode()).hexdigest() if key else ""
        return perform(
            obj,
            row.act,
            actor=actor,
            data=row.data,
            version=row.version,
            idempotency_key=own and f"rows-{own}",
        )
    except Refused as refused:
        return refused


def _child(actor: Actor, subject: Any, kind: ChildType, row: RowCall) -> Any:
    """A child of this case. Raises Refused(E-HIDE) for any other: an address is no way around the case."""
    child: Any = kind.machine.model(kind.machine.latest).fetch(row.child)
    if child is None or child.root().pk != subject.pk:
        raise unseen(actor, row.act, kind.machine.key, row.child)
    return child
