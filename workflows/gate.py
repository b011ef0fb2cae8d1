"""The gate: the one way a case moves, for page, API, timer, command and job alike.

0 see    visible at all?                                                    E-HIDE
         what costs time in the form is read, before anybody waits for it (workflows.ahead)
1 lock   all boundaries of the press in one order, own row; version compared   E-BUSY / E-STALE
2 find   the row in django-fsm's table; facts and guards of the state       E-STATE
3 may    permission, evaluated here; unset denies                           E-PERM
4 ready  the form, then every guard, all unmet reasons together             E-REQ … / E-GUARD
5 do     the django-fsm method; version + 1; documents bound
6 record effects and their cascades, conditions of SYSTEM; then one ledger entry each, in the order of the acts
7 route  lanes reconciled
8 jobs deferred in this transaction, done after the commit
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction

from . import clocks, consents, jobs, ledger, locks, repeats, resting, setwise
from .access import log_access
from .actors import SYSTEM, Actor
from .ahead import has_ahead
from .beside import Stream, opened
from .beside import begin as begin_beside
from .context import Move
from .errors import (
    E_FMT,
    E_STATE,
    LOGGED_CODES,
    FieldError,
    Refused,
    busy,
    hidden,
    stale,
)
from .forms import ActForm, secrets_of
from .machine import Act, any_row, not_now, open_gate, row_for
from .models import Ask, Boundary, Clock, Consent, LedgerEntry, Subject
from .readiness import check, constraint_refusal, refusal_of, unmet
from .routing import Route, check_can_route
from .setwise import Many
from .standing import could, stood_in_for


@dataclass
class Outcome:
    """What an act led to. obj: the object as it is now; entry: its ledger entry; repeated: the same call had
    been answered before (Idempotency-Key) and nothing was done again; consent: the act takes two people, and this was
    the first."""

    obj: Any
    entry: LedgerEntry
    repeated: bool = False
    consent: Consent | None = None


def perform(
    obj: Subject,
    name: str,
    *,
    actor: Actor,
    on_behalf_of: Actor = None,
    data: Mapping[str, Any] | None = None,
    task: Any = None,
    version: int | None = None,
    idempotency_key: str = "",
    fingerprint: str = "",
    ahead: ActForm | None = None,
    ask: Ask | None = None,
    clock: Clock | None = None,
    consent: Any = None,
) -> Outcome:
    """Do an act on an object, or refuse it and change nothing.

    obj: the object (unsaved for a creation); name: the act; data: raw values of its form; task: id of the open
    task it answers; version: what the caller saw (If-Match); on_behalf_of: the person for whom SYSTEM acts (a
    job somebody started): visibility and form are theirs; a person acts for those he stands in for, and need not say
    so (workflows.standing); fingerprint: of what
    was asked under the key, where the caller knows better than `data`; ahead: a form of this act that has read what
    was sent (workflows.ahead), as a page has; without one it is read here, before the lock; ask, clock: what SYSTEM
    answers (workflows.asks) or what was due (workflows.clocks); consent: key of the first one's consent to an act of
    two people, in place of `data` (workflows.consents). Raises Refused.
    """
    call = Call(obj, name, actor, on_behalf_of, {} if data is None else data, task, version, ahead)
    call.ask, call.clock, call.joins = ask, clock, consent
    try:
        with locks.said_busy():
            return call.press(idempotency_key, fingerprint)
    except Refused as caught:
        refusal = caught
    if refusal.code in LOGGED_CODES and ask is None:  # what became of it stands with what was asked
        log_access(
            actor=actor,
            action=name,
            outcome=refusal.code,
            object_type=obj.machine.key,
            object_id=call.boundary_id or obj.pk,
            detail={"state": obj.state, "object": str(obj.pk), **told(refusal)},
        )
    raise refusal


class Moved(Exception):
    """While the press waited, somebody's act changed which boundaries it has to lock. seen: the object as it is now."""

    def __init__(self, seen: Subject) -> None:
        super().__init__()
        self.seen = seen


#: How often a press begins anew because of that, before it is told to come again.
TRIES = 5


def told(refusal: Refused) -> dict[str, Any]:
    """What the access log keeps of a refusal: the guards, and the sentences that the person was shown."""
    sentences = [r.message for r in refusal.reasons] or [refusal.message]
    return {"reasons": [r.guard for r in refusal.reasons], "kalimat": sentences}


