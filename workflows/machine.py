"""One declaration: django-fsm's own table carries everything the gate needs.

`act(...)` wraps `django_fsm.transition`. The row of the catalogue rides in its `custom=`, and the condition
`inside_gate` makes a call from anywhere else raise `TransitionNotAllowed`. There is no second table: the gate,
the buttons, the API, the diagrams and the comparison with the catalogue all read
`field.transitions[type(obj)]`.
"""

from __future__ import annotations

import datetime as dt
import dis
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import django_fsm
from django.db.models import TextChoices

from .guards import Fact, Guard
from .predicates import Permission, Predicate

if TYPE_CHECKING:
    from .context import Move
    from .flow import CaseFlow
    from .forms import ActForm
    from .locks import Lock
    from .models import Subject

#: Target of an act that keeps the state, and the token for it in the catalogue.
SAME = None
#: Label of acts that the regulation names after the button of their form.
FORM_BUTTON = "Simpan"
#: Source of a creation: the object has no state yet.
NOTHING = ""

_gate_open: ContextVar[bool] = ContextVar("gate_open", default=False)


def inside_gate(_obj: object = None) -> bool:
    """True while the gate itself executes a transition."""
    return _gate_open.get()


@contextmanager
def open_gate() -> Iterator[None]:
    token = _gate_open.set(True)
    try:
        yield
    finally:
        _gate_open.reset(token)


class OfRow(django_fsm.State):
    """Target of an act that has several rows for one source: that of the row which the gate has found."""

    def __init__(self, targets: Mapping[str, Any]) -> None:
        self.targets = targets

    def get_state(self, model: Any, transition: Any, result: Any, args: Any = (), kwargs: Any = None) -> Any:
        target = self.targets[args[0].row.ref]
        if target is SAME:
            return model.state
        found = getattr(target, "get_state", None)
        return target if found is None else found(model, transition, result, args=args, kwargs=kwargs or {})


class Remembered(django_fsm.GET_STATE):
    """A target computed from memory: `<sebelumnya>` or `<tahap>` of the catalogue."""

    def __init__(self, token: str, attribute: str, states: Iterable[str]) -> None:
        super().__init__(lambda obj, *args, **kwargs: getattr(obj, attribute), states=list(states))
        self.token = token


@dataclass(frozen=True)
class Act:
    """One row of the catalogue.

    ref: its id ("SL-8"); label: the button; who: permission (None only for a cascade, which nobody calls);
    facts and guards: see workflows.guards; form: what is asked; documents: kind>=minimum it brings, for
    display and for the check against the form; legal_basis: article and requirement ids; effects: what else
    changes, run in order inside the transaction; causes: for a cascade or an ask the rows that may cause it;
    kind: `act`, `auto` (a condition of SYSTEM; across: it reads other boundaries and is asked when they settle,
    workflows.settling), `cascade`, `ask` (of another boundary, workflows.asks), `clock` (at: when SYSTEM does it, by
    the facts of the object, workflows.clocks); joint: the two predicates of `who` of which one person each says yes,
    and within what time (workflows.consents);
    locks: boundaries beside the own one that its guards read or whose answers it changes (workflows.locks); asked
    before the lock, of a condition or a cascade with the root of the boundary and no data;
    personal: nobody does it in another's stead (a signature); removes: the object is deleted by the act; danger: the
    page asks once more before it; on_part: pressed on one of its parts, which the form names (a file), so that it is
    not among the buttons of the object; then: name of the act whose page follows at once for whoever did this one;
    explains: a sentence, or what gives it for the object, on what pressing it leads to or answers, where the label
    alone does not say it.
    """

    ref: str
    label: str
    who: Permission | None
    legal_basis: str
    kind: str = "act"
    facts: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = ()
    form: type[ActForm] | None = None
    documents: tuple[str, ...] = ()
    effects: tuple[Callable[[Move], None], ...] = ()
    causes: frozenset[str] = frozenset()
    across: bool = False
    at: Callable[[Any], dt.datetime | None] | None = None
    joint: tuple[str, ...] = ()
    joint_within: dt.timedelta = dt.timedelta(hours=12)
    locks: Callable[[Any, Mapping[str, Any]], Iterable[Lock]] | None = None
    personal: bool = False
    removes: bool = False
    danger: bool = False
    on_part: bool = False
    sets: Mapping[str, Any] | None = None
    each: bool = False
    then: str = ""
    explains: str | Callable[[Any], str] = ""

    @property
    def actors(self) -> frozenset[str]:
        """As in the column `actors` of docs/spec/machines/*.csv."""
        if self.causes:
            word = "minta" if self.kind == "ask" else "kaskade"
            return frozenset(f"{word}:{ref}" for ref in self.causes)
        if self.who is None:
            return frozenset()
        return frozenset({"+".join(self.joint)}) if self.joint else self.who.actors

    @property
    def demanded(self) -> frozenset[str]:
        """Fields of the form that a guard demands, beside those the form itself requires."""
        return frozenset(name for guard in self.guards for name in guard.demands)


