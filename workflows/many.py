"""An act on many objects inside one boundary, by one press: through the gate once, a result for each (decision 024).

The steps are those of `workflows.gate`; what they ask of an object is asked of each, the permission is asked of the
boundary. A form is filled in once for what all share, and for every object that brings data of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.db import models

from . import jobs, ledger, locks, repeats, setwise
from .access import log_access
from .actors import Actor
from .context import Move
from .copying import among
from .errors import E_STATE, LOGGED_CODES, Refused, hidden, stale
from .gate import Call, Moved, Outcome, told
from .machine import not_now, row_for
from .models import LedgerEntry, LedgerRow, Subject
from .readiness import fill, has_right, no_right, refusal_of, unmet_facts
from .routing import check_can_route
from .setwise import Judge, Many


@dataclass(frozen=True)
class Row:
    """One object of a press. key: its id; data: what it brings to the form beside what all share; version: what the
    caller saw of it, None to take it as it is."""

    key: Any
    data: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = None


def perform_many(
    root: Subject,
    name: str,
    rows: models.QuerySet[Any] | Iterable[Row],
    model: type[Subject] | None = None,
    *,
    actor: Actor,
    on_behalf_of: Actor = None,
    data: Mapping[str, Any] | None = None,
    idempotency_key: str = "",
    fingerprint: str = "",
) -> Many:
    """Do an act on many objects inside the boundary of `root`, with what follows, in one transaction.

    rows: a queryset of a version of their machine, read under the lock, or the rows in the order in which they count,
    with the model; data: raw values of the form that all share; the others: as `gate.perform`. An act that is each for
    itself is done on those that may, and `refused` says why not the others; of any other it is all or none.

    Raises Refused where nothing was done because the whole press is refused: not seen, no right, busy, a form that all
    share, or one object that stands in the way of all.
    """
    known: Any = rows.model if isinstance(rows, models.QuerySet) else model
    if known is None or not hasattr(known, "machine"):
        raise TypeError("perform_many needs a version of the machine of its objects")
    press = Press(root, name, actor, on_behalf_of, {} if data is None else data, None, None)
    press.model, press.many = known, Many(each=setwise.is_each(known, name))
    press.rows = rows if isinstance(rows, models.QuerySet) else list(rows)
    try:
        with locks.said_busy():
            outcome = press.press(idempotency_key, fingerprint)
    except Refused as refused:
        if refused.code in LOGGED_CODES:
            press.log(refused.code, told(refused))
        raise
    if outcome.repeated:
        return _as_before(known, outcome)
    if press.many.refused:
        press.log_refused()
    return press.many


class Whole(Exception):
    """The press is refused as a whole, whatever the act says of each: what all share is refused."""

    def __init__(self, refused: Refused) -> None:
        super().__init__()
        self.refused = refused


def _as_before(model: Any, outcome: Outcome) -> Many:
    """What the same press led to when it came first."""
    first = outcome.entry
    entries = LedgerEntry.objects.filter(stream=first.stream, seq__gte=first.seq, at=first.at, act=first.act)
    keys = LedgerRow.objects.filter(entry__in=entries).order_by("entry__seq", "n")
    found = model._default_manager.in_bulk(list(keys.values_list("object_id", flat=True)))
    return Many(done=list(found.values()), repeated=True)


@dataclass
class Press(Call):
    """One press on many objects on its way through the gate; `obj` is the root."""

    model: Any = None
    rows: models.QuerySet[Any] | Sequence[Row] = ()
    many: Many = field(default_factory=Many)

    def _asked(self) -> str:
        if isinstance(self.rows, models.QuerySet):
            self.rows = [Row(pk) for pk in self.rows.values_list("pk", flat=True)]
        told_of = [[str(row.key), ledger.plain(row.data)] for row in self.rows]
        return repeats.fingerprint(str(self.obj.pk), self.name, ledger.plain(self.raw), told_of)

    def run(self) -> Outcome:
        root = self._root()
        self.route = root.open_route()
        check_can_route(self.route, self.name, self.task)
        self.many = Many(each=self.many.each)
        try:
            ready = self._judged(self._moves(root))
        except Whole as whole:
            raise whole.refused from whole
        setwise.check_refused(self.many, ready)
        if not ready:
            return Outcome(root, cast(LedgerEntry, None))
        own = self._own_names()
        shared = {name: value for name, value in ready[0].data.items() if name not in own}
        with jobs.together():
            self.do_many(self.many, ready, shared)
            first = self.many.moves[0]
            self.conditions(first)
            self.finish(first, creating=False)
        return Outcome(root, first.entry)

    def _root(self) -> Subject:
        """Steps 0 and 1."""
        model = self._see(type(self.obj))
        self.taken = [
            *self._wanted(self.obj),
            locks.Lock(model.machine, self.boundary_id, locks.Strength.CHANGE),
        ]
        self.held = locks.take(self.taken)
        self.person.forget_rights()
        root = model.fetch(self.obj.pk, lock=True)
        if root is None:
            raise hidden()
        root.adopt(self.held[str(self.boundary_id)])
        if not root.sees(self.person):
            raise hidden()
        held = {lock.place: lock for lock in locks.in_order(self.taken)}
        for lock in locks.in_order(self._wanted(root)) if root.version != self.obj.version else ():
            taken = held.get(lock.place)
            if taken is None or taken.strength is not lock.strength is locks.Strength.CHANGE:
                raise Moved(root)
        return root

    def _wanted(self, root: Subject) -> list[locks.Lock]:
        """Those of the act are asked with the root: they are the same for all objects of its boundary."""
        return locks.wanted_by(self.model, self.name, root, root, self.raw)

    def _moves(self, root: Subject) -> list[Move]:
        now = ledger.database_now()
        found, moves = self._objects(root), list[Move]()
        for obj, row in found:
            act = row_for(type(obj), self.name, obj.state, obj)
            if row.version is not None and row.version != obj.version:
                self.many.refused[obj.pk] = stale()
            elif act is None or act.kind == "cascade":
                self.many.refused[obj.pk] = Refused(E_STATE, not_now(type(obj), self.name, obj.state_label))
            else:
                move = Move(
                    obj=obj,
                    name=self.name,
                    row=act,
                    actor=self.actor,
                    on_behalf_of=self.on_behalf_of,
                    now=now,
                    root=root,
                    boundary=root.get_boundary(),
                    raw={**self.raw, **row.data},
                    before=obj.state,
                    cascade_with=self.cascade,
                    beside_with=self.beside,
                    many_with=self.cascade_many,
                    own=row.data,
                )
                moves.append(move)
        return moves

    def _objects(self, root: Subject) -> list[tuple[Any, Row]]:
        if isinstance(self.rows, models.QuerySet):
            return [(obj, Row(obj.pk)) for obj in setwise.gathered(self.rows, root)]
        keys = [row.key for row in self.rows]
        if len({str(key) for key in keys}) < len(keys):
            raise ValueError("a press names each object once")
        known = {
            str(o.pk): o
            for o in setwise.gathered(self.model._default_manager.filter(pk__in=among(keys)), root)
        }
        for key in keys:
            if str(key) not in known:
                self.many.refused[key] = hidden()
        return [(known[str(row.key)], row) for row in self.rows if str(row.key) in known]

    def _own_names(self) -> set[str]:
        if isinstance(self.rows, models.QuerySet):
            return set()
        return {name for row in self.rows for name in row.data}

    def _judged(self, moves: Sequence[Move]) -> list[Move]:
        """Steps 2 to 4 of each, in order."""
        judge, ready, earlier = Judge(moves), list[Move](), list[Any]()
        rights, filled = dict[int, Move](), list[Move]()
        names = self._own_names()
        for move in moves:
            move.earlier = earlier
            try:
                self._check(move, judge, rights, filled, names)
            except Refused as refused:
                self.many.refused[move.obj.pk] = refused
                continue
            ready.append(move)
            earlier.append(move.obj)
        return ready

    def _check(
        self, move: Move, judge: Judge, rights: dict[int, Move], filled: list[Move], names: set[str]
    ) -> None:
        """As `readiness.check`. rights: of each row of the catalogue the move that found it; filled: the first move
        whose form was filled in, for those that bring nothing of their own."""
        facts = unmet_facts(move)
        if reasons := [r for r in facts if r.code == E_STATE] + judge.unmet(move, only=E_STATE):
            raise Refused(E_STATE, reasons[0].message, reasons)
        self._take_right(move, rights)
        reasons = [r for r in facts if r.code != E_STATE]
        if self.route is not None and (held := self.route.check_holder(move.name, move.principal, move.root)):
            reasons.append(held)
        if reasons:
            raise refusal_of(reasons)
        if names or not filled:
            self._fill(move, names)
            filled.append(move)
        else:
            move.data, move.changed, move.texts = filled[0].data, filled[0].changed, filled[0].texts
        if reasons := judge.unmet(move):
            raise refusal_of(reasons)

    def _fill(self, move: Move, names: set[str]) -> None:
        try:
            fill(move)
        except Refused as refused:
            if not names:
                raise Whole(refused) from refused
            raise
        move.own = {name: move.data[name] for name in names if name in move.data}

    def _take_right(self, move: Move, rights: dict[int, Move]) -> None:
        """Whose right it is, asked of the root: a permission that reads the single object fails there, and grants
        nothing."""
        known = rights.get(id(move.row))
        if known is None:
            obj, move.obj = move.obj, move.root
            try:
                if not has_right(move, self.route):
                    raise Whole(no_right(move.row))
            finally:
                move.obj = obj
            known = rights[id(move.row)] = move
        move.capacity, move.on_behalf_of = known.capacity, known.on_behalf_of

    def log(self, code: str, detail: Mapping[str, Any]) -> None:
        log_access(
            actor=self.actor,
            action=self.name,
            outcome=code,
            object_type=self.model.machine.key,
            object_id=self.boundary_id or self.obj.pk,
            detail={"state": self.obj.state, **detail},
        )

    def log_refused(self) -> None:
        """One row for all that were refused: how many, and the reasons."""
        found = list(self.many.refused.values())
        reasons = {r.guard: r.message for one in found for r in one.reasons}
        said = list(reasons.values()) or list(dict.fromkeys(one.message for one in found))
        self.log(found[0].code, {"banyak": len(found), "reasons": list(reasons)[:20], "kalimat": said[:20]})