@dataclass
class Call:
    """One press on its way through the gate."""

    obj: Subject
    name: str
    actor: Actor
    on_behalf_of: Actor
    raw: Any
    task: Any
    version: int | None
    ahead: ActForm | None = None
    ask: Ask | None = None
    clock: Clock | None = None
    #: key of the consent that is joined, and that consent
    joins: Any = None
    first: Consent | None = None
    boundary_id: Any = None
    route: Route | None = None
    taken: list[locks.Lock] = field(default_factory=list)
    #: the boundaries it has locked to be changed, by key; what it has done in those beside its own
    held: Mapping[str, Boundary] = field(default_factory=dict)
    streams: dict[Any, Stream] = field(default_factory=dict)
    performed: set[str] = field(default_factory=set)
    #: this act, its cascades and the conditions that followed, in the order in which they were done
    done: list[Move] = field(default_factory=list)

    @property
    def person(self) -> Actor:
        """Who sees the object and fills in the form."""
        return self.on_behalf_of or self.actor if self.actor is SYSTEM else self.actor

    def press(self, key: str, asked: str) -> Outcome:
        for _ in range(TRIES):
            try:
                with transaction.atomic():
                    outcome = self.once(key, asked) if repeats.usable(key) else self.run()
            except Moved as moved:
                self.obj, self.ahead = moved.seen, None
            else:
                locks.remember(self.taken)
                return outcome
        raise busy()

    def once(self, key: str, asked: str) -> Outcome:
        """The same key gives the same result; the same key for something else is refused."""
        row, fresh = repeats.claim(self.actor, key, asked or self._asked())
        if not fresh and row.entry_id is not None:
            entry = LedgerEntry.objects.get(pk=row.entry_id)
            return Outcome(self._seen(row.object_id), entry, repeated=True)
        outcome = self.run()
        row.object_type, row.object_id = outcome.obj.machine.key, outcome.obj.pk
        row.entry = outcome.entry
        row.save(update_fields=["object_type", "object_id", "entry"])
        return outcome

    def _asked(self) -> str:
        target = "" if self.obj._state.adding else str(self.obj.pk)
        row = any_row(type(self.obj), self.name)
        secret = secrets_of(row.form if row else None)
        raw = {n: v for n, v in self.raw.items() if n not in secret} if secret else self.raw
        joins = [] if self.joins is None else [str(self.joins)]
        return repeats.fingerprint(target, self.name, ledger.plain(raw), *joins)

    def _seen(self, pk: Any) -> Subject:
        """The object of an earlier answer as it is now, in its own machine version."""
        model = type(self.obj)
        found = model.locate(pk, self.person)
        obj = None if found is None else model.machine.model(found[1]).fetch(pk)
        if obj is None:
            raise hidden()
        return obj

    def run(self) -> Outcome:
        model = type(self.obj)
        creating = self.obj._state.adding
        if not creating:
            model = self._see(model)
            if self.joins is not None:
                self._join()
        seen = self._read_ahead(model, creating)
        boundary = self._lock(model, creating)
        self.person.forget_rights()  # what was read before the lock may have ended since
        if creating:
            obj = root = self.obj
        else:
            found = model.fetch(self.obj.pk, lock=True)
            if found is None:
                raise hidden()
            obj = found
            obj.adopt(boundary)
            root = obj.root()
            root.adopt(boundary)
            if not obj.sees(self.person):
                raise hidden()
            self._check_locks(model, obj, root)
            if self.version is not None and self.version != obj.version:
                raise stale()
            if seen != (
                obj.version,
                boundary.seq,
            ):  # somebody acted in between: it is read again, for what holds now
                self.ahead = None
            self.route = root.open_route()
            check_can_route(self.route, self.name, self.task)
        obj.asked = self.ask
        move = Move(
            obj=obj,
            name=self.name,
            row=self._find(obj),
            actor=self.actor,
            on_behalf_of=self.on_behalf_of,
            now=ledger.database_now(),
            root=root,
            boundary=boundary,
            raw=self.raw,
            before=obj.state,
            cascade_with=self.cascade,
            beside_with=self.beside,
            many_with=self.cascade_many,
            ask=self.ask,
            clock=self.clock,
            consent=self.first,
        )
        check(move, self.route, self.ahead)
        if move.row.joint:
            move.consent = consents.first_of(move)
            if move.consent is None:
                return self._consent(move)
        with jobs.together():
            self.do(move)
            self.conditions(move)
            self.finish(move, creating)
        return Outcome(obj, move.entry)

    def _consent(self, move: Move) -> Outcome:
        """The first of two: it is written down, and nothing else changes."""
        consent = consents.give(move)
        if self.route is not None:  # whose turn it still is
            self.route.reconcile(move.root, move.principal, at=move.now)
        move.root.settle(move)
        return Outcome(move.obj, consent.entry, consent=consent)

    def _see(self, model: type[Subject]) -> type[Subject]:
        """Step 0. A stranger takes no lock and learns nothing."""
        found = model.locate(self.obj.pk, self.person)
        if found is None:
            raise hidden()
        self.boundary_id, version = found
        return model.machine.model(version)

    def _join(self) -> None:
        """What the first one entered is what is sent: the second one sends nothing beside it."""
        if self.first is None and self.raw:
            errors = {
                "consent": [FieldError(E_FMT, "Isian pihak pertama dipakai; isian lain tidak dikirim.")]
            }
            raise Refused(E_FMT, errors["consent"][0].message, errors=errors)
        self.first = consents.named(self.joins, self.obj, self.name)
        self.raw = self.first.data

    def _read_ahead(self, model: type[Subject], creating: bool) -> tuple[int, int] | None:
        """What costs time in the form, before anything is locked. The version and the sequence of the boundary for
        which it holds."""
        row = row_for(model, self.name, self.obj.state, self.obj)
        form = row.form if row is not None else None
        if (
            row is None
            or form is None
            or row.who is None
            or not has_ahead(form)
            or not (
                could(row, self.person) or could(row, self.person, stood_in_for(self.obj, row, self.actor))
            )
        ):
            return None
        seq = 0 if creating else self.obj.get_boundary().seq
        if type(self.ahead) is not form:
            for one in (self.obj, self.obj.root()):
                one.forget()  # what it remembers may be older than its boundary
            self.ahead = form(self.raw, subject=self.obj, actor=self.person)
            if self.first is not None:
                self.ahead.take_files_of(self.first.sender)
            self.ahead.read_ahead()
        return self.obj.version, seq

    def _lock(self, model: type[Subject], creating: bool) -> Boundary:
        """Step 1. A boundary that is being created has nobody who could want it."""
        root = self.obj if creating else self.obj.root()
        self.taken = locks.wanted_by(model, self.name, self.obj, root, self.raw)
        if creating:
            self.held = locks.take(self.taken)
            return self.obj.get_boundary()
        self.taken.append(locks.Lock(model.machine, self.boundary_id, locks.Strength.CHANGE))
        self.held = locks.take(self.taken)
        return self.held[str(self.boundary_id)]

    def _check_locks(self, model: type[Subject], obj: Subject, root: Subject) -> None:
        """What the object asks for now is what was taken. Raises Moved; then all is given back and taken in order."""
        if obj.version == self.obj.version and root.version == self.obj.root().version:
            return
        if not locks.asks(model, self.name, type(root)):
            return
        held = {lock.place: lock for lock in locks.in_order(self.taken)}
        for lock in locks.in_order(locks.wanted_by(model, self.name, obj, root, self.raw)):
            known = held.get(lock.place)
            if known is None or known.strength is not lock.strength is locks.Strength.CHANGE:
                raise Moved(obj)

    def _find(self, obj: Subject) -> Act:
        row = row_for(type(obj), self.name, obj.state, obj)
        if row is None or row.kind == "cascade" or (self.ask is not None and self.ask.ref not in row.causes):
            raise Refused(E_STATE, not_now(type(obj), self.name, obj.state_label))
        return row

    def do(self, move: Move) -> None:
        """Step 5 of one act, its effects and cascades included."""
        execute(move)
        self._note(move)
        move.obj.forget()
        for effect in move.row.effects:
            effect(move)

    def _note(self, move: Move) -> None:
        stream = self.streams.get(move.boundary.pk)
        done, performed = (self.done, self.performed) if stream is None else (stream.done, stream.performed)
        done.append(move)
        performed.add(move.name)
        move.root.forget()

    def cascade(self, cause: Move, obj: Subject, name: str, data: Mapping[str, Any]) -> Move:
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
        if reasons := unmet(move):
            raise refusal_of(reasons)
        self.do(move)
        return move

    def beside(self, cause: Move, obj: Subject, name: str, data: Mapping[str, Any]) -> Move:
        move = begin_beside(cause, obj, name, data)
        move.boundary = self._stream_of(move)
        if reasons := unmet(move):
            raise refusal_of(reasons)
        self.do(move)
        return move

    def _stream_of(self, move: Move) -> Boundary:
        """The boundary of a move beside the own one, as this press has locked it."""
        known = self.streams.get(move.boundary.pk)
        if known is None:
            known = self.streams[move.boundary.pk] = opened(move, self.held)
        elif known.first.root is not move.root:
            raise RuntimeError(f"{move.row.ref}: {move.root} was loaded twice in one press")
        return known.first.boundary

    def cascade_many(
        self, cause: Move, objs: Iterable[Any], name: str, data: Mapping[str, Any], own: setwise.Own | None
    ) -> Many:
        """Cascades on many objects of one boundary, its own or one beside: `Move.cascade_many`."""
        moves, many = setwise.begun(cause, objs, name, data, own)
        if moves and moves[0].boundary.pk != cause.boundary.pk:
            boundary = self._stream_of(moves[0])
            for move in moves:
                move.boundary = boundary
        ready, unready = setwise.judged(moves)
        many.refused |= unready
        return self.do_many(many, ready, data)

    def do_many(self, many: Many, ready: Sequence[Move], shared: Mapping[str, Any]) -> Many:
        """Do what may be done of a set-wise act; where that is not all, and the act is not each for itself, nothing."""
        setwise.check_refused(many, ready)
        many.moves += self.done_many(setwise.execute(ready, shared))
        many.done += [move.obj for move in ready]
        return many

    def done_many(self, moves: Sequence[Move]) -> Sequence[Move]:
        for move in moves:
            self._note(move)
            for obj in move.objects:
                obj.forget()
        return moves

    def conditions(self, cause: Move, *, across: bool = False) -> None:
        """Acts of SYSTEM that are conditions, until none holds any more: of the boundary, and of what the press has
        touched. across: those that read other boundaries, too."""
        resting.until_rest(self, cause, self.done, across)
        for stream in self.streams.values():
            resting.until_rest(self, stream.first, stream.done, False)

    def finish(self, move: Move, creating: bool) -> None:
        """Steps 6 to 8: entries, lanes, clocks, then the boundary row with head, sequence and mirrors."""
        own = Stream(move, self.route, creating, self.done, self.performed)
        for stream in (own, *self.streams.values()):
            ledger.record(stream.done)
            if stream is own:
                consents.use(move)
            consents.end_outdated(stream.first.boundary.pk, stream.done)
            self._finish(stream, self.clock if stream is own else None)

    def _finish(self, stream: Stream, fired: Clock | None) -> None:
        move, root, done = stream.first, stream.first.root, stream.done
        if stream.creating:
            root.start_route(move)
        elif stream.route is not None:
            stream.route.performed = stream.performed
            acting = move.principal if self.actor is not SYSTEM else SYSTEM
            by = None if self.actor is SYSTEM else self.actor
            stream.route.reconcile(root, acting, at=move.now, by=by)
        clocks.wind([root, *(obj for one in done for obj in one.objects)], fired=fired)
        root.settle(move)
        for machine, key in root.watchers(done):
            jobs.defer(SETTLE, key, root.pk, move.boundary.seq, boundary=key, machine=machine.key, root=key)


#: The job that settles a boundary (workflows.settling).
SETTLE = "reda"


def execute(move: Move) -> None:
    """Step 5: documents bound, the django-fsm method, the row; the ledger entry is begun."""
    obj = move.obj
    move.documents = obj.attach(move)
    facts = setwise.facts_of(move)
    with open_gate():
        getattr(obj, move.name)(move)
        for name, value in facts.items():
            setattr(obj, name, value)
        obj.version += 1
        if not move.row.removes:
            try:
                obj.store(move)
            except IntegrityError as error:  # ends the transaction of the press, which is refused as a whole
                raise constraint_refusal(obj, error) from error
    move.entry = ledger.begin(move)
    if move.row.removes:
        obj.delete()