def act(
    ref: str,
    label: str,
    *,
    source: str | Sequence[str],
    target: Any = SAME,
    who: Permission | None = None,
    legal: str,
    fact: str = "",
    **spec: Any,
) -> Callable[[Any], Any]:
    """Declare one row of the catalogue on a method that only sets facts.

    source: state or states, NOTHING for a creation; target: state, SAME, or Remembered(...);
    fact: names separated by blanks, all must hold. A method may carry several rows, one above the other; where a
    source occurs twice, facts choose. Raises ValueError when an act is callable but names nobody who may, for a
    second row of a source without facts, and for one with `sets` that does more than that.
    """
    causes = frozenset(spec.pop("causes", ()))
    kind = spec.pop("kind", "cascade" if causes else "act")
    if (kind in ("cascade", "ask")) != bool(causes) or (who is None) != bool(causes):
        raise ValueError(f"{ref}: either `who` or the `causes` of a cascade or an ask must be given")
    if (kind == "clock") != ("at" in spec):
        raise ValueError(f"{ref}: a clock, and nothing else, says when (`at`)")
    row = Act(ref, label, who, legal, kind=kind, facts=tuple(fact.split()), causes=causes, **spec)
    if row.sets is not None and (row.removes or row.joint or row.effects or row.documents):
        raise ValueError(
            f"{ref}: an act with `sets` removes nothing, takes one person, has no effects or documents"
        )
    if row.each and row.sets is None:
        raise ValueError(f"{ref}: only an act with `sets` is done on many objects")
    sources: Any = [source] if isinstance(source, str) else list(source)

    def declare(method: Any) -> Any:
        if row.sets is not None and not _is_empty(method):
            raise ValueError(f"{ref}: the method of an act with `sets` does nothing else")
        known = getattr(getattr(method, "_django_fsm", None), "transitions", {})
        for place in (one for one in sources if one in known):
            _join(known[place], row, target)
        fresh = [one for one in sources if one not in known]
        if not fresh:
            return method
        return django_fsm.transition(
            field="state", source=fresh, target=target, conditions=[inside_gate], custom={"act": row}
        )(method)

    return declare


def _join(transition: Any, row: Act, target: Any) -> None:
    """Another row of the same source: facts choose between them."""
    both = (*rows_at(transition), (row, target))
    if not all(one.facts for one, _ in both):
        raise ValueError(f"{row.ref}: several rows of one source are told apart by facts")
    # a dict of its own: django-fsm shares that of a declaration among its sources
    transition.custom = {"act": both[0][0], "rows": both}
    transition.target = OfRow({one.ref: leads for one, leads in both})


def rows_at(transition: Any) -> tuple[tuple[Act, Any], ...]:
    """(row, target) of each row that a transition of django-fsm stands for."""
    known: tuple[tuple[Act, Any], ...] = transition.custom.get("rows", ())
    return known or ((transition.custom["act"], transition.target),)


