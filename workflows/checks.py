"""System checks: a machine that cannot be lived in does not start."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register

from .actors import SYSTEM
from .forms import secrets_of
from .machine import Declared, Machine, declared
from .machines import installed
from .models import Subject
from .setwise import may_differ


@register("workflows")
def check_machines(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    return [error for machine in installed() for error in check_machine(machine)]


def check_machine(machine: Machine) -> list[CheckMessage]:
    """Unreachable states, dead ends that are not terminal, acts without label, permission or legal basis."""
    return [
        Error(f"{machine.key} versi {number}: {text}", id=f"workflows.{code}")
        for number, model in machine.versions.items()
        for code, text in _faults(machine, model)
    ]


def _faults(machine: Machine, model: type[Subject]) -> Iterator[tuple[str, str]]:
    rows = declared(model)
    states = {str(value) for value in machine.states.values}
    edges = {(s, t) for d in rows for s in d.sources for t in (d.targets or (s,))}
    for unknown in sorted({s for edge in edges for s in edge} - states - {""}):
        yield "E001", f"state {unknown} is not declared"
    reached = _reach({""}, edges)
    # a state of a later version may rest unused in an earlier one
    used = {s for edge in edges for s in edge} if model is not machine.model(machine.latest) else states
    for state in sorted(used - reached - {""}):
        yield "E002", f"state {state} cannot be reached"
    leaving = {s for s, t in edges if s != t}
    for state in sorted(reached - leaving - machine.terminal - {""}):
        yield "E003", f"state {state} is a dead end and not terminal"
    for state in sorted(machine.terminal & leaving):
        yield "E004", f"terminal state {state} is left"
    for row in rows:
        yield from _row_faults(machine, row)
    yield from _many_faults(model, rows)
    yield from _flow_faults(machine, model, rows)


def _many_faults(model: type[Subject], rows: list[Declared]) -> Iterator[tuple[str, str]]:
    """Acts that are done on many objects at once write columns, and go round what the model does when it is saved."""
    columns = {column.name: column for column in model._meta.concrete_fields}
    of_many = [found for found in rows if found.row.sets is not None]
    for found in of_many:
        for name in found.row.sets or ():
            if name not in columns or name in ("state", "version"):
                yield "E013", f"{found.row.ref} sets {name}, no field of {model.__name__} that an act sets"
            elif not may_differ(columns[name]):
                yield "E014", f"{found.row.ref} sets {name}, which cannot differ from object to object"
    mixed = {a.name for a in of_many for b in rows if a.name == b.name and _of_many(a) != _of_many(b)}
    for name in sorted(mixed):
        yield "E015", f"the rows of {name} do not agree on whether and how it is done on many objects"
    own = [name for name in ("store", "save") if getattr(model, name) is not getattr(Subject, name)]
    for name in own if of_many else ():
        yield "E016", f"{model.__name__} has a {name} of its own, which an act on many objects goes round"


def _of_many(found: Declared) -> tuple[bool, bool]:
    return found.row.sets is not None, found.row.each


def _row_faults(machine: Machine, found: Declared) -> Iterator[tuple[str, str]]:
    row = found.row
    if not row.label or not row.legal_basis:
        yield "E005", f"{row.ref} lacks a label or its legal basis"
    if row.who is None and not row.causes:
        yield "E006", f"{row.ref} names nobody who may"
    if row.kind == "auto" and (row.who is None or not row.who.could(SYSTEM)):
        yield "E012", f"{row.ref} is a condition, which SYSTEM may not do"
    sides = {leaf.name for leaf in row.who.leaves()} if row.who is not None else set()
    for side in (one for one in row.joint if one not in sides):
        yield "E017", f"{row.ref} takes {side} for a side, which may not do it"
    if row.joint and secrets_of(row.form):
        yield "E018", f"{row.ref} takes two people, and what is secret cannot wait for the second"
    for fact in row.facts:
        if fact not in machine.fact_by_name:
            yield "E007", f"{row.ref} needs the unknown fact {fact}"


def _flow_faults(machine: Machine, model: type[Subject], rows: list[Declared]) -> Iterator[tuple[str, str]]:
    by_name = {row.name: row.row for row in rows}
    names = set(by_name)
    number = next(n for n, m in machine.versions.items() if m is model)
    if number not in machine.flows:
        return
    for turn in (t for lane in machine.flows[number].instance.lanes.values() for t in lane.turns):
        if not turn.acts:
            yield "E008", f"turn {turn.name} names no act"
        if not names & set(turn.acts):
            yield "E009", f"turn {turn.name} names no act of the machine"
        for boundary in (b for _, b in getattr(turn, "_boundary_specs", ())):
            act = getattr(boundary, "act", "")
            if act not in names:
                yield (
                    "E010",
                    f"the deadline of turn {turn.name} does {act or 'nothing'}, no act of the machine",
                )
            elif (who := by_name[act].who) is None or not who.could(SYSTEM):
                yield "E011", f"the deadline of turn {turn.name} does {act}, which SYSTEM may not"


def _reach(start: Iterable[str], edges: set[tuple[str, str]]) -> set[str]:
    seen, todo = set(start), list(start)
    while todo:
        here = todo.pop()
        new = {t for s, t in edges if s == here} - seen
        seen |= new
        todo += new
    return seen