#: What the method of an act that only declares its facts is made of.
_NOTHING_DONE = frozenset({"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "POP_TOP"})


def _is_empty(method: Any) -> bool:
    return {step.opname for step in dis.get_instructions(inspect.unwrap(method))} <= _NOTHING_DONE


@dataclass(eq=False)
class Machine:
    """The state machine of one kind of object, in all its versions.

    key: the name in API and ledger ("jpt"); label: for people; versions: number -> proxy model carrying the
    acts; flows: number -> flow class (empty for children, which have no tasks); initial: where creation
    leads; level: place of its boundaries in the order of locks, small first (docs/decisions/014; a child has that of
    its root); terminal: no act changes the state any more; resting: may stay so without anybody owing an act;
    tones: how the tag of a state looks where its place in the machine does not say it.
    """

    key: str
    label: str
    states: type[TextChoices]
    versions: Mapping[int, type[Subject]]
    initial: frozenset[str]
    terminal: frozenset[str]
    level: int
    resting: frozenset[str] = frozenset()
    tones: Mapping[str, str] = field(default_factory=dict)
    facts: Sequence[Fact] = ()
    flows: Mapping[int, type[CaseFlow]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.fact_by_name = {fact.name: fact for fact in self.facts}
        for model in self.versions.values():
            model.machine = self

    @property
    def latest(self) -> int:
        return max(self.versions)

    def model(self, version: int) -> type[Subject]:
        return self.versions[version]

    def number_of(self, model: type[Subject]) -> int:
        return next(number for number, known in self.versions.items() if known is model)

    def beside(self, version: int) -> type[Subject]:
        """Of children: the version that goes with this one of their root, the newest that is not newer."""
        return self.versions[
            max((one for one in self.versions if one <= version), default=min(self.versions))
        ]

    def label_of(self, state: str) -> str:
        return str(self.states(state).label) if state else "—"


def transition_table(model: type[Subject]) -> Mapping[str, Any]:
    """django-fsm's own table: act name -> method."""
    table: Mapping[str, Any] = model._meta.get_field("state").transitions.get(model, {})
    return table


def row_for(model: type[Subject], name: str, state: str, obj: Subject | None = None) -> Act | None:
    """The catalogue row of the act in this state, or None when there is none. obj: by whose facts it is chosen where
    there are several; without it, and where none fits altogether, the one that comes nearest."""
    method = transition_table(model).get(name)
    found = method._django_fsm.get_transition(state) if method is not None else None
    if found is None:
        return None
    rows = [row for row, _ in rows_at(found)]
    if obj is None or len(rows) == 1:
        return rows[0]
    known = obj.machine.fact_by_name
    return min(rows, key=lambda row: sum(not known[fact].holds(obj) for fact in row.facts))


def rows_of(model: type[Subject]) -> Iterator[tuple[str, Act]]:
    """(name, row) of every row of every act, whatever the state; each row once."""
    for name, method in transition_table(model).items():
        found = (row for one in method._django_fsm.transitions.values() for row, _ in rows_at(one))
        yield from ((name, row) for row in {id(row): row for row in found}.values())


def any_row(model: type[Subject], name: str) -> Act | None:
    """Any row of the act, whatever the state: for what all of them share, its label and the form's secrets."""
    return next((row for known, row in rows_of(model) if known == name), None)


def act_said(name: str, label: str) -> str:
    """An act in a sentence: "Kirim perbaikan" says more than the "Simpan" of its form."""
    return name.replace("_", " ").capitalize() if label in (FORM_BUTTON, name) else label


def not_now(model: type[Subject], name: str, state_label: str) -> str:
    """Why an act of another state is refused; it is named."""
    row = any_row(model, name)
    said = act_said(name, row.label) if row is not None else "Tindakan ini"
    return f"{said} tidak dapat dilakukan pada status {state_label}."


def rows_in(model: type[Subject], state: str, obj: Subject | None = None) -> Iterator[tuple[str, Act]]:
    """(name, row) of every act of this state, in the order of the catalogue's ids. obj: of each act the row that its
    facts choose; without it all of them."""
    found = []
    for name, method in transition_table(model).items():
        transition = method._django_fsm.get_transition(state)
        if transition is None:
            continue
        rows = [row for row, _ in rows_at(transition)]
        chosen = rows if obj is None or len(rows) == 1 else [row_for(model, name, state, obj)]
        found += [(name, row) for row in chosen if row is not None]
    yield from sorted(found, key=lambda pair: _ref_key(pair[1].ref))


@dataclass(frozen=True)
class Declared:
    """A declared row with its sources: what the comparison, the API, the checks and the diagrams read."""

    name: str
    row: Act
    sources: tuple[str, ...]
    target: str
    targets: tuple[str, ...]


def declared(model: type[Subject]) -> list[Declared]:
    """All rows of a machine version; target is a state, "=", a token of memory, or "x" (object removed)."""
    found: dict[str, Declared] = {}
    for name, method in transition_table(model).items():
        for source, row, target in (
            (source, *pair) for source, one in method._django_fsm.transitions.items() for pair in rows_at(one)
        ):
            known = found.get(row.ref)
            # in the order of the states, whatever collection the row was declared with
            sources = sorted((*(known.sources if known else ()), source), key=_place_in(model))
            found[row.ref] = Declared(name, row, tuple(sources), *_target(row, target))
    return sorted(found.values(), key=lambda d: _ref_key(d.row.ref))


def _place_in(model: type[Subject]) -> Callable[[str], int]:
    order = ["", *(str(value) for value in model.machine.states.values)]
    return lambda state: order.index(state) if state in order else len(order)


def _target(row: Act, target: Any) -> tuple[str, tuple[str, ...]]:
    if row.removes:
        return "x", ()
    if target is None:
        return "=", ()
    if isinstance(target, Remembered):
        return target.token, tuple(str(s) for s in target.allowed_states)
    return str(target), (str(target),)


def _ref_key(ref: str) -> tuple[str, int, str]:
    """SL-2 before SL-10, SL-10 before SL-10b."""
    prefix, _, rest = ref.partition("-")
    digits = "".join(c for c in rest if c.isdigit())
    return prefix, int(digits or 0), rest


def guards_of(models: Iterable[type[Subject]]) -> dict[str, Guard]:
    """Every declared guard by "machine.name": what `make mutate` neutralises one at a time."""
    return {f"{m.machine.key}.{g.name}": g for m in models for d in declared(m) for g in d.row.guards}


def predicates_of(models: Iterable[type[Subject]]) -> dict[str, Predicate]:
    rows = [d.row for m in models for d in declared(m) if d.row.who is not None]
    return {leaf.name: leaf for row in rows if row.who for leaf in row.who.leaves()}
